"""Consent to a recording: it is told before it begins, and may be declined."""

from collections.abc import Callable
from typing import Final

from api.phone.tape import Tape
from speech.turn_taking.utterance import Utterance

NOTICE: Final = Utterance(id="notice", prompt="recorded", must_hear=True)
DECLINED: Final = Utterance(id="not-recorded", prompt="not_recorded")
KEY: Final = "#"

Answer = Callable[[tuple[Utterance, ...]], None]


class Consent:
    """Of one caller. `tape`: None where nothing is recorded anyway."""

    def __init__(self, tape: Tape | None, answer: Answer) -> None:
        """`answer`: what says it to the caller."""
        self._tape = tape
        self._answer = answer
        self._open = False
        """It may be declined by its key: nothing else was said or asked yet."""

    def first(self) -> None:
        """Before anything else is said."""
        self._open = self._tape is not None
        if self._open:
            self._answer((NOTICE,))

    def told(self, utterance_id: str) -> None:
        """The caller has heard an utterance to its end."""
        if self._tape is not None and utterance_id == NOTICE.id:
            self._tape.begin()

    def taken(self) -> None:
        """The caller has said something: the key means what it always does."""
        self._open = False

    def declines(self, key: str) -> bool:
        return self._open and key == KEY

    async def declined(self) -> None:
        self._open = False
        if self._tape is not None:
            await self._tape.decline()
        self._answer((DECLINED,))
