"""The music of a waiting line: quiet tones of our own, which belong to nobody else."""

import math
from array import array
from functools import cache
from typing import Final

LOUDNESS: Final = 1_400
"""Of 32,767: a voice is about ten times as loud."""
NOTE_SECONDS: Final = 0.6
NOTES: Final = (392.0, 493.9, 587.3, 493.9, 440.0, 523.3, 659.3, 523.3)
"""Hertz: two chords, broken."""
FADE: Final = 0.15
"""Share of a note in which it rises and falls, so that nothing clicks."""


@cache
def music(rate: int) -> bytes:
    """PCM that can be played again and again."""
    size = int(rate * NOTE_SECONDS)
    played = array("h")
    for hertz in NOTES:
        played.extend(_level(place, size, hertz, rate) for place in range(size))
    return played.tobytes()


def _level(place: int, size: int, hertz: float, rate: int) -> int:
    edge = min(place, size - 1 - place) / (size * FADE)
    turn = 2 * math.pi * hertz * place / rate
    tone = math.sin(turn) + math.sin(2 * turn) / 4
    return int(LOUDNESS * min(edge, 1.0) * tone)
