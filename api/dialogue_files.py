"""Dialogue files: whole conversations, as a banker writes them in TOML."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from api.errors import DoorError
from bot.message import Channel, Language, Owner, language_of
from bot.verification import Assurance


class ScriptMalformed(DoorError):
    """A dialogue file cannot be read; the text names file, dialogue and turn."""

    code = "script_malformed"


class CueKind(StrEnum):
    SAID = "said"
    """The customer types this."""
    PRESSED = "pressed"
    """The customer presses the choice with this id or title."""
    CUSTOMER = "customer"
    """`close`: the customer ends the conversation."""
    AGENT = "agent"
    """`take`, `hand back`, `close`, or `lose` when the agent's line breaks."""
    AGENT_SAYS = "agent_says"
    WAITS = "waits"
    """So many seconds pass without a word."""
    CLAIMS = "claims"
    """The customer says on the secure card to be this one of the bank's customers."""
    CODE = "code"
    """`right`, `wrong`, or `late`: the code is entered on the secure card."""
    APP = "app"
    """`confirm` or `decline`: what the customer chooses in the bank's app."""
    CARD = "card"
    """`cancel`: the customer puts the secure card away; `resend`: asks for a code."""
    BANK = "bank"
    """How the bank's systems are from now on."""


DEEDS = {
    CueKind.AGENT: frozenset({"take", "hand back", "close", "lose"}),
    CueKind.CUSTOMER: frozenset({"close"}),
    CueKind.CODE: frozenset({"right", "wrong", "late"}),
    CueKind.APP: frozenset({"confirm", "decline"}),
    CueKind.CARD: frozenset({"cancel", "resend"}),
    CueKind.BANK: frozenset({"well", "slow", "down", "wrong", "late"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must be so after a turn; what is empty is not looked at."""

    action: tuple[str, ...] = ()
    """One of these was done: an action's name, or the key of a sentence."""
    never: tuple[str, ...] = ()
    """None of these was done."""
    source: tuple[str, ...] = ()
    """The first source is one of these."""
    owner: Owner | None = None
    reason: str = ""
    """Why the conversation waits for a human."""
    contains: tuple[str, ...] = ()
    """All of these were said."""
    lacks: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    """What was understood: entities, the open step's slots, a promise's contact."""
    choices_include: tuple[str, ...] = ()
    """Ids or titles that were offered."""
    flow: str | None = None
    """The open flow, with its step or without; empty: none is open."""
    level: Assurance | None = None
    """How sure we are now who it is."""
    asked: str | None = None
    """The slot that is asked for; empty: none is."""
    acts: tuple[str, ...] | None = None
    """Exactly these acts were done, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptTurn:
    kind: CueKind
    words: str
    expected: Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    file: str
    title: str
    language: Language
    turns: tuple[ScriptTurn, ...]
    channel: Channel = Channel.WEB
    agents: int = 1
    """People online."""
    ahead: int = 0
    """Customers who wait already."""


SETTINGS = {"title", "language", "channel", "agents", "ahead", "turn"}
LISTED = {"action", "never", "source", "contains", "lacks", "choices_include"}
SINGLE = {"owner", "reason", "slots", "flow", "level", "asked", "acts"}


def read(path: Path) -> tuple[Script, ...]:
    """The scripts of a file, or of every file of a folder, in order.

    Raises ScriptMalformed.
    """
    if not path.exists():
        raise ScriptMalformed(f"{path}: no such file or folder")
    files = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
    return tuple(script for file in files for script in _scripts(file))


def _scripts(path: Path) -> Iterator[Script]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise ScriptMalformed(f"{path}: {wrong}") from None
    many = table.get("dialogue", [table])
    if "dialogue" in table and (table.keys() != {"dialogue"} or not many):
        raise ScriptMalformed(f"{path}: beside [[dialogue]] nothing may stand")
    for number, one in enumerate(many, start=1):
        where = f"{path}: dialogue {number}"
        try:
            yield _script(path, one, where)
        except (KeyError, TypeError, ValueError, AttributeError) as wrong:
            raise ScriptMalformed(f"{where}: missing or wrong: {wrong}") from None


def _script(path: Path, table: Mapping[str, Any], where: str) -> Script:
    _only(table, SETTINGS, where)
    turns = tuple(
        _turn(one, f"{where}, turn {number}")
        for number, one in enumerate(table["turn"], start=1)
    )
    words = " ".join(one.words for one in turns if one.kind is CueKind.SAID)
    spoken = table.get("language") or language_of(words, Language.ZH)
    return Script(
        file=str(path),
        title=str(table["title"]),
        language=Language(spoken),
        channel=Channel(table.get("channel", Channel.WEB)),
        agents=int(table.get("agents", 1)),
        ahead=int(table.get("ahead", 0)),
        turns=turns,
    )


def _turn(table: Mapping[str, Any], where: str) -> ScriptTurn:
    _only(table, LISTED | SINGLE | set(CueKind), where)
    kinds = [kind for kind in CueKind if kind in table]
    if len(kinds) != 1:
        raise ScriptMalformed(f"{where}: needs one of {', '.join(CueKind)}")
    (kind,) = kinds
    words = str(table[kind])
    if kind in DEEDS and words not in DEEDS[kind]:
        raise ScriptMalformed(f"{where}: {kind} cannot {words}")
    if kind is CueKind.WAITS and not words.isdigit():
        raise ScriptMalformed(f"{where}: waits needs whole seconds")
    try:
        return ScriptTurn(kind=kind, words=words, expected=_expected(table))
    except (TypeError, ValueError, AttributeError) as wrong:
        raise ScriptMalformed(f"{where}: {wrong}") from None


def _expected(table: Mapping[str, Any]) -> Expected:
    listed = {name: _listed(table[name]) for name in LISTED & table.keys()}
    slots = {name: str(value) for name, value in table.get("slots", {}).items()}
    return Expected(
        **listed,
        slots=slots,
        owner=Owner(table["owner"]) if "owner" in table else None,
        reason=str(table.get("reason", "")),
        flow=_text(table, "flow"),
        level=Assurance(table["level"]) if "level" in table else None,
        asked=_text(table, "asked"),
        acts=_listed(table["acts"]) if "acts" in table else None,
    )


def _text(table: Mapping[str, Any], name: str) -> str | None:
    return str(table[name]) if name in table else None


def _listed(value: object) -> tuple[str, ...]:
    many = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) and one for one in many):
        raise TypeError(f"{value!r} is neither a text nor a list of texts")
    return tuple(many)


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(table.keys() - known)
    if unknown:
        raise ScriptMalformed(f"{where}: unknown {', '.join(unknown)}")
