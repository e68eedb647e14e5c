"""The features that Kaldi takes from sound: 40 cepstra for every 10 ms."""

import numpy as np
import numpy.typing as npt

RATE = 16_000
_WINDOW, _SHIFT, _FFT, _BINS = 400, 160, 512, 40
_LOW, _HIGH = 20.0, 7_600.0
_PREEMPHASIS, _LIFTER = 0.97, 22.0

Matrix = npt.NDArray[np.float32]


def _mel(hertz: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return 1127.0 * np.log1p(np.asarray(hertz, dtype=np.float64) / 700.0)


def _banks() -> npt.NDArray[np.float64]:
    low, high = _mel(_LOW), _mel(_HIGH)
    step = (high - low) / (_BINS + 1)
    mels = _mel(np.arange(_FFT // 2) * RATE / _FFT)
    left = low + np.arange(_BINS)[:, None] * step
    rising, falling = (mels - left) / step, (left + 2 * step - mels) / step
    return np.maximum(np.minimum(rising, falling), 0.0)


def _cosines() -> npt.NDArray[np.float64]:
    places = np.arange(_BINS)
    rows = np.cos(np.pi / _BINS * (places + 0.5) * places[:, None])
    rows *= np.sqrt(2.0 / _BINS)
    rows[0] = np.sqrt(1.0 / _BINS)
    return rows * (1 + 0.5 * _LIFTER * np.sin(np.pi * places / _LIFTER))[:, None]


_POVEY = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / (_WINDOW - 1))) ** 0.85
_MEL_BANKS, _COSINES = _banks(), _cosines()


def cepstra(pcm: bytes) -> Matrix:
    """(frames, 40)"""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_SHIFT]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    frames = (frames - _PREEMPHASIS * before) * _POVEY
    power = np.abs(np.fft.rfft(frames, _FFT))[:, : _FFT // 2] ** 2
    energies = np.maximum(power @ _MEL_BANKS.T, np.finfo(np.float32).eps)
    return (np.log(energies) @ _COSINES.T).astype(np.float32)
