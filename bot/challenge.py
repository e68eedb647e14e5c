"""A challenge: one way in which a customer is asked, once, to prove who they are.

Nothing here sends or stores. Numbers follow NIST SP 800-63B (one-time secrets of six
digits, throttled) and are stricter where the customer loses nothing by it.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.verification import Assurance, Factor


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """How often, and for how long."""

    code_digits: int = 6
    challenge_seconds: int = 300
    """After which a code or a question in the app is worth nothing."""
    guesses: int = 3
    """Per code."""
    sends: int = 3
    """Per request, and to one customer in `short_seconds`."""
    resend_seconds: int = 60
    short_seconds: int = 1_800
    sends_per_day: int = 5
    """To one customer."""
    pauses_seconds: tuple[int, ...] = (60, 300)
    """Before the next code once all guesses at one are used up; then it is over."""
    request_seconds: int = 1_800
    """How long a request waits for the customer."""
    wrong_per_day: int = 10
    """Of one customer, in all conversations; then nobody proves to be that one..."""
    locked_seconds: int = 86_400
    """...for so long."""
    wrong_ever: int = 100
    """In a row, of one customer; then codes are no longer for them."""
    wrong_per_hour: int = 20
    """From one source, at all customers together."""
    claims_per_hour: int = 20
    """From one source: asking for people costs."""
    claims: int = 3
    """Per request."""
    freezes_per_hour: int = 3
    """From one source without proof; people see to those above."""
    alarm_subjects: int = 5
    """More customers than this, tried wrongly from one source within..."""
    alarm_seconds: int = 600
    """...so long: somebody is trying many doors."""
    slack_seconds: int = 5
    """A clock set back by more than this ends what is open."""


NUMBERS = Numbers()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Step(StrEnum):
    """Where a customer stands with a request."""

    CLAIM = "claim"
    """Says who they are."""
    CODE = "code"
    """Types the code."""
    APP = "app"
    """Confirms in the bank's app."""
    DONE = "done"
    LOCKED = "locked"
    """Too many wrong guesses; a person helps on."""
    ENDED = "ended"
    """Given up, expired, declined, or asked for anew."""


class Ending(StrEnum):
    """How a request came to its end."""

    VERIFIED = "verified"
    CLAIMED = "claimed"
    """Nothing was to be proved: it sufficed to say who one is."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    LOCKED = "locked"
    DECLINED = "declined"
    """The customer said no in the bank's app, or a verifier did."""
    LIMITED = "limited"
    """Too often from one source: a person sees to it."""

    @property
    def good(self) -> bool:
        return self in {Ending.VERIFIED, Ending.CLAIMED}

    @property
    def step(self) -> Step:
        if self.good:
            return Step.DONE
        return Step.LOCKED if self is Ending.LOCKED else Step.ENDED


class Verdict(StrEnum):
    """What came of a guess."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    """There is no code that could still be right: ask for another."""
    TOO_MANY = "too_many"
    """This source guessed wrongly too often; nothing was looked at."""
    ENDED = "ended"
    """The request is over."""


class ChallengeState(StrEnum):
    OPEN = "open"
    BURNT = "burnt"
    """Used, with success."""
    SPENT = "spent"
    """No guesses are left."""
    EXPIRED = "expired"
    VOID = "void"
    """Another took its place, or the request ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    id: str
    factor: Factor
    left: int
    """Guesses."""
    made_at: datetime
    seen_at: datetime
    """The latest moment at which it was touched: time does not go back before it."""
    expires_at: datetime
    state: ChallengeState = ChallengeState.OPEN

    def at(self, now: datetime) -> "Challenge":
        """As it stands now; what has expired once stays so, whatever the clock says."""
        if self.state is not ChallengeState.OPEN:
            return self
        earliest = self.seen_at - timedelta(seconds=NUMBERS.slack_seconds)
        if not earliest <= now < self.expires_at:
            return replace(self, state=ChallengeState.EXPIRED)
        return replace(self, seen_at=max(now, self.seen_at))

    def attempted(self) -> "Challenge":
        """One guess less, before anybody looks at it."""
        left = self.left - 1
        state = ChallengeState.OPEN if left else ChallengeState.SPENT
        return replace(self, left=left, state=state)

    def burnt(self) -> "Challenge":
        return replace(self, state=ChallengeState.BURNT)


