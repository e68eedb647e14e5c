"""Where speech begins and ends, from how likely it is in each frame."""

from dataclasses import dataclass
from math import inf

from speech.turn_taking.events import SpeechStarted, SpeechStopped


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeKnobs:
    start_ms: int = 96
    """So much speech is a beginning."""
    stop_ms: int = 200
    """So much quiet is an end."""
    speech_at: float = 0.5
    quiet_at: float = 0.35
    """Between the two it stays what it was."""
    start_above_db: float = 6.0
    stay_above_db: float = 4.0
    """What is not so far above the line's noise is not the caller."""


class Edges:
    """One caller's."""

    def __init__(self, frame_ms: int, knobs: EdgeKnobs | None = None) -> None:
        self._frame_ms = frame_ms
        self._knobs = knobs or EdgeKnobs()
        self._speaking = False
        self._lasted_ms = 0

    def heard(
        self, probability: float, above_db: float = inf
    ) -> SpeechStarted | SpeechStopped | None:
        """A frame that points the other way counts towards a change; one that does
        not takes a frame back, so that a flicker neither hides a word nor makes one.

        `above_db`: above the line's noise. What hardly is, is nobody on this line.
        """
        near = above_db >= self._least_db()
        against = self._against(probability if near else 0.0)
        step = self._frame_ms if against else -self._frame_ms
        self._lasted_ms = max(self._lasted_ms + step, 0)
        needed = self._knobs.stop_ms if self._speaking else self._knobs.start_ms
        if self._lasted_ms < needed:
            return None
        silence_ms, self._lasted_ms = self._lasted_ms, 0
        self._speaking = not self._speaking
        if self._speaking:
            return SpeechStarted()
        return SpeechStopped(silence_ms=silence_ms)

    def _least_db(self) -> float:
        knobs = self._knobs
        return knobs.stay_above_db if self._speaking else knobs.start_above_db

    def _against(self, probability: float) -> bool:
        if self._speaking:
            return probability < self._knobs.quiet_at
        return probability >= self._knobs.speech_at
