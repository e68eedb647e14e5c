"""A reply on its way to the caller: clause by clause, to be stopped at any time."""

import re
from collections.abc import Iterator
from threading import Event

from bot.message import Language
from speech.errors import EngineFailed, EngineTimedOut
from speech.ports import Synthesizer
from speech.prompts import RecordedPrompts
from speech.sound import Mark, Sound, at_rate

_CLAUSES = re.compile(r"[^，。！？；：,.!?;:]+[，。！？；：,.!?;:]*\s*")
_FIRST = 20
"""Characters of the first piece at most, so that it is soon said."""
_LATER = 60


def pieces(said: str) -> list[str]:
    """Whole clauses; together they are the text again."""
    found: list[str] = []
    for clause in _CLAUSES.findall(said) or ([said] if said else []):
        most = _FIRST if len(found) <= 1 else _LATER
        if found and len(found[-1]) + len(clause) <= most:
            found[-1] += clause
        else:
            found.append(clause)
    return found


class Speaking:
    """Sounds of one text at one rate; their marks count from its beginning."""

    def __init__(
        self, synthesizer: Synthesizer, said: str, language: Language, *, rate: int
    ) -> None:
        self._synthesizer = synthesizer
        self._pieces = pieces(said)
        self._language = language
        self._rate = rate
        self._cancelled = Event()
        self.marks: tuple[Mark, ...] = ()

    def cancel(self) -> None:
        """From any thread; no further sound comes."""
        self._cancelled.set()

    def __iter__(self) -> Iterator[Sound]:
        place = begins_ms = 0
        for piece in self._pieces:
            if self._cancelled.is_set():
                return
            sound = self._sound(piece)
            if self._cancelled.is_set():
                return
            marks = tuple(
                Mark(place=one.place + place, at_ms=one.at_ms + begins_ms)
                for one in sound.marks
            )
            self.marks += marks
            place, begins_ms = place + len(piece), begins_ms + sound.duration_ms
            pcm = at_rate(sound, self._rate).pcm
            yield Sound(pcm=pcm, rate=self._rate, marks=marks)

    def _sound(self, piece: str) -> Sound:
        """An engine that was lost is there anew: its clause is said after all."""
        try:
            return self._synthesizer.say(piece, self._language)
        except (EngineFailed, EngineTimedOut):
            return self._synthesizer.say(piece, self._language)


class RecordedFirst:
    """A person's recording where there is one, an engine's voice for the rest."""

    def __init__(self, recorded: RecordedPrompts, otherwise: Synthesizer) -> None:
        self.name = f"recorded, {otherwise.name}"
        self._recorded = recorded
        self._otherwise = otherwise

    def say(self, said: str, language: Language) -> Sound:
        recorded = self._recorded.of(said, language)
        return recorded or self._otherwise.say(said, language)

    def close(self) -> None:
        self._otherwise.close()
