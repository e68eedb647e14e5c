"""From one sample rate to another, piece by piece, with almost nothing held back."""

from math import gcd

import numpy as np
import numpy.typing as npt

from speech.sound import SAMPLE_BYTES, Sound

Samples = npt.NDArray[np.float64]
_HALF = 8
"""Zero crossings of the kernel on each side: 1 ms is held back at 8 kHz."""
_PASSED = 0.92
"""Share of the narrower band that is kept."""


class Resampler:
    """One stream's; sound of 16 bits in, sound of 16 bits out."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        common = gcd(rate_in, rate_out)
        self._up, self._down = rate_out // common, rate_in // common
        band = min(1.0, rate_out / rate_in) * _PASSED
        self._half = int(np.ceil(_HALF / band))
        self._kernels = _kernels(self._up, self._half, band)
        self._kept: Samples = np.zeros(self._half - 1)
        self._first = 0
        """Index of the next output sample, counted in steps of the finer grid."""
        self._odd = b""

    def feed(self, pcm: bytes) -> bytes:
        """All that can be told by now. Half a sample is kept for the next piece."""
        pcm = self._odd + pcm
        whole = len(pcm) // SAMPLE_BYTES * SAMPLE_BYTES
        self._odd = pcm[whole:]
        if self._up == self._down:
            return pcm[:whole]
        new = np.frombuffer(pcm[:whole], dtype="<i2").astype(np.float64)
        return _pcm(self._resampled(np.concatenate([self._kept, new])))

    def finish(self) -> bytes:
        """The end of the stream: what was held back."""
        return self.feed(bytes(SAMPLE_BYTES * self._half))

    def _resampled(self, samples: Samples) -> Samples:
        width = self._kernels.shape[1]
        usable = len(samples) - width + 1
        if usable <= 0:
            self._kept = samples
            return np.zeros(0)
        steps = np.arange(self._first, usable * self._up, self._down)
        starts, phases = steps // self._up, steps % self._up
        windows = np.lib.stride_tricks.sliding_window_view(samples, width)[starts]
        self._first += len(steps) * self._down - usable * self._up
        self._kept = samples[usable:]
        result: Samples = np.einsum("ij,ij->i", windows, self._kernels[phases])
        return result


def resampled(sound: Sound, rate: int) -> Sound:
    """A whole sound; its marks stay where they are."""
    if sound.rate == rate:
        return sound
    resampler = Resampler(sound.rate, rate)
    pcm = resampler.feed(sound.pcm) + resampler.finish()
    return Sound(pcm=pcm, rate=rate, marks=sound.marks)


def _kernels(up: int, half: int, band: float) -> Samples:
    """For each phase the weights of the samples around it; each sums to one."""
    places = np.arange(1 - half, half + 1)
    distances = places[None, :] - np.arange(up)[:, None] / up
    window = np.cos(np.pi * np.clip(distances / (half + 1), -0.5, 0.5)) ** 2
    weights: Samples = np.sinc(distances * band) * window
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def _pcm(samples: Samples) -> bytes:
    return bytes(np.clip(np.rint(samples), -32_768, 32_767).astype("<i2"))
