"""Counts of guesses over all customers of a bank, by the hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.challenge import HOUR
from bot.fleet import FLEET, Share, failing, striking, usual_share
from models.verification_counts import Kind
from models.verification_tables import FleetHourRow, VerificationEventRow

NOBODY = "?%"
"""Keys of claims that meant nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """How it goes, and whether that is far worse than usual."""

    lately: Share
    usual: float
    failing: bool


def counted(session: Session, tenant_id: str, now: datetime, *, right: bool) -> bool:
    """One guess at a real customer; true when it starts an hour's alarm."""
    row = _hour(session, tenant_id, now)
    row.right += right
    row.wrong += not right
    session.flush()
    if row.alarmed or right or not fleet(session, tenant_id, now).failing:
        return False
    row.alarmed = True
    session.flush()
    return True


def fleet(session: Session, tenant_id: str, now: datetime) -> Fleet:
    first = _start(now) - (FLEET.lately_hours - 1) * HOUR
    lately, before = _shares(session, tenant_id, first, now + HOUR)
    bad = striking(lately, before) and failing(
        lately, before, customers=_customers(session, tenant_id, first)
    )
    return Fleet(lately=lately, usual=usual_share(before), failing=bad)


def _hour(session: Session, tenant_id: str, now: datetime) -> FleetHourRow:
    """Held until the transaction ends, so that nothing is counted past another."""
    key = (tenant_id, _start(now))
    row = session.get(FleetHourRow, key, with_for_update=True)
    if row is not None:
        return row
    made = FleetHourRow(
        tenant_id=tenant_id, hour=key[1], right=0, wrong=0, alarmed=False
    )
    session.add(made)
    session.flush()
    return made


def _start(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _shares(
    session: Session, tenant_id: str, first: datetime, until: datetime
) -> tuple[Share, Share]:
    """Since `first`, and in the usual time before it."""
    row = FleetHourRow
    late, early = row.hour >= first, row.hour < first
    query = select(
        *(
            func.coalesce(func.sum(count).filter(when), 0)
            for when in (late, early)
            for count in (row.right, row.wrong)
        )
    ).where(
        row.tenant_id == tenant_id,
        row.hour >= first - FLEET.usual_hours * HOUR,
        row.hour < until,
    )
    right, wrong, right_before, wrong_before = map(int, session.execute(query).one())
    lately = Share(right=right, wrong=wrong)
    return lately, Share(right=right_before, wrong=wrong_before)


def _customers(session: Session, tenant_id: str, since: datetime) -> int:
    """Different real customers at whom somebody guessed wrongly since then."""
    row = VerificationEventRow
    query = select(func.count(row.subject_key.distinct())).where(
        row.tenant_id == tenant_id,
        row.kind == Kind.WRONG.value,
        row.at > since,
        row.subject_key.not_like(NOBODY),
    )
    return session.scalar(query) or 0


def kept_since(now: datetime) -> datetime:
    """Hours before this are compared with nothing any more."""
    return now - timedelta(hours=FLEET.usual_hours + FLEET.lately_hours + 1)
