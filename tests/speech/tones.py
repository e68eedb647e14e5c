"""A synthesizer for tests: one tone for each character."""

import numpy as np

from bot.message import Language
from speech.sound import Mark, Sound

RATE = 16_000
MS = 120


class ToneSynthesizer:
    name = "tones"

    def __init__(self, ms: int = MS) -> None:
        """`ms`: the length of a character."""
        self._ms = ms

    def say(self, said: str, language: Language) -> Sound:
        per = RATE * self._ms // 1000
        moments = np.arange(per) / RATE
        tones = [
            9_000 * np.sin(2 * np.pi * (200 + ord(one) % 800) * moments) for one in said
        ]
        pcm = np.concatenate(tones or [np.zeros(0)]).astype("<i2").tobytes()
        marks = tuple(
            Mark(place=place, at_ms=place * self._ms) for place in range(len(said))
        )
        return Sound(pcm=pcm, rate=RATE, marks=marks)

    def close(self) -> None:
        """Nothing is held."""
