"""Offers in the database: who was asked to take what, and what came of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, tuple_, update
from sqlalchemy.orm import Session

from bot.desk.offers import LET_GO, Offer, OfferState
from models.database import Database
from models.errors import OfferOver
from models.floor_tables import OfferRow
from models.tables import ConversationRow

OPEN = OfferRow.state == OfferState.OPEN.value


class SqlOffers:
    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, offers: Sequence[Offer]) -> tuple[Offer, ...]:
        """Those that were made: a conversation is on offer to one agent at a time."""

        def store(session: Session) -> tuple[Offer, ...]:
            _lock(session, offers)
            made = tuple(one for one in offers if not _on_offer(session, one))
            session.add_all(_row(one) for one in made)
            session.flush()
            return made

        return self._database.write(store)

    def open(self, tenant_id: str, staff_id: str = "") -> tuple[Offer, ...]:
        """All that run; of one agent, if named. The first made comes first."""
        wanted = [OfferRow.tenant_id == tenant_id, OPEN]
        if staff_id:
            wanted.append(OfferRow.staff_id == staff_id)
        return self._find(*wanted)

    def get(self, tenant_id: str, offer_id: str) -> Offer:
        """Raises OfferOver for one that there never was, too."""
        found = self._find(OfferRow.tenant_id == tenant_id, OfferRow.id == offer_id)
        if not found:
            raise OfferOver(offer_id)
        return found[0]

    def end(
        self, offer: Offer, state: OfferState, now: datetime, reason: str = ""
    ) -> bool:
        """False when it had ended before."""

        def close(session: Session) -> bool:
            row = session.get(
                OfferRow, (offer.tenant_id, offer.id), with_for_update=True
            )
            if row is None or row.state != OfferState.OPEN.value:
                return False
            row.state, row.ended_at, row.reason = state.value, now, reason
            session.flush()
            return True

        return self._database.write(close)

    def withdraw(self, tenant_id: str, conversation_id: str, now: datetime) -> None:
        """Whatever runs for a conversation is over: somebody has it."""
        self._database.write(
            lambda session: session.execute(
                update(OfferRow)
                .where(
                    OfferRow.tenant_id == tenant_id,
                    OfferRow.conversation_id == conversation_id,
                    OPEN,
                )
                .values(state=OfferState.WITHDRAWN.value, ended_at=now)
            )
        )

    def passed(
        self, tenant_id: str, handoffs: Sequence[str], since: datetime
    ) -> Mapping[str, frozenset[str]]:
        """By handoff, the agents who let it go since then."""
        query = select(OfferRow.handoff_id, OfferRow.staff_id).where(
            OfferRow.tenant_id == tenant_id,
            OfferRow.handoff_id.in_(handoffs),
            OfferRow.state.in_(sorted(LET_GO)),
            OfferRow.ended_at > since,
        )
        found = defaultdict[str, set[str]](set)
        for handoff_id, staff_id in self._database.read(
            lambda session: session.execute(query).all()
        ):
            found[handoff_id].add(staff_id)
        return {name: frozenset(agents) for name, agents in found.items()}

    def _find(self, *wanted: ColumnElement[bool]) -> tuple[Offer, ...]:
        query = (
            select(OfferRow).where(*wanted).order_by(OfferRow.offered_at, OfferRow.id)
        )
        return self._database.read(
            lambda session: tuple(_offer_of(row) for row in session.scalars(query))
        )


def _lock(session: Session, offers: Sequence[Offer]) -> None:
    """Two services never offer the same conversation at once; in one order, so that
    they do not wait for each other."""
    session.execute(
        select(ConversationRow.id)
        .where(
            tuple_(ConversationRow.tenant_id, ConversationRow.id).in_(
                sorted({(one.tenant_id, one.conversation_id) for one in offers})
            )
        )
        .order_by(ConversationRow.id)
        .with_for_update()
    )


def _on_offer(session: Session, offer: Offer) -> bool:
    query = select(OfferRow.id).where(
        OfferRow.tenant_id == offer.tenant_id,
        OfferRow.conversation_id == offer.conversation_id,
        OPEN,
    )
    return session.scalar(query) is not None


def _row(offer: Offer) -> OfferRow:
    return OfferRow(
        tenant_id=offer.tenant_id,
        id=offer.id,
        conversation_id=offer.conversation_id,
        handoff_id=offer.handoff_id,
        staff_id=offer.staff_id,
        offered_at=offer.offered_at,
        expires_at=offer.expires_at,
        state=offer.state.value,
        ended_at=offer.ended_at,
        reason=offer.reason,
    )


def _offer_of(row: OfferRow) -> Offer:
    return Offer(
        id=row.id,
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        handoff_id=row.handoff_id,
        staff_id=row.staff_id,
        offered_at=row.offered_at,
        expires_at=row.expires_at,
        state=OfferState(row.state),
        ended_at=row.ended_at,
        reason=row.reason,
    )
