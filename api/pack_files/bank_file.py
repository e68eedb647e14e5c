"""The formats of pack.toml, intents.toml, offtopic.toml and synonyms.toml."""

from typing import Annotated

from pydantic import Field

from api.pack_files.shape import Examples, Filled, Lists, Name, Shape, Words
from bot.message import Language


class Bank(Shape):
    name: Words
    bot: Words = Field(description="What the bot calls itself.")
    hotline: Filled
    card_hotline: Filled | None = None


class PackFile(Shape):
    """pack.toml: whose pack this is."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")]
    languages: tuple[Language, ...] = ()
    time_zone: str = Field("Asia/Shanghai", description="Of the bank's own time.")
    bank: Bank


class IntentTable(Shape):
    name: Name
    title: Words = Field(description="As people read it.")
    examples: Examples = Field(description="How customers say it: fifteen or more.")
    skill: str = Field("", description="Which people know about it.")
    assurance: int = Field(
        0, ge=0, le=3, description="Level below which nothing private is told."
    )


class IntentsFile(Shape):
    """intents.toml: what customers want, with examples of how they say it."""

    intent: tuple[IntentTable, ...] = Field(min_length=1)


class OfftopicFile(Shape):
    """offtopic.toml: talk which the bank cannot answer, far from banking and near."""

    far: Lists = Lists()
    near: Lists = Lists()


class SynonymsFile(Shape):
    """synonyms.toml: words that mean the same, the proper one first."""

    zh: tuple[tuple[Filled, ...], ...] = Field(default=(), alias="zh-CN")
    en: tuple[tuple[Filled, ...], ...] = ()
