"""How far a frame of sound stands above the noise of its line."""

from collections import deque

import numpy as np

from speech.voice_activity import FRAME_MS, Frames

_REMEMBERED_MS = 3_000
_SHARE = 30
"""Percent of what is remembered that is taken for noise: speech has its pauses."""
_SILENCE = 1e-7


class LineNoise:
    """One caller's. Fed as the voice activity is, with the same sound."""

    def __init__(self) -> None:
        self._frames = Frames()
        self._levels: deque[float] = deque(maxlen=_REMEMBERED_MS // FRAME_MS)

    def feed(self, pcm: bytes) -> list[float]:
        """Decibels above the noise, for each frame that was completed."""
        found = []
        for frame in self._frames.feed(pcm):
            power = float(np.mean(np.square(frame)))
            level = 10 * float(np.log10(power + _SILENCE))
            self._levels.append(level)
            found.append(level - float(np.percentile(self._levels, _SHARE)))
        return found
