"""Counts of what was tried, of one customer and from one source."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.challenge import DAY, HOUR, NUMBERS, Tally
from models.verification_tables import PartyRow, VerificationEventRow


class Kind(StrEnum):
    """What counts."""

    CLAIM = "claim"
    SENT = "sent"
    """A code."""
    ASKED = "asked"
    """A question in the bank's app."""
    WRONG = "wrong"
    FREEZE = "freeze"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Those of one tenant, inside one transaction."""

    session: Session
    tenant_id: str
    new_id: Callable[[], str]

    def party(self, key: str) -> PartyRow:
        """Made when it is first needed; held until the transaction ends, so that
        what is counted for it is counted one by one."""
        row = self.session.get(PartyRow, (self.tenant_id, key), with_for_update=True)
        if row is not None:
            return row
        made = PartyRow(
            tenant_id=self.tenant_id,
            key=key,
            wrong_ever=0,
            locked_until=None,
            freed_at=None,
        )
        self.session.add(made)
        self.session.flush()
        return made

    def add(self, kind: Kind, *, subject_key: str, source: str, now: datetime) -> None:
        self.session.add(
            VerificationEventRow(
                tenant_id=self.tenant_id,
                id=self.new_id(),
                kind=kind.value,
                at=now,
                subject_key=subject_key,
                source=source,
            )
        )
        self.session.flush()

    def of_source(self, kind: Kind, source: str, now: datetime) -> int:
        """In the last hour; what a clock that was set back left ahead counts too."""
        return self._count(kind, now - HOUR, source=source)

    def freed(self, subject_key: str, now: datetime) -> bool:
        """Nothing wrong counts any more; true when that ends a lock."""
        held = self.tally(subject_key, now).locked(now)
        party = self.party(subject_key)
        party.wrong_ever, party.locked_until, party.freed_at = 0, None, now
        return held

    def subjects_tried(self, source: str, now: datetime) -> int:
        """Different customers at whom this source guessed wrongly of late."""
        since = now - timedelta(seconds=NUMBERS.alarm_seconds)
        row = VerificationEventRow
        query = select(func.count(row.subject_key.distinct())).where(
            row.tenant_id == self.tenant_id,
            row.source == source,
            row.kind == Kind.WRONG.value,
            row.at > since,
        )
        return self.session.scalar(query) or 0

    def tally(
        self, subject_key: str, now: datetime, *, sent: Kind = Kind.SENT
    ) -> Tally:
        party = self.party(subject_key)
        short = timedelta(seconds=NUMBERS.short_seconds)
        since = max(now - DAY, party.freed_at or now - DAY)
        return Tally(
            sent_lately=self._count(sent, now - short, subject_key=subject_key),
            sent_today=self._count(sent, now - DAY, subject_key=subject_key),
            wrong_today=self._count(Kind.WRONG, since, subject_key=subject_key),
            wrong_ever=party.wrong_ever,
            locked_until=party.locked_until,
        )

    def _count(
        self, kind: Kind, since: datetime, *, subject_key: str = "", source: str = ""
    ) -> int:
        row = VerificationEventRow
        whose = row.subject_key == subject_key if subject_key else row.source == source
        query = select(func.count()).where(
            row.tenant_id == self.tenant_id,
            whose,
            row.kind == kind.value,
            row.at > since,
        )
        return self.session.scalar(query) or 0
