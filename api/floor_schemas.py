"""The schemas of the floor: colleagues, skills, offers, and what is passed on."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.schemas import Given, Line, Shown
from bot.desk.offers import OfferState
from bot.desk.presence import PresenceState
from bot.desk.tiers import Tier
from bot.handoff import HandoffReason
from models.beside import DraftKind
from models.records import Role

Id = Annotated[str, StringConstraints(max_length=64)]
Skill = Annotated[str, StringConstraints(pattern=r"^\S{1,64}$")]
Words = Annotated[str, StringConstraints(max_length=2_000)]


class SkillHeld(Given):
    skill: Skill
    level: Annotated[int, Field(ge=1, le=5, strict=True)]


class SkillShown(Shown):
    skill: str
    level: int


class SkillWanted(Shown):
    """A skill that the bank asks for, and how it stands with it."""

    skill: str
    level: int
    """Asked for at first."""
    waiting: int
    agents: int
    """Online, who have it."""


class SkillsShown(Shown):
    items: list[SkillWanted]


class ColleagueShown(Shown):
    id: str
    display_name: str
    number: str
    role: Role
    team: str
    state: PresenceState
    reason: str
    since: datetime | None
    held: int
    calls: int
    chats: int
    auto_accept: bool
    skills: list[SkillShown]


class ColleaguesShown(Shown):
    items: list[ColleagueShown]


class ChangeColleague(Given):
    team: Annotated[str, StringConstraints(max_length=64)] = ""
    chats: Annotated[int, Field(ge=1, le=20, strict=True)]
    auto_accept: bool = False
    skills: Annotated[tuple[SkillHeld, ...], Field(max_length=50)] = ()


class PresenceSettings(Given):
    auto_accept: bool


class OfferShown(Shown):
    """An agent is asked to take this conversation."""

    id: str
    conversation_id: str
    offered_at: datetime
    expires_at: datetime
    reason: HandoffReason
    skill: str
    tier: Tier
    urgent: bool
    waited_seconds: int
    title: str
    intent: str


class OffersShown(Shown):
    items: list[OfferShown]


class Decline(Given):
    reason: Line = ""


class Transfer(Given):
    to: Literal["skill", "agent", "supervisor"]
    skill: Annotated[str, StringConstraints(max_length=64)] = ""
    agent_id: Id = ""
    note: Words = ""


class AskColleague(Given):
    agent_id: Id
    note: Words = ""


class AnswerConsult(Given):
    accept: bool


class PassNote(Given):
    note: Words = ""


class Whisper(Given):
    text: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class KeepDraft(Given):
    text: Annotated[str, StringConstraints(max_length=8_000)]
    kind: DraftKind = DraftKind.REPLY


class Borrow(Given):
    flow: Annotated[str, StringConstraints(min_length=1, max_length=64)]


class FlowTitle(Shown):
    name: str
    title: str


class FlowsShown(Shown):
    items: list[FlowTitle]


class OfferOverShown(Shown):
    id: str
    conversation_id: str
    state: OfferState
