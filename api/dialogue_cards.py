"""The secure card of a played dialogue: what the customer does past the dialogue."""

import json
import re
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import ParamSpec, TypeVar

from pydantic import SecretStr

from api.acts import ActWorkers
from api.bank.errors import BankError
from api.bank.simulated.bank import DEMO_SECRET, SimulatedBank
from api.dialogue_bank import Backstage
from api.dialogue_files import CueKind
from api.errors import TooMany
from api.factors.claims import Claim
from api.factors.couriers import Couriers
from api.factors.signed import checked
from api.hub import Hub
from api.learning import Learner
from api.places import Places
from api.rates import Rates
from api.records import Records
from api.rooms import Rooms
from api.service import Service
from api.set_clock import SetClock
from api.turns import TurnWorkers
from api.verifier import CONFIRMATIONS, Verifier
from bot.challenge import NUMBERS
from bot.conversation import Conversation
from bot.errors import BotError
from bot.verification import Factor
from models.verification_reading import Place
from models.verifications import SqlVerifications

P = ParamSpec("P")
T = TypeVar("T")

ADDRESS = "192.0.2.1"
"""Where every played customer writes from."""
NOBODY = Claim(phone="19999999999", tail="0000")
ABSENT = "nobody"
VERDICTS = {"confirm": "confirmed", "decline": "declined"}
_CODE = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")


class NoCard(BotError):
    """The customer cannot fill a card that is not there."""

    code = "no_card"


class _AtOnce(ThreadPoolExecutor):
    def submit(
        self,
        fn: Callable[P, T],
        /,
        *args: P.args,
        **named: P.kwargs,
    ) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(fn(*args, **named))
        return done


class _PromptCouriers(Couriers):
    """Nothing is under way any more when the customer goes on."""

    def __init__(self, backstage: Backstage) -> None:
        super().__init__(backstage.gateway, backstage.core, workers=1)
        self._pool = _AtOnce(1)


class Cards:
    """The card of one conversation; remembers who the customer said to be."""

    def __init__(
        self, rooms: Rooms, records: Records, backstage: Backstage, clock: SetClock
    ) -> None:
        self._backstage = backstage
        self._clock = clock
        self._customer = ABSENT
        self._verifier = _verifier(replace(rooms, records=records), backstage)

    def play(self, kind: CueKind, words: str, talk: Conversation) -> None:
        """What follows stands in the records. Raises NoCard."""
        if not talk.verification.request:
            raise NoCard(f"no card is open: {kind} {words}")
        place = Place(
            tenant_id=talk.tenant_id,
            conversation_id=talk.id,
            request_id=talk.verification.request,
        )
        self._customer = talk.verification.subject or self._customer
        try:
            self._filled(kind, words, place)
        except (TooMany, BankError):
            """The card says so; the dialogue hears nothing of it."""

    @property
    def _bank(self) -> SimulatedBank:
        if self._backstage.bank is None:
            raise NoCard("the pack has no customers.json")
        return self._backstage.bank

    def _filled(self, kind: CueKind, words: str, place: Place) -> None:
        match kind:
            case CueKind.CLAIMS:
                self._customer = words
                self._verifier.claim(place, self._claim(words), ADDRESS)
            case CueKind.CODE:
                self._verifier.guess(place, self._code(words, place), ADDRESS)
            case CueKind.APP:
                self._answer(VERDICTS[words], place)
            case CueKind.CARD if words == "resend":
                self._verifier.send(place, Factor.CODE)
            case _:
                self._verifier.cancel(place)

    def _claim(self, customer: str) -> Claim:
        if customer == ABSENT:
            return NOBODY
        known = self._bank.state.ledger.customers.by_id.get(customer)
        if known is None:
            raise NoCard(f"{customer} is no customer of the bank")
        return Claim(phone=known.phone, tail=known.cards[0].tail)

    def _code(self, which: str, place: Place) -> str:
        if not self._verifier.shown(place).standing.sent:
            self._verifier.send(place, Factor.CODE)
        texts = self._bank.messages_to(self._customer)
        found = _CODE.search(texts[-1]) if texts else None
        right = found[0] if found else "000000"
        if which == "late":
            self._clock.forward(NUMBERS.challenge_seconds + 1)
        return right if which != "wrong" else f"{(int(right) + 1) % 1_000_000:06}"

    def _answer(self, verdict: str, place: Place) -> None:
        bank = self._bank
        if not bank.open_requests(self._customer):
            self._verifier.send(place, Factor.APP)
        asked = bank.open_requests(self._customer)
        if not asked:
            raise NoCard(f"the app asks {self._customer} nothing")
        answer = bank.confirm(asked[-1], verdict)
        secret = SecretStr(DEMO_SECRET)
        callback = checked(secret, answer.headers, answer.body, self._clock())
        told: Mapping[str, str] = json.loads(callback.body)
        yes = told["verdict"] == "confirmed"
        self._verifier.confirm(told["request"], callback.id, yes=yes)


def _verifier(rooms: Rooms, backstage: Backstage) -> Verifier:
    """As it serves; whatever it would start on its own is left to be found."""
    store = SqlVerifications(
        rooms.records.database,
        rooms.records.audit,
        rooms.ids,
        pepper=rooms.secrets.pepper,
        levels=rooms.dialogue.levels,
    )
    return Verifier(
        _idle_service(rooms),
        store,
        core=backstage.core,
        couriers=_PromptCouriers(backstage),
        callback=f"http://teller{CONFIRMATIONS}",
        alike_seconds=0,
    )


def _idle_service(rooms: Rooms) -> Service:
    records = rooms.records
    turns = TurnWorkers(
        rooms.dialogue,
        records.conversations,
        rooms.clock,
        after=lambda message, turn, seconds: None,
        tenant_id=rooms.tenant,
        workers=1,
    )
    acts = ActWorkers(
        records.acts,
        {},
        rooms.clock,
        tell=lambda message: None,
        tenant_id=rooms.tenant,
        workers=1,
    )
    turns.close()
    acts.close()
    return Service(
        rooms=rooms,
        hub=Hub(),
        turns=turns,
        acts=acts,
        learner=Learner(rooms),
        rates=Rates({}),
        places=Places(1),
    )
