"""The rating at the end of a call: one key, or simply hanging up."""

import time
from collections.abc import Callable
from typing import Final

from api.phone.talk import News
from bot.reply import Expects
from speech.turn_taking.utterance import Utterance

QUESTION: Final = Utterance(id="rate", prompt="rate", expects=Expects.CHOICE, digits=1)
THANKS: Final = Utterance(id="rated", prompt="rated")
GOODBYE: Final = Utterance(id="unrated", prompt="goodbye")
STARS: Final = frozenset("12345")
PATIENCE_SECONDS: Final = 5.0
"""After the question has been heard; then the call ends."""

Rate = Callable[[int], None]
Timer = Callable[[], float]


class Rating:
    """Of one call."""

    def __init__(self, rate: Rate, timer: Timer = time.monotonic) -> None:
        """`rate`: writes the stars down; blocking."""
        self._rate = rate
        self._timer = timer
        self._open = False
        self._due: float | None = None

    @property
    def open(self) -> bool:
        """The next key is the answer."""
        return self._open

    @property
    def waits(self) -> bool:
        """The call is held for an answer."""
        return self._open and (self._due is None or self._timer() < self._due)

    def asked(self, news: News) -> tuple[Utterance, ...]:
        """What is asked upon this news: something once the conversation has ended."""
        if not news.closed or self._open:
            return ()
        self._open = True
        return (QUESTION,)

    def told(self, utterance_id: str) -> None:
        """The caller has heard an utterance to its end."""
        if utterance_id == QUESTION.id:
            self._due = self._timer() + PATIENCE_SECONDS

    def keyed(self, digits: str) -> tuple[Utterance, ...]:
        """Blocking."""
        self._open = False
        if digits not in STARS:
            return (GOODBYE,)
        self._rate(int(digits))
        return (THANKS,)

    def taken(self) -> None:
        """The caller goes on speaking: it is no end yet."""
        self._open, self._due = False, None
