"""The keys of a call's beginning: said after "say what you need", at most two deep.

The first page has four tasks and a key for the rest; a key of its own brings the elder
manner: slower, louder, fewer keys, a person first.
"""

from collections.abc import Sequence
from typing import Final

from api.phone.manner import Manner
from api.phone.saying import Offered
from api.phone.talk import Talk
from bot.flows.journey import FLOW
from bot.flows.steps import Flows
from bot.message import Language
from bot.reply import Choice, Expects
from bot.words import Wording
from speech.turn_taking.utterance import Utterance

PAGE: Final = 4
ELDER_PAGE: Final = 2
MORE: Final = "9"
ELDER: Final = "8"


class Menu:
    """Of one call."""

    def __init__(
        self, names: Sequence[str], talk: Talk, flows: Flows, manner: Manner
    ) -> None:
        """`names`: of the flows, the most wanted first; none: there is no menu."""
        self._talk = talk
        self._flows = [flow for name in names if (flow := flows.get(name))]
        self._manner = manner
        self._open = False
        self._said = 0

    def first(self) -> tuple[Utterance, ...]:
        """Once, behind the greeting."""
        if not self._flows or self._said:
            return ()
        return self._page(0)

    def keyed(self, digits: str) -> tuple[Utterance, ...]:
        """What a key of the menu's own brings; none: the key is for somebody else."""
        if not self._open:
            return ()
        if digits == ELDER and not self._manner.elder:
            self._manner.elder = True
            return self._page(0)
        if digits == MORE and len(self._flows) > self._most:
            return self._page(self._most)
        return ()

    def taken(self) -> None:
        """The caller has said or chosen something."""
        self._open = False

    @property
    def _most(self) -> int:
        return ELDER_PAGE if self._manner.elder else PAGE

    def _page(self, begins: int) -> tuple[Utterance, ...]:
        self._open = True
        self._said += 1
        language = self._talk.language
        some = self._flows[begins : begins + self._most]
        choices = tuple(
            Choice(id=f"{FLOW}{one.name}", title=one.title[language]) for one in some
        )
        self._talk.open = Offered(expects=Expects.CHOICE, choices=choices)
        text = self._words(choices, language, first=begins == 0)
        name = f"menu-{self._said}"
        return (Utterance(id=name, text=text, expects=Expects.CHOICE, digits=1),)

    def _words(
        self, choices: Sequence[Choice], language: Language, *, first: bool
    ) -> str:
        wording: Wording = self._talk.service.rooms.wording
        named = [(str(key), one.title) for key, one in enumerate(choices, 1)]
        if first and len(self._flows) > self._most:
            named.append((MORE, wording.say("call_menu_more", language)))
        if first and not self._manner.elder:
            named.append((ELDER, wording.say("call_menu_elder", language)))
        joint = "；" if language is Language.ZH else "; "
        keys = joint.join(
            wording.say("call_key", language, number=key, title=title)
            for key, title in named
        )
        name = "call_menu_slow" if self._manner.elder else "call_menu"
        return wording.say(name, language, choices=keys)
