"""Sound as numbers: 16-bit PCM, the G.711 codes of the telephone, and sampling rates.

PCM is mono, signed 16 bits, little-endian, as bytes; a rate is in hertz. G.711 is the
ITU-T recommendation of 1988; the codes are those of Sun's reference `g711.c`.
"""

from enum import StrEnum
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

Samples = NDArray[np.int16]

PHONE_RATE: Final = 8_000
WIDE_RATE: Final = 16_000
FRAME_MS: Final = 20
SAMPLE_BYTES: Final = 2

_BIAS, _CLIP = 33, 8_159
_ENDS = np.array([0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF, 0x1FFF])
"""The last magnitude of each segment of mu-law; A-law's are half of these."""


class Code(StrEnum):
    """How sound is written on a line."""

    PCM = "pcm"
    MU_LAW = "mu-law"
    A_LAW = "a-law"


def frame_bytes(rate: int) -> int:
    """Of one frame of PCM, which is 20 ms."""
    return rate * FRAME_MS // 1_000 * SAMPLE_BYTES


def silence(rate: int, ms: int) -> bytes:
    return bytes(rate * ms // 1_000 * SAMPLE_BYTES)


def milliseconds(pcm: bytes, rate: int) -> float:
    return len(pcm) / SAMPLE_BYTES / rate * 1_000


def whole(pcm: bytes) -> bytes:
    """Without an odd last byte, which is half a sample."""
    return pcm[: len(pcm) - len(pcm) % SAMPLE_BYTES]


def samples(pcm: bytes) -> Samples:
    return np.frombuffer(whole(pcm), dtype="<i2")


def encoded(pcm: bytes, code: Code) -> bytes:
    """PCM in the code of a line."""
    if code is Code.PCM:
        return pcm
    return _ENCODED[code][samples(pcm).view(np.uint16)].tobytes()


def decoded(told: bytes, code: Code) -> bytes:
    """What came in the code of a line, as PCM."""
    if code is Code.PCM:
        return told
    return _DECODED[code][np.frombuffer(told, np.uint8)].tobytes()


class Resampler:
    """One stream from a rate to another; every chunk gives at once what it can.

    `quick`: no chunk is held back for the quality of the next one (soxr's QQ), as what
    is heard of a caller needs it; otherwise soxr's HQ, for whole prompts.
    """

    def __init__(self, from_rate: int, to_rate: int, *, quick: bool = True) -> None:
        quality = "QQ" if quick else "HQ"
        self._same = from_rate == to_rate
        self._stream = soxr.ResampleStream(
            from_rate, to_rate, 1, dtype="int16", quality=quality
        )

    def feed(self, pcm: bytes, *, last: bool = False) -> bytes:
        if self._same:
            return pcm
        return bytes(self._stream.resample_chunk(samples(pcm), last=last).tobytes())


def resampled(pcm: bytes, from_rate: int, to_rate: int) -> bytes:
    """A whole prompt at another rate."""
    return Resampler(from_rate, to_rate, quick=False).feed(pcm, last=True)


def _mu_law() -> NDArray[np.uint8]:
    levels = np.arange(0x10000).astype(np.uint16).view(np.int16).astype(int) >> 2
    below = levels < 0
    size = np.minimum(np.abs(levels), _CLIP) + _BIAS
    segment = np.searchsorted(_ENDS, size)
    step = (size >> (np.minimum(segment, 7) + 1)) & 0xF
    code = np.where(segment > 7, 0x7F, segment << 4 | step)
    return (code ^ np.where(below, 0x7F, 0xFF)).astype(np.uint8)


def _a_law() -> NDArray[np.uint8]:
    levels = np.arange(0x10000).astype(np.uint16).view(np.int16).astype(int) >> 3
    below = levels < 0
    size = np.where(below, -levels - 1, levels)
    segment = np.searchsorted(_ENDS >> 1, size)
    step = (size >> np.maximum(segment, 1)) & 0xF
    return ((segment << 4 | step) ^ np.where(below, 0x55, 0xD5)).astype(np.uint8)


def _from_mu_law() -> Samples:
    code = ~np.arange(256) & 0xFF
    size = (((code & 0xF) << 3) + (_BIAS << 2)) << (code >> 4 & 7)
    level = size - (_BIAS << 2)
    read: Samples = np.where(code & 0x80, -level, level).astype("<i2")
    return read


def _from_a_law() -> Samples:
    code = np.arange(256) ^ 0x55
    segment = code >> 4 & 7
    size = ((code & 0xF) << 4) + np.where(segment > 0, 0x108, 8)
    level = size << np.maximum(segment - 1, 0)
    read: Samples = np.where(code & 0x80, level, -level).astype("<i2")
    return read


_ENCODED = {Code.MU_LAW: _mu_law(), Code.A_LAW: _a_law()}
_DECODED = {Code.MU_LAW: _from_mu_law(), Code.A_LAW: _from_a_law()}
