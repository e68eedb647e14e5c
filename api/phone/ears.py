"""The ears of a call: sound in; who speaks, and what was said, out.

The recogniser hears only what may be speech, and the half second before it.
"""

import logging
from collections import deque
from collections.abc import Sequence
from math import inf
from typing import Final

from bot.message import Language
from speech.audio import PHONE_RATE, WIDE_RATE, Resampler
from speech.edges import Edges
from speech.errors import EngineFailed, EngineTimedOut, LanguageNotSpoken
from speech.line_noise import LineNoise
from speech.ports import Recognizer, VoiceActivity
from speech.turn_taking.events import (
    Event,
    PartlyHeard,
    Recognized,
    RecognizerFailed,
    SpeechStarted,
)

log = logging.getLogger("teller.phone")

PRE_ROLL_BYTES: Final = WIDE_RATE // 2 * 2
"""Of sound before speech was noticed: half a second."""


class Ears:
    """One caller's. Not for two threads at the same time."""

    def __init__(
        self,
        activity: VoiceActivity,
        recognizer: Recognizer | None,
        language: Language,
        *,
        rate: int,
    ) -> None:
        """Raises LanguageNotSpoken, EngineFailed."""
        self._activity = activity
        self._edges = Edges(activity.frame_ms)
        self._noise = LineNoise()
        self.over_bot = False
        """The bot speaks meanwhile: only a voice above the line's noise counts."""
        self._narrow = Resampler(rate, PHONE_RATE)
        self._wide = Resampler(rate, WIDE_RATE)
        self._before: deque[bytes] = deque()
        self._open = False
        """The recogniser is being fed."""
        self._partial = ""
        self._listening = recognizer.listen(language) if recognizer else None

    @property
    def can_recognize(self) -> bool:
        return self._listening is not None

    def feed(self, pcm: bytes) -> Sequence[Event]:
        """What happened in this piece of sound."""
        happened: list[Event] = []
        narrow = self._narrow.feed(pcm)
        heard = zip(self._activity.feed(narrow), self._noise.feed(narrow), strict=True)
        for probability, above_db in heard:
            above = above_db if self.over_bot else inf
            edge = self._edges.heard(probability, above)
            if edge is not None:
                happened.append(edge)
        started = any(isinstance(one, SpeechStarted) for one in happened)
        happened.extend(self._recognized(self._wide.feed(pcm), started=started))
        return happened

    def finish(self) -> Event:
        """The last word on what was said."""
        self._open, self._partial = False, ""
        if self._listening is None:
            return RecognizerFailed()
        try:
            return Recognized(transcript=self._listening.finish().transcript)
        except (EngineFailed, EngineTimedOut) as failed:
            return self._failed(failed)

    def forget(self) -> Sequence[Event]:
        """What was said is no turn; while somebody speaks on, it is heard anew."""
        self._partial = ""
        self._open = False
        if self._listening is None:
            return ()
        try:
            self._listening.forget()
        except (EngineFailed, EngineTimedOut) as failed:
            return (self._failed(failed),)
        return ()

    def close(self) -> None:
        if self._listening is not None:
            self._listening.close()

    def _recognized(self, pcm: bytes, *, started: bool) -> Sequence[Event]:
        if self._listening is None:
            return ()
        if started and not self._open:
            self._open = True
            pcm = b"".join((*self._before, pcm))
            self._before.clear()
        if not self._open:
            self._keep(pcm)
            return ()
        try:
            heard = self._listening.feed(pcm)
        except (EngineFailed, EngineTimedOut) as failed:
            return (self._failed(failed),)
        if not heard or heard == self._partial:
            return ()
        self._partial = heard
        return (PartlyHeard(text=heard),)

    def _keep(self, pcm: bytes) -> None:
        self._before.append(pcm)
        while sum(map(len, self._before)) - len(self._before[0]) > PRE_ROLL_BYTES:
            self._before.popleft()

    def _failed(self, why: Exception) -> RecognizerFailed:
        log.warning("recognizer failed", extra={"why": type(why).__name__})
        self._open, self._partial = False, ""
        return RecognizerFailed()


def ears_for(
    activity: VoiceActivity,
    recognizer: Recognizer | None,
    language: Language,
    *,
    rate: int,
) -> Ears:
    """Without a recogniser for this language there are keys, and a human."""
    try:
        return Ears(activity, recognizer, language, rate=rate)
    except (LanguageNotSpoken, EngineFailed, EngineTimedOut) as missing:
        log.warning("no recognizer", extra={"why": type(missing).__name__})
        return Ears(activity, None, language, rate=rate)
