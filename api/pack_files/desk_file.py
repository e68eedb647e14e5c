"""The formats of desk.toml and routing.toml: what agents have at hand, who is asked."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.pack_files.house_file import Count
from api.pack_files.shape import Filled, Shape, Words
from bot.message import Language

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Positive = Annotated[int, Field(ge=1)]
SkillLevel = Annotated[int, Field(ge=1, le=5)]


class ReplyTable(Shape):
    """A reply that agents insert with `/`."""

    id: Id
    language: Language
    heading: Filled = Field(description="The first level: what it is about.")
    title: Filled
    text: Filled = Field(
        description="With {customer} {agent} {number} {bank} {hotline} {greeting}."
    )


class LeafTable(Shape):
    id: Id
    title: Words
    intents: tuple[str, ...] = Field(
        default=(), description="What the bot understood that suggests this reason."
    )


class ReasonTable(Shape):
    """Reasons with which a conversation is ended, under one heading."""

    id: Id
    title: Words
    leaf: tuple[LeafTable, ...] = Field(min_length=1)


class DeskFile(Shape):
    """desk.toml: replies to insert, and the reasons to close with."""

    reply: tuple[ReplyTable, ...] = ()
    reason: tuple[ReasonTable, ...] = ()


class OffersTable(Shape):
    seconds: Positive = Field(default=20, description="To answer an offer.")
    again_seconds: Count = Field(
        default=90, description="Before who let it go is asked again."
    )


class HeadStartTable(Shape):
    """Seconds by which somebody comes before others who asked as early."""

    ordinary: Count = 0
    senior: Count = 60
    vip: Count = 120
    urgent: Count = 1800


class SkillsTable(Shape):
    level: SkillLevel = 1
    relax_seconds: Positive = 30
    anybody_seconds: Count = 240
    strict: tuple[str, ...] = ("supervisor",)


class PreferredTable(Shape):
    last_agent_days: Count = 7
    hold_seconds: Count = 45
    steward_seconds: Count = 90
    transfer_seconds: Count = 90


class CapacityTable(Shape):
    chats: Positive = 3
    wrap_up_seconds: Count = 0


class TargetTable(Shape):
    answer_seconds: Positive = 60
    soon_seconds: Count = 20


class OverflowTable(Shape):
    seconds: Count = Field(default=180, description="Waited for so long; 0: never.")
    waiting: Count = Field(
        default=20, description="With so many before them; 0: never."
    )


class RoutingFile(Shape):
    """routing.toml: how the desk shares out its work, where it differs."""

    offers: OffersTable = OffersTable()
    head_start: HeadStartTable = HeadStartTable()
    skills: SkillsTable = SkillsTable()
    levels: dict[str, SkillLevel] = Field(
        default_factory=dict, description="Asked for at first, by skill."
    )
    preferred: PreferredTable = PreferredTable()
    capacity: CapacityTable = CapacityTable()
    target: TargetTable = TargetTable()
    overflow: OverflowTable = OverflowTable()
