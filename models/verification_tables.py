"""The tables of identity verification: who was meant, what was sent, what was wrong.

No code, no claim and no address stands in them: codes and sources as keyed digests,
claims not at all.
"""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.columns import Row

REQUEST = ["verification_request.tenant_id", "verification_request.id"]


def _of_request() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "request_id"], REQUEST)


class IdentificationRow(Row):
    """How far a customer has come with a request."""

    __tablename__ = "identification"
    __table_args__ = (_of_request(),)

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(primary_key=True)
    subject_key: Mapped[str]
    """Under which tries are counted: the customer, or the digest of a claim that
    means nobody."""
    shown: Mapped[str]
    """The customer's name, masked; for the desk only."""
    signals: Mapped[object] = mapped_column(JSON)
    claims: Mapped[int]
    spent: Mapped[int]
    """Codes whose guesses were used up."""
    paused_until: Mapped[datetime | None]
    """No code is sent before."""
    ending: Mapped[str]
    """Empty while it is open."""


class ChallengeRow(Row):
    __tablename__ = "challenge"
    __table_args__ = (
        _of_request(),
        UniqueConstraint("tenant_id", "request_id", "number"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str]
    number: Mapped[int]
    """Of the request, from 1."""
    factor: Mapped[str]
    mac: Mapped[str]
    """HMAC of the code under a pepper that is not in the database."""
    left: Mapped[int]
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str]
    policy: Mapped[str]
    """Version of the levels under which it was asked."""


class PartyRow(Row):
    """One customer or one source; held while something is counted for it."""

    __tablename__ = "verification_party"

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    wrong_ever: Mapped[int]
    """In a row."""
    locked_until: Mapped[datetime | None]
    freed_at: Mapped[datetime | None]
    """By a proof of the highest level; wrong guesses before it count no more."""


class VerificationEventRow(Row):
    """Something that counts towards a limit."""

    __tablename__ = "verification_event"
    __table_args__ = (
        Index(None, "tenant_id", "subject_key", "kind", "at"),
        Index(None, "tenant_id", "source", "kind", "at"),
    )

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """claim, sent, asked, wrong, freeze."""
    at: Mapped[datetime]
    subject_key: Mapped[str]
    source: Mapped[str]


class CallbackRow(Row):
    """A signed callback that was taken: it has no second effect."""

    __tablename__ = "verification_callback"

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class FleetHourRow(Row):
    """How the guesses at real customers went in one hour, all together."""

    __tablename__ = "verification_hour"

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    right: Mapped[int]
    wrong: Mapped[int]
    alarmed: Mapped[bool]
    """Far more failed than usual; noted once an hour."""


class VouchingRow(Row):
    """One of the bank's people asks that a customer be taken for proved; another
    decides."""

    __tablename__ = "vouching"
    __table_args__ = (_of_request(), Index(None, "tenant_id", "asked_at"))

    tenant_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str]
    conversation_id: Mapped[str]
    shown: Mapped[str]
    """The customer's name, masked."""
    reason: Mapped[str]
    asked_by: Mapped[str]
    asked_name: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[str]
    """open, confirmed, refused."""
    decided_by: Mapped[str]
    decided_name: Mapped[str]
    decided_at: Mapped[datetime | None]
