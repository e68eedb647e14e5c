"""What the pack puts at agents' hands: replies to insert, reasons to close with."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from api.errors import PackMalformed
from bot.message import Language

FILE = "desk.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackReply:
    id: str
    language: Language
    heading: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A reason why a customer came."""

    id: str
    """`heading/name`: unique in the tree."""
    titles: Mapping[Language, str]
    intents: frozenset[str]
    """What the bot understood that suggests it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    id: str
    titles: Mapping[Language, str]
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWords:
    replies: tuple[PackReply, ...] = ()
    reasons: tuple[Branch, ...] = ()

    def suggested(self, intent: str) -> str:
        """The reason for what the bot understood; empty when nothing suggests one."""
        leaves = (leaf for branch in self.reasons for leaf in branch.leaves)
        return next((leaf.id for leaf in leaves if intent in leaf.intents), "")

    def knows(self, reason: str) -> bool:
        """A bank without a tree takes any reason."""
        leaves = {leaf.id for branch in self.reasons for leaf in branch.leaves}
        return not leaves or reason in leaves


@cache
def desk_words(folder: Path) -> DeskWords:
    """Read once: a pack does not change while it is served. Raises PackMalformed."""
    path = folder / FILE
    if not path.is_file():
        return DeskWords()
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        return DeskWords(
            replies=tuple(_reply(one) for one in table.get("reply", ())),
            reasons=tuple(_branch(one) for one in table.get("reason", ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise PackMalformed(f"{path}: missing or wrong: {wrong}") from None


def _reply(row: Mapping[str, Any]) -> PackReply:
    return PackReply(
        id=row["id"],
        language=Language(row["language"]),
        heading=row["heading"],
        title=row["title"],
        text=row["text"],
    )


def _branch(row: Mapping[str, Any]) -> Branch:
    return Branch(
        id=row["id"],
        titles=_titles(row),
        leaves=tuple(_leaf(row["id"], one) for one in row["leaf"]),
    )


def _leaf(heading: str, row: Mapping[str, Any]) -> Leaf:
    return Leaf(
        id=f"{heading}/{row['id']}",
        titles=_titles(row),
        intents=frozenset(row.get("intents", ())),
    )


def _titles(row: Mapping[str, Any]) -> dict[Language, str]:
    return {language: row["title"][language] for language in Language}
