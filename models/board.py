"""What the wall board counts, read from the records."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.desk.board import UNASKED, Episode
from bot.desk.offers import OfferState
from bot.handoff import HandoffReason, HandoffState
from bot.message import Author
from models.database import Database
from models.floor_tables import OfferRow
from models.opinion_tables import RatingRow
from models.tables import ConversationRow, HandoffRow, MessageRow


class SqlBoard:
    def __init__(self, database: Database) -> None:
        self._database = database

    def episodes(self, tenant_id: str, since: datetime) -> tuple[Episode, ...]:
        """The handoffs asked for since then, and all that still wait."""
        query = select(HandoffRow).where(
            HandoffRow.tenant_id == tenant_id,
            or_(
                HandoffRow.asked_at >= since,
                HandoffRow.state == HandoffState.WAITING.value,
            ),
        )
        return self._database.read(
            lambda session: tuple(
                _episode_of(row)
                for row in session.scalars(query.order_by(HandoffRow.asked_at))
            )
        )

    def written_in(self, tenant_id: str, since: datetime) -> tuple[str, ...]:
        """Conversations begun since then in which the customer wrote something."""
        return self._ids(_written_in(tenant_id, since))

    def solved_by_bot(self, tenant_id: str, since: datetime) -> tuple[str, ...]:
        """Those of them that no human had, and whose customer says it is solved."""
        human = exists().where(
            HandoffRow.tenant_id == ConversationRow.tenant_id,
            HandoffRow.conversation_id == ConversationRow.id,
        )
        solved = exists().where(
            RatingRow.tenant_id == ConversationRow.tenant_id,
            RatingRow.conversation_id == ConversationRow.id,
            RatingRow.solved.is_(True),
        )
        return self._ids(_written_in(tenant_id, since).where(~human, solved))

    def handed_off(self, tenant_id: str, since: datetime) -> tuple[str, ...]:
        """Those of them that were led to a human."""
        asked = exists().where(
            HandoffRow.tenant_id == ConversationRow.tenant_id,
            HandoffRow.conversation_id == ConversationRow.id,
            HandoffRow.reason.not_in(sorted(UNASKED)),
        )
        return self._ids(_written_in(tenant_id, since).where(asked))

    def unanswered_offers(self, tenant_id: str, since: datetime) -> int:
        query = select(func.count()).where(
            OfferRow.tenant_id == tenant_id,
            OfferRow.offered_at >= since,
            OfferRow.state == OfferState.LAPSED.value,
        )
        return self._database.read(lambda session: session.scalar(query)) or 0

    def _ids(self, query: Select[str]) -> tuple[str, ...]:
        def find(session: Session) -> tuple[str, ...]:
            found: Sequence[str] = session.scalars(query).all()
            return tuple(found)

        return self._database.read(find)


def _written_in(tenant_id: str, since: datetime) -> Select[str]:
    wrote = exists().where(
        and_(
            MessageRow.tenant_id == ConversationRow.tenant_id,
            MessageRow.conversation_id == ConversationRow.id,
            MessageRow.author == Author.CUSTOMER.value,
        )
    )
    return (
        select(ConversationRow.id)
        .where(
            ConversationRow.tenant_id == tenant_id,
            ConversationRow.created_at >= since,
            wrote,
        )
        .order_by(ConversationRow.created_at.desc())
    )


def _episode_of(row: HandoffRow) -> Episode:
    return Episode(
        conversation_id=row.conversation_id,
        reason=HandoffReason(row.reason),
        skill=row.skill,
        state=HandoffState(row.state),
        asked_at=row.asked_at,
        taken_at=row.taken_at,
        ended_at=row.ended_at,
    )
