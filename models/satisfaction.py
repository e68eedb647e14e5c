"""How satisfied customers were: what they said, counted."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.message import Author, Event
from models.database import Database
from models.feedback import rating_of
from models.floor_tables import DeskProfileRow
from models.opinion_tables import RatingRow
from models.records import Rating
from models.tables import MessageRow

ASKS = (Event.CLOSED.value, Event.RATING_ASKED.value)
"""Upon which a customer is asked: at each end, and when somebody asks for it."""
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    event: Event
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Answers that belong together: of a day, of a team, of an agent."""

    key: str
    """The day, 2026-03-02; the team or the agent's id, empty where there is none."""
    answered: int
    solved: int
    unsolved: int
    stars: float | None
    """Mean of those who gave any; None when nobody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """Of the conversations in which somebody was asked since a moment."""

    asked: int
    """Conversations."""
    answered: int
    solved: int
    unsolved: int
    reopened: int
    """In which the customer said something after the answer."""
    scale: Mapping[int, int]
    """Answers by stars, 1 to 5."""
    reasons: Mapping[str, int]
    by_day: tuple[Share, ...]
    """In the bank's own days, the newest first."""
    by_team: tuple[Share, ...]
    """Of the agents who last held them, as their teams are now."""
    by_agent: tuple[Share, ...]
    alone: Share
    """Of those that only the bot held."""
    latest: tuple[Rating, ...]
    """The newest first."""


class SqlSatisfaction:
    def __init__(self, database: Database) -> None:
        self._database = database

    def asked(self, tenant_id: str, conversation_id: str) -> Ask | None:
        """How and when the customer was last asked; None: not yet."""
        query = (
            select(MessageRow.event, MessageRow.sent_at)
            .where(
                MessageRow.tenant_id == tenant_id,
                MessageRow.conversation_id == conversation_id,
                MessageRow.event.in_(ASKS),
            )
            .order_by(MessageRow.seq.desc())
            .limit(1)
        )

        def find(session: Session) -> Ask | None:
            row = session.execute(query).first()
            return Ask(event=Event(row.event), at=row.sent_at) if row else None

        return self._database.read(find)

    def since(self, tenant_id: str, since: datetime, zone: tzinfo) -> Satisfaction:
        return self._database.read(
            lambda session: _satisfaction(session, tenant_id, since, zone)
        )


def _satisfaction(
    session: Session, tenant_id: str, since: datetime, zone: tzinfo
) -> Satisfaction:
    rows = session.scalars(
        select(RatingRow)
        .where(RatingRow.tenant_id == tenant_id, RatingRow.at >= since)
        .order_by(RatingRow.at.desc())
    )
    given = tuple(map(rating_of, rows))
    stars = Counter(one.stars for one in given if one.stars is not None)
    held = [one for one in given if one.agent_id]
    teams = _teams(session, tenant_id)
    return Satisfaction(
        asked=_asked(session, tenant_id, since),
        answered=len(given),
        solved=sum(one.solved is True for one in given),
        unsolved=sum(one.solved is False for one in given),
        reopened=_reopened(session, tenant_id, since),
        scale={number: stars[number] for number in range(1, 6)},
        reasons=dict(Counter(reason for one in given for reason in one.reasons)),
        by_day=_shares(given, lambda one: f"{one.at.astimezone(zone):%Y-%m-%d}")[::-1],
        by_team=_shares(held, lambda one: teams.get(one.agent_id, "")),
        by_agent=_shares(held, lambda one: one.agent_id),
        alone=_share("", [one for one in given if not one.agent_id]),
        latest=given[:MOST],
    )


def _teams(session: Session, tenant_id: str) -> dict[str, str]:
    query = select(DeskProfileRow.staff_id, DeskProfileRow.team).where(
        DeskProfileRow.tenant_id == tenant_id
    )
    return {staff_id: team for staff_id, team in session.execute(query)}


def _shares(given: Sequence[Rating], key: Callable[[Rating], str]) -> tuple[Share, ...]:
    """By key."""
    groups = defaultdict[str, list[Rating]](list)
    for one in given:
        groups[key(one)].append(one)
    return tuple(_share(name, groups[name]) for name in sorted(groups))


def _share(key: str, given: Sequence[Rating]) -> Share:
    stars = [one.stars for one in given if one.stars is not None]
    return Share(
        key=key,
        answered=len(given),
        solved=sum(one.solved is True for one in given),
        unsolved=sum(one.solved is False for one in given),
        stars=sum(stars) / len(stars) if stars else None,
    )


def _asked(session: Session, tenant_id: str, since: datetime) -> int:
    query = select(func.count(MessageRow.conversation_id.distinct())).where(
        MessageRow.tenant_id == tenant_id,
        MessageRow.event.in_(ASKS),
        MessageRow.sent_at >= since,
    )
    return session.scalar(query) or 0


def _reopened(session: Session, tenant_id: str, since: datetime) -> int:
    query = (
        select(func.count(RatingRow.conversation_id.distinct()))
        .join(
            MessageRow,
            (MessageRow.tenant_id == RatingRow.tenant_id)
            & (MessageRow.conversation_id == RatingRow.conversation_id),
        )
        .where(
            RatingRow.tenant_id == tenant_id,
            RatingRow.at >= since,
            MessageRow.author == Author.CUSTOMER.value,
            MessageRow.sent_at > RatingRow.at,
        )
    )
    return session.scalar(query) or 0
