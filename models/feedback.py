"""What customers think of answers, and of a whole conversation."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import ConversationNotFound
from models.database import Database
from models.errors import MessageNotFound
from models.opinion_tables import FeedbackRow, RatingRow
from models.records import Feedback, Rating
from models.tables import ConversationRow, MessageRow


class SqlFeedback:
    """The last word on the same thing wins."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, feedback: Feedback) -> None:
        """Raises MessageNotFound."""
        key = (feedback.tenant_id, feedback.conversation_id, feedback.seq)

        def store(session: Session) -> None:
            if session.get(MessageRow, key) is None:
                raise MessageNotFound(feedback.seq)
            session.merge(
                FeedbackRow(
                    tenant_id=feedback.tenant_id,
                    conversation_id=feedback.conversation_id,
                    seq=feedback.seq,
                    helpful=feedback.helpful,
                    reason=feedback.reason,
                    at=feedback.at,
                )
            )

        self._database.write(store)

    def given(self, tenant_id: str, conversation_id: str) -> tuple[Feedback, ...]:
        query = (
            select(FeedbackRow)
            .where(
                FeedbackRow.tenant_id == tenant_id,
                FeedbackRow.conversation_id == conversation_id,
            )
            .order_by(FeedbackRow.seq)
        )
        return self._database.read(
            lambda session: tuple(_feedback_of(row) for row in session.scalars(query))
        )

    def rate(self, rating: Rating) -> None:
        """Raises ConversationNotFound."""
        key = (rating.tenant_id, rating.conversation_id)

        def store(session: Session) -> None:
            if session.get(ConversationRow, key) is None:
                raise ConversationNotFound(rating.conversation_id)
            session.merge(
                RatingRow(
                    tenant_id=rating.tenant_id,
                    conversation_id=rating.conversation_id,
                    solved=rating.solved,
                    stars=rating.stars,
                    comment=rating.comment,
                    at=rating.at,
                    reasons=list(rating.reasons),
                    agent_id=rating.agent_id,
                )
            )

        self._database.write(store)

    def rating(self, tenant_id: str, conversation_id: str) -> Rating | None:
        """None until the customer rates."""

        def find(session: Session) -> Rating | None:
            row = session.get(RatingRow, (tenant_id, conversation_id))
            return rating_of(row) if row else None

        return self._database.read(find)


def _feedback_of(row: FeedbackRow) -> Feedback:
    return Feedback(
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        helpful=row.helpful,
        reason=row.reason,
        at=row.at,
    )


def rating_of(row: RatingRow) -> Rating:
    return Rating(
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        solved=row.solved,
        stars=row.stars,
        comment=row.comment,
        at=row.at,
        reasons=tuple(cast(list[str], row.reasons)),
        agent_id=row.agent_id,
    )
