"""What the card, the desk and the bank send to verification, and what they are told."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from api.schemas import Given, Shown
from bot.challenge import Step, plain

Typed = Annotated[str, StringConstraints(max_length=64, strict=True)]


class Secret(Given):
    """Typed on the secret path: no error message repeats it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class GiveClaim(Secret):
    """A phone or an identity number, and the last four digits of any card."""

    phone: Typed = ""
    id_number: Typed = ""
    tail: Typed

    @model_validator(mode="after")
    def names_somebody(self) -> Self:
        if bool(self.phone) == bool(self.id_number):
            raise ValueError("give a phone or an identity number")
        if not (plain(self.tail).isdecimal() and len(plain(self.tail)) == 4):
            raise ValueError("give the last four digits of a card")
        return self


class GiveCode(Secret):
    """Whatever is typed counts as a guess."""

    code: Typed


class VerificationShown(Shown):
    """How far a customer is; the same for somebody and for nobody."""

    request: str
    step: Step
    required: int
    purpose: str
    methods: list[str]
    """By which it can be proved: code, app."""
    method: str | None
    """The one under way."""
    sent: bool
    """False until something was sent by it: ask for it with `resend` or `app`."""
    resend_in: int | None
    """Seconds until another may be sent; null when none may any more."""
    expires_in: int
    """Seconds that what was sent is still worth something."""
    attempts: str
    """Left: some, last, none."""
    result: str | None
    """What came of this step: wrong, expired, ended; null when it went well."""


class ProofRequested(Shown):
    request: str


class ProofShown(Shown):
    """What an agent may know: never a code, an answer or a number."""

    level: int
    methods: list[str]
    verified_at: datetime | None
    expires_in: int
    subject: str
    """The customer's name, masked."""
    asked: bool
    """True while a request waits for the customer."""
    step: Step | None
    attempts: str | None


class TellConfirmation(Given):
    """What the customer chose in the bank's app."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    request: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
    verdict: Literal["confirmed", "declined"]
    method: Literal["app"]
    at: datetime


class TellVerdict(Given):
    """What an external verifier found."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)

    request: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
    verdict: Literal["match", "no_match", "inconclusive", "not_enrolled", "opted_out"]
    factor: Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")]
    level: Annotated[int, Field(ge=0, le=3, strict=True)]
    at: datetime
