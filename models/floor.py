"""The floor: the people at the desk with their skills, teams and what they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from bot.desk.presence import PresenceState, Standing
from bot.desk.routing import Person
from bot.desk.rules import SUPERVISOR, DeskRules
from bot.handoff import HandoffState
from bot.message import Channel
from models.database import Database
from models.errors import StaffNotFound
from models.floor_reading import Load, PersonRow, load_of, people, skills_of
from models.floor_tables import DeskProfileRow, StaffSkillRow
from models.records import Role
from models.tables import ConversationRow, HandoffRow, PresenceRow, StaffRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a supervisor sets for somebody at the desk."""

    staff_id: str
    team: str = ""
    chats: int
    auto_accept: bool = False
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody at the desk as they stand at a moment."""

    id: str
    display_name: str
    number: str
    role: Role
    profile: Profile
    state: PresenceState
    """Offline for somebody who has not been heard from."""
    reason: str
    since: datetime | None
    until: datetime | None
    forced_by: str
    held: int
    """Conversations in writing."""
    calls: int
    offered: int
    free_since: datetime

    def person(self) -> Person:
        skills = dict(self.profile.skills)
        if self.role is not Role.AGENT:
            skills[SUPERVISOR] = max(skills.get(SUPERVISOR, 0), 1)
        return Person(
            id=self.id,
            state=self.state,
            chats=self.profile.chats,
            held=self.held + self.offered,
            calls=self.calls,
            skills=skills,
            free_since=self.free_since,
        )


class SqlFloor:
    def __init__(self, database: Database, rules: DeskRules) -> None:
        self._database = database
        self._rules = rules

    def colleagues(
        self, tenant_id: str, *, now: datetime, stale_after: timedelta
    ) -> tuple[Colleague, ...]:
        """Everybody who works at the desk, here or not, by name."""

        def look(session: Session) -> tuple[Colleague, ...]:
            skills = skills_of(session, tenant_id)
            load = load_of(session, tenant_id, now)
            moments = (now, now - stale_after)
            return tuple(
                self._colleague((row[0], row[1], row[2]), skills, load, moments)
                for row in session.execute(people(tenant_id))
            )

        return self._database.read(look)

    def profile(self, tenant_id: str, staff_id: str) -> Profile:
        def find(session: Session) -> Profile:
            row = session.get(DeskProfileRow, (tenant_id, staff_id))
            skills = skills_of(session, tenant_id).get(staff_id, {})
            return self._profile(staff_id, row, skills)

        return self._database.read(find)

    def change(self, tenant_id: str, profile: Profile) -> None:
        def store(session: Session) -> None:
            if session.get(StaffRow, (tenant_id, profile.staff_id)) is None:
                raise StaffNotFound(profile.staff_id)
            session.merge(
                DeskProfileRow(
                    tenant_id=tenant_id,
                    staff_id=profile.staff_id,
                    team=profile.team,
                    chats=profile.chats,
                    auto_accept=profile.auto_accept,
                )
            )
            session.execute(
                delete(StaffSkillRow).where(
                    StaffSkillRow.tenant_id == tenant_id,
                    StaffSkillRow.staff_id == profile.staff_id,
                )
            )
            session.add_all(
                StaffSkillRow(
                    tenant_id=tenant_id,
                    staff_id=profile.staff_id,
                    skill=skill,
                    level=level,
                )
                for skill, level in profile.skills.items()
            )

        self._database.write(store)

    def last_agent(
        self, tenant_id: str, conversation_id: str, subject: str, since: datetime
    ) -> str:
        """Who last served this customer, here or as who they have proved to be; empty
        when nobody did."""
        own = HandoffRow.conversation_id == conversation_id
        if subject:
            own = or_(own, HandoffRow.subject == subject)
        query = (
            select(HandoffRow.agent_id)
            .where(
                HandoffRow.tenant_id == tenant_id,
                own,
                HandoffRow.agent_id != "",
                HandoffRow.taken_at > since,
            )
            .order_by(HandoffRow.taken_at.desc())
            .limit(1)
        )
        return self._database.read(lambda session: session.scalar(query)) or ""

    def lent(self, tenant_id: str) -> tuple[tuple[str, str], ...]:
        """Conversations that the bot was lent, each with the agent it belongs to."""
        query = select(HandoffRow.conversation_id, HandoffRow.agent_id).where(
            HandoffRow.tenant_id == tenant_id,
            HandoffRow.state == HandoffState.LENT.value,
        )
        return self._database.read(
            lambda session: tuple((a, b) for a, b in session.execute(query))
        )

    def taken_lately(
        self, tenant_id: str, channels: Sequence[Channel], since: datetime, limit: int
    ) -> tuple[datetime, ...]:
        """When the last ones were taken who had asked; the newest first."""
        query = (
            select(HandoffRow.taken_at)
            .join(
                ConversationRow,
                and_(
                    ConversationRow.tenant_id == HandoffRow.tenant_id,
                    ConversationRow.id == HandoffRow.conversation_id,
                ),
            )
            .where(
                HandoffRow.tenant_id == tenant_id,
                HandoffRow.taken_at > since,
                HandoffRow.taken_at > HandoffRow.asked_at,
                ConversationRow.channel.in_(channels),
            )
            .order_by(HandoffRow.taken_at.desc())
            .limit(limit)
        )
        return self._database.read(
            lambda session: tuple(one for one in session.scalars(query) if one)
        )

    def _profile(
        self, staff_id: str, row: DeskProfileRow | None, skills: Mapping[str, int]
    ) -> Profile:
        if row is None:
            return Profile(staff_id=staff_id, chats=self._rules.chats, skills=skills)
        return Profile(
            staff_id=staff_id,
            team=row.team,
            chats=row.chats,
            auto_accept=row.auto_accept,
            skills=skills,
        )

    def _colleague(
        self,
        row: PersonRow,
        skills: Mapping[str, Mapping[str, int]],
        load: Load,
        moments: tuple[datetime, datetime],
    ) -> Colleague:
        staff, presence, profile = row
        now, heard_after = moments
        here = presence if presence and presence.heard_at > heard_after else None
        return Colleague(
            id=staff.id,
            display_name=staff.display_name,
            number=staff.number,
            role=Role(staff.role),
            profile=self._profile(staff.id, profile, skills.get(staff.id, {})),
            state=_standing(here, now),
            reason=here.reason if here else "",
            since=presence.since if presence else None,
            until=here.until if here else None,
            forced_by=here.forced_by if here else "",
            held=load.held[staff.id],
            calls=load.calls[staff.id],
            offered=load.offered[staff.id],
            free_since=load.last.get(staff.id, staff.created_at),
        )


def _standing(here: PresenceRow | None, now: datetime) -> PresenceState:
    if here is None:
        return PresenceState.OFFLINE
    return Standing(state=PresenceState(here.state), until=here.until).at(now)
