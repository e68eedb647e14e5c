"""What a call asks beside the conversation: consent, the menu of keys, the rating."""

import asyncio
from collections.abc import Callable

from api.phone.consent import Consent
from api.phone.menu import Menu
from api.phone.parties import Parties
from api.phone.rating import Rating
from api.phone.talk import News
from speech.turn_taking.utterance import Utterance

Answer = Callable[[tuple[Utterance, ...]], None]


class Asides:
    """Of one call; used by its event loop alone."""

    def __init__(self, parties: Parties, answer: Answer) -> None:
        """`answer`: what says something to the caller."""
        self._answer = answer
        self._rating = Rating(parties.talk.rate)
        self._menu: Menu | None = parties.menu
        self.consent = Consent(parties.tape, answer)

    @property
    def waits(self) -> bool:
        """The call is held for an answer."""
        return self._rating.waits

    def after(self, news: News) -> tuple[Utterance, ...]:
        """What is said behind the news."""
        menu = self._menu.first() if self._menu else ()
        return (*menu, *self._rating.asked(news))

    def told(self, utterance_id: str) -> None:
        """The caller has heard an utterance to its end."""
        self.consent.told(utterance_id)
        self._rating.told(utterance_id)

    def taken(self) -> None:
        """The caller has said something."""
        self.consent.taken()
        self._rating.taken()
        if self._menu is not None:
            self._menu.taken()

    async def keyed(self, digits: str) -> bool:
        """True for keys that were meant for one of these."""
        said = self._menu.keyed(digits) if self._menu else ()
        if self._rating.open:
            said = await asyncio.to_thread(self._rating.keyed, digits)
        if said:
            self._answer(said)
        else:
            self.taken()
        return bool(said)
