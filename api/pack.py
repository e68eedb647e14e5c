"""The pack: the folder of everything a bank writes, read and checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from api.errors import PackMalformed
from bot.desk.rules import DeskRules, load_desk
from bot.flows.loader import load_flows
from bot.flows.steps import Flows
from bot.levels import PACK_FILE as VERIFICATION
from bot.levels import Levels, load_levels
from bot.message import Language
from bot.rules import Rules, load_rules, merged
from bot.words import Wording, load_wording


@dataclass(frozen=True, slots=True, kw_only=True)
class PackIntent:
    name: str
    titles: Mapping[Language, str]
    examples: Mapping[Language, tuple[str, ...]]
    skill: str = ""
    assurance: int = 0

    @property
    def all_examples(self) -> tuple[str, ...]:
        return tuple(text for texts in self.examples.values() for text in texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    folder: Path
    name: str
    zone: ZoneInfo
    names: Mapping[Language, Mapping[str, str]]
    """bank, bot, hotline and card_hotline, by language."""
    intents: tuple[PackIntent, ...] = ()
    offtopic: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    rules: Mapping[str, Any] = field(default_factory=dict)
    wording: Mapping[Language, Mapping[str, Any]] = field(default_factory=dict)
    flows: Mapping[str, str] = field(default_factory=dict)
    """The text of each flow file, by its path in the folder."""
    verification: str = ""
    """The text of verification.toml; empty when there is none."""
    desk: Mapping[str, Any] = field(default_factory=dict)
    """The table of routing.toml, over the built-in rules of the desk."""

    @property
    def article_files(self) -> tuple[Path, ...]:
        return tuple(sorted((self.folder / "articles").glob("*.*")))

    def all_rules(self) -> Rules:
        """The built-in rules, the intents' own needs, then rules.toml on top."""
        own = {
            "skills": {"by_intent": {i.name: i.skill for i in self.intents if i.skill}},
            "assurance": {i.name: i.assurance for i in self.intents if i.assurance},
        }
        return load_rules(merged(own, self.rules))

    def all_wording(self) -> Wording:
        return load_wording(self.names, self.wording, self.zone)

    def all_flows(self) -> Flows:
        """Raises MalformedRules, naming every mistake with file and line."""
        return load_flows(self.flows, intents={one.name for one in self.intents})

    def all_desk(self) -> DeskRules:
        """Raises MalformedRules, naming what is wrong."""
        return load_desk(self.desk)

    def all_levels(self) -> Levels:
        """Raises MalformedRules, naming file and line."""
        return load_levels(self.verification, file=VERIFICATION)


def load_pack(folder: Path) -> Pack:
    """Raises PackMalformed, naming the file and what is wrong in it."""
    if not (folder / "pack.toml").is_file():
        raise PackMalformed(f"{folder}: no pack.toml there")
    try:
        return _read(folder)
    except tomllib.TOMLDecodeError as wrong:
        raise PackMalformed(f"{folder}: {wrong}") from None
    except (KeyError, TypeError, AttributeError) as wrong:
        raise PackMalformed(f"{folder}: missing or wrong: {wrong}") from None
    except (ValueError, ZoneInfoNotFoundError) as wrong:
        raise PackMalformed(f"{folder}: {wrong}") from None


def desk_table(folder: Path) -> Mapping[str, Any]:
    """How a pack's desk shares out its work; empty for one that does not say."""
    return _toml(folder / "routing.toml")


def _read(folder: Path) -> Pack:
    head = _toml(folder / "pack.toml")
    bank = head["bank"]
    offtopic = _toml(folder / "offtopic.toml")
    groups = _toml(folder / "synonyms.toml")
    return Pack(
        folder=folder,
        name=head["name"],
        zone=ZoneInfo(head.get("time_zone", "Asia/Shanghai")),
        names={language: _names(bank, language) for language in Language},
        intents=tuple(map(_intent, _toml(folder / "intents.toml").get("intent", []))),
        offtopic=tuple(
            t for kind in offtopic.values() for ts in kind.values() for t in ts
        ),
        synonyms=tuple(tuple(g) for some in groups.values() for g in some),
        rules=_toml(folder / "rules.toml"),
        wording={one: _toml(folder / "wording" / f"{one}.toml") for one in Language},
        flows={
            path.relative_to(folder).as_posix(): _text(path)
            for path in sorted((folder / "flows").glob("*.toml"))
        },
        verification=_text(folder / VERIFICATION),
        desk=desk_table(folder),
    )


def _text(path: Path) -> str:
    """Empty when the pack does not have the file."""
    if not path.is_file():
        return ""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as wrong:
        raise PackMalformed(f"{path}: {wrong}") from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as wrong:
        raise PackMalformed(f"{path}: {wrong}") from None


def _names(bank: Mapping[str, Any], language: Language) -> dict[str, str]:
    return {
        "bank": bank["name"][language],
        "bot": bank["bot"][language],
        "hotline": bank["hotline"],
        "card_hotline": bank.get("card_hotline", bank["hotline"]),
    }


def _intent(row: Mapping[str, Any]) -> PackIntent:
    return PackIntent(
        name=row["name"],
        titles={Language(key): title for key, title in row["title"].items()},
        examples={
            Language(key): tuple(texts) for key, texts in row["examples"].items()
        },
        skill=row.get("skill", ""),
        assurance=row.get("assurance", 0),
    )
