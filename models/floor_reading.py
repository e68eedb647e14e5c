"""Reading the floor: who works at the desk, what they can, what they hold."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from bot.desk.offers import OfferState
from bot.message import Channel, Owner
from models.floor_tables import DeskProfileRow, OfferRow, StaffSkillRow
from models.records import Role
from models.tables import ConversationRow, HandoffRow, PresenceRow, StaffRow

AT_THE_DESK = (Role.AGENT, Role.SUPERVISOR, Role.ADMIN)
LATELY = timedelta(days=1)
"""Work of before says nothing of who is free for longest."""

PersonRow = tuple[StaffRow, PresenceRow | None, DeskProfileRow | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """By staff id."""

    held: Counter[str]
    calls: Counter[str]
    offered: Counter[str]
    last: Mapping[str, datetime]
    """When work was last taken or ended."""


def people(tenant_id: str) -> Select[StaffRow, PresenceRow, DeskProfileRow]:
    return (
        select(StaffRow, PresenceRow, DeskProfileRow)
        .outerjoin(
            PresenceRow,
            and_(
                PresenceRow.tenant_id == StaffRow.tenant_id,
                PresenceRow.staff_id == StaffRow.id,
            ),
        )
        .outerjoin(
            DeskProfileRow,
            and_(
                DeskProfileRow.tenant_id == StaffRow.tenant_id,
                DeskProfileRow.staff_id == StaffRow.id,
            ),
        )
        .where(
            StaffRow.tenant_id == tenant_id,
            StaffRow.active.is_(True),
            StaffRow.role.in_([role.value for role in AT_THE_DESK]),
        )
        .order_by(StaffRow.name)
    )


def skills_of(session: Session, tenant_id: str) -> dict[str, dict[str, int]]:
    """Levels by skill, by staff id."""
    query = (
        select(StaffSkillRow)
        .where(StaffSkillRow.tenant_id == tenant_id)
        .order_by(StaffSkillRow.skill)
    )
    found = defaultdict[str, dict[str, int]](dict)
    for row in session.scalars(query):
        found[row.staff_id][row.skill] = row.level
    return found


def load_of(session: Session, tenant_id: str, now: datetime) -> Load:
    held, calls = Counter[str](), Counter[str]()
    for agent_id, channel, number in session.execute(_held(tenant_id)):
        (calls if channel == Channel.PHONE else held)[agent_id] += number
    offered = select(OfferRow.staff_id, func.count()).where(
        OfferRow.tenant_id == tenant_id, OfferRow.state == OfferState.OPEN.value
    )
    rows = session.execute(offered.group_by(OfferRow.staff_id)).all()
    return Load(
        held=held,
        calls=calls,
        offered=Counter(dict(rows)),
        last=_last_work(session, tenant_id, now - LATELY),
    )


def _held(tenant_id: str) -> Select[str, str, int]:
    return (
        select(ConversationRow.agent_id, ConversationRow.channel, func.count())
        .where(
            ConversationRow.tenant_id == tenant_id,
            ConversationRow.owner == Owner.AGENT.value,
        )
        .group_by(ConversationRow.agent_id, ConversationRow.channel)
    )


def _last_work(
    session: Session, tenant_id: str, since: datetime
) -> dict[str, datetime]:
    query = (
        select(
            HandoffRow.agent_id,
            func.max(HandoffRow.taken_at),
            func.max(HandoffRow.ended_at),
        )
        .where(
            HandoffRow.tenant_id == tenant_id,
            HandoffRow.agent_id != "",
            HandoffRow.taken_at > since,
        )
        .group_by(HandoffRow.agent_id)
    )
    return {
        agent_id: max(filter(None, moments))
        for agent_id, *moments in session.execute(query)
    }
