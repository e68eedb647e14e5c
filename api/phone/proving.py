"""Proofs in a call: the keys go to the verifier, and never into the conversation."""

from dataclasses import dataclass, field

from api.bank.errors import BankUnavailable
from api.errors import TooMany
from api.factors.claims import Claim
from api.verifier import Verifier
from bot.challenge import Step
from bot.reply import Expects
from models.errors import VerificationNotFound
from models.verification_reading import Place
from speech.turn_taking.utterance import Utterance

PHONE_DIGITS, TAIL_DIGITS, CODE_DIGITS = 11, 4, 6
FEWEST_DIGITS = 5
"""Of a phone number."""


@dataclass(slots=True)
class Proving:
    """One request for proof of one call; blocking, so for a thread."""

    verifier: Verifier
    place: Place
    address: str
    phone: str = ""
    _asked: int = field(default=0)

    def ask(self) -> tuple[Utterance, ...]:
        """What is to be keyed in next; nothing when it is over."""
        step = self.verifier.shown(self.place).standing.step
        match step:
            case Step.CLAIM if not self.phone:
                return self._prompt("call_claim_phone", 0)
            case Step.CLAIM:
                return self._prompt("call_claim_tail", TAIL_DIGITS)
            case Step.CODE:
                return self._prompt("call_code", CODE_DIGITS)
            case Step.APP:
                return self._prompt("call_app", 0, expects=Expects.FREE)
            case Step.DONE:
                return ()
            case Step.LOCKED | Step.ENDED:
                return ()

    def keyed(self, digits: str) -> tuple[Utterance, ...]:
        """Takes the keys, and tells what comes next."""
        try:
            return self._taken(digits)
        except VerificationNotFound:
            return ()
        except (TooMany, BankUnavailable):
            return self._prompt("call_proof_ended", 0, expects=Expects.FREE)

    def _taken(self, digits: str) -> tuple[Utterance, ...]:
        self.verifier.allow(self.place, self.address)
        standing = self.verifier.shown(self.place).standing
        match standing.step:
            case Step.CLAIM if not self.phone:
                if len(digits) < FEWEST_DIGITS:
                    return self._wrong()
                self.phone = digits
            case Step.CLAIM:
                if len(digits) != TAIL_DIGITS:
                    return self._wrong()
                claim = Claim(tail=digits, phone=self.phone, id_number="")
                self.phone = ""
                self.verifier.claim(self.place, claim, self.address)
            case Step.CODE:
                told = self.verifier.guess(self.place, digits, self.address)
                if told.verdict is not None and told.standing.step is Step.CODE:
                    return self._prompt("call_code_wrong", CODE_DIGITS)
            case Step.APP | Step.DONE | Step.LOCKED | Step.ENDED:
                return ()
        return self.ask()

    def _wrong(self) -> tuple[Utterance, ...]:
        return (*self._prompt("call_wrong_keys", 0), *self.ask())

    def _prompt(
        self, name: str, digits: int, *, expects: Expects = Expects.DIGITS
    ) -> tuple[Utterance, ...]:
        self._asked += 1
        place = f"p{self.place.request_id[:8]}.{self._asked}"
        return (Utterance(id=place, prompt=name, expects=expects, digits=digits),)