def new_challenge(challenge_id: str, factor: Factor, now: datetime) -> Challenge:
    return Challenge(
        id=challenge_id,
        factor=factor,
        left=NUMBERS.guesses if factor is Factor.CODE else 1,
        made_at=now,
        seen_at=now,
        expires_at=now + timedelta(seconds=NUMBERS.challenge_seconds),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What is known of one customer, or of the nobody that a claim meant."""

    sent_lately: int
    sent_today: int
    wrong_today: int
    wrong_ever: int
    """In a row."""
    locked_until: datetime | None

    def locked(self, now: datetime) -> bool:
        """Nobody can prove now to be this customer."""
        held = self.locked_until is not None and now < self.locked_until
        return held or self.wrong_today >= NUMBERS.wrong_per_day

    def reachable(self, now: datetime, *, frees: bool = False) -> bool:
        """Whether anything may be sent; refused in silence, for it tells of others.
        `frees`: it proves so much that it ends a lock."""
        barred = self.locked(now) or self.wrong_ever >= NUMBERS.wrong_ever
        return (
            (frees or not barred)
            and self.sent_lately < NUMBERS.sends
            and self.sent_today < NUMBERS.sends_per_day
        )


def pause_after(spent: int) -> timedelta | None:
    """How long to wait once the guesses at so many codes are used up; None: it is
    over."""
    if spent > len(NUMBERS.pauses_seconds):
        return None
    return timedelta(seconds=NUMBERS.pauses_seconds[spent - 1])


def offered(
    required: Assurance, most: Collection[tuple[Factor, Assurance]]
) -> tuple[Factor, ...]:
    """The factors that can prove what is required; nothing about the customer."""
    return tuple(factor for factor, level in most if level >= required)


def attempts_left(left: int) -> str:
    """As it may be told: some, last, none."""
    return {0: "none", 1: "last"}.get(left, "some")


# What was typed

_NUMERALS = str.maketrans(
    "零〇○一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "00012345678912123456789"
)
_BETWEEN = re.compile(r"[\s\-_.,，。、·•]+")
_FORMATS = {"Cf", "Cc"}


def plain(text: str) -> str:
    """One spelling for the ways of writing digits: wide, spaced, Chinese."""
    folded = unicodedata.normalize("NFKC", text)
    seen = "".join(one for one in folded if unicodedata.category(one) not in _FORMATS)
    digits = "".join(_digit(one) for one in seen.translate(_NUMERALS))
    return _BETWEEN.sub("", digits)


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def code_mac(pepper: bytes, challenge_id: str, code: str) -> str:
    """What is kept in place of a code."""
    told = f"code\x00{challenge_id}\x00{code}".encode("utf-8", "replace")
    return hmac.new(pepper, told, hashlib.sha256).hexdigest()


def fits(pepper: bytes, challenge_id: str, kept: str, guess: str) -> bool:
    told = code_mac(pepper, challenge_id, plain(guess))
    return hmac.compare_digest(told.encode(), kept.encode())


def nobody(pepper: bytes, claim: str) -> str:
    """Under which the tries at somebody who does not exist are counted."""
    told = f"claim\x00{claim}".encode("utf-8", "replace")
    return "?" + hmac.new(pepper, told, hashlib.sha256).hexdigest()[:32]


def source_of(pepper: bytes, address: str) -> str:
    """Where an attempt came from, so that it can be counted and not read."""
    told = f"source\x00{address}".encode("utf-8", "replace")
    return hmac.new(pepper, told, hashlib.sha256).hexdigest()[:32]
