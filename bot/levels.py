"""Levels: the assurance that an act needs, as data with floors that nothing lowers."""

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from bot.acts import ActKind, Tier, act_kinds
from bot.errors import MalformedRules
from bot.message import Channel
from bot.verification import Assurance

PACK_FILE = "verification.toml"
_TABLES = {"lasting", "factor", "rule"}
_READING = ActKind(name="", tier=Tier.R2, params=())
_CONDITIONS = {"act", "tier", "channel", "segment", "signal", "level"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """How long a proof stands."""

    idle_seconds: int
    """Since the conversation last went on."""
    absolute_seconds: int
    """Since it was proved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRule:
    """Raises what is needed where everything that it names fits; empty fits all."""

    level: Assurance
    act: str = ""
    tier: Tier | None = None
    channel: Channel | None = None
    segment: str = ""
    signal: str = ""

    def fits(
        self, kind: ActKind, channel: Channel, signals: Collection[str], segment: str
    ) -> bool:
        return (
            self.act in ("", kind.name)
            and self.tier in (None, kind.tier)
            and self.channel in (None, channel)
            and self.segment in ("", segment)
            and (not self.signal or self.signal in signals)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    floor: Mapping[Tier, Assurance]
    rules: tuple[LevelRule, ...]
    lasting: Mapping[str, Mapping[Assurance, Lasting]]
    """By kind of channel: chat or phone."""
    factors: Mapping[str, Assurance]
    """The highest level that each factor can give."""

    def required(
        self,
        kind: ActKind,
        *,
        channel: Channel,
        signals: Collection[str],
        segment: str = "",
    ) -> Assurance:
        """What must stand before this act; a tier's floor, or more."""
        raised = (
            rule.level
            for rule in self.rules
            if rule.fits(kind, channel, signals, segment)
        )
        return max(self.floor[kind.tier], *raised, Assurance.L0)

    def never(self, kind: ActKind) -> bool:
        """True for what only the bank's app or a branch may do."""
        return kind.tier is Tier.R4

    def seconds(self, level: Assurance, *, channel: Channel) -> Lasting:
        kind = "phone" if channel is Channel.PHONE else "chat"
        return self.lasting[kind][level]

    @property
    def version(self) -> str:
        """Changes with anything in them: what was asked under others is void."""
        parts = (
            sorted(self.floor.items()),
            self.rules,
            sorted((kind, sorted(rows.items())) for kind, rows in self.lasting.items()),
            sorted(self.factors.items()),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def demanded(
        self, act: str, required: Assurance, *, channel: Channel, signal: str
    ) -> Assurance:
        """What a factor must be able to prove where `signal` stands over all customers,
        for an act or, without one, for reading; never less than is required."""
        if not signal or required is Assurance.L0:
            return required
        kind = act_kinds().get(act, _READING)
        return max(required, self.required(kind, channel=channel, signals=(signal,)))

    def most(self, factor: str) -> Assurance:
        """What this factor can prove at the most; nothing for one that is unknown."""
        return self.factors.get(factor, Assurance.L0)


def load_levels(pack: str = "", *, file: str = PACK_FILE) -> Levels:
    """The built-in levels, raised by the text of a pack's verification.toml.

    Raises MalformedRules, naming file and line, for what cannot be read and for what
    would lower a floor, lengthen a proof or strengthen a factor.
    """
    levels = _built_in()
    return _Reading(text=pack, file=file).raised(levels) if pack.strip() else levels


@cache
def _built_in() -> Levels:
    file = "levels.toml"
    text = files("bot").joinpath(file).read_text("utf-8")
    table = tomllib.loads(text)
    return Levels(
        floor={Tier(key): Assurance(value) for key, value in table["floor"].items()},
        rules=_Reading(text=text, file=file).rules(table["rule"]),
        lasting={
            kind: {Assurance[name]: _lasting(row) for name, row in rows.items()}
            for kind, rows in table["lasting"].items()
        },
        factors={key: Assurance(value) for key, value in table["factor"].items()},
    )


def _lasting(row: Mapping[str, int]) -> Lasting:
    return Lasting(idle_seconds=row["idle"], absolute_seconds=row["absolute"])


def _tiers(rule: LevelRule) -> Iterator[Tier]:
    """Those that the rule may touch."""
    if rule.act:
        yield act_kinds()[rule.act].tier
    if rule.tier is not None:
        yield rule.tier


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One file's text, so that a complaint can name the line."""

    text: str
    file: str

    def raised(self, levels: Levels) -> Levels:
        try:
            table = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as wrong:
            raise MalformedRules(f"{self.file}: {wrong}") from wrong
        for name in table.keys() - _TABLES:
            self._refuse(f"there is no table {name}", name)
        rules = self.rules(table.get("rule", []))
        for place, rule in enumerate(rules):
            self._check_floor(rule, levels, place)
        return Levels(
            floor=levels.floor,
            rules=(*levels.rules, *rules),
            lasting=self._shortened(table.get("lasting", {}), levels.lasting),
            factors=self._weakened(table.get("factor", {}), levels.factors),
        )

    def rules(self, rows: Sequence[Mapping[str, Any]]) -> tuple[LevelRule, ...]:
        return tuple(self._rule(row, place) for place, row in enumerate(rows))

    def _rule(self, row: Mapping[str, Any], place: int) -> LevelRule:
        unknown = ", ".join(sorted(row.keys() - _CONDITIONS))
        if unknown:
            self._refuse_rule(f"a rule has no {unknown}", place)
        if not row.keys() & {"act", "tier"}:
            self._refuse_rule("a rule names an act or a tier", place)
        if row.get("act", "") not in {"", *act_kinds()}:
            self._refuse_rule(f"there is no act {row['act']}", place)
        try:
            return LevelRule(
                level=Assurance(row["level"]),
                act=row.get("act", ""),
                tier=Tier(row["tier"]) if "tier" in row else None,
                channel=Channel(row["channel"]) if "channel" in row else None,
                segment=row.get("segment", ""),
                signal=row.get("signal", ""),
            )
        except (KeyError, ValueError) as wrong:
            self._refuse_rule(f"a rule cannot be read: {wrong}", place)

    def _check_floor(self, rule: LevelRule, levels: Levels, place: int) -> None:
        for tier in _tiers(rule):
            self._check_tier(rule, tier, levels.floor[tier], place)

    def _check_tier(
        self, rule: LevelRule, tier: Tier, floor: Assurance, place: int
    ) -> None:
        name = rule.act or tier.value
        if rule.level < floor:
            said = f"{name} needs L{floor.value} at least; L{rule.level.value} is less"
            self._refuse_rule(said, place)
        if tier is Tier.RP and rule.level > floor:
            said = f"{name} protects the customer and is never refused; take this out"
            self._refuse_rule(said, place)

    def _shortened(
        self,
        table: Mapping[str, Any],
        built_in: Mapping[str, Mapping[Assurance, Lasting]],
    ) -> Mapping[str, Mapping[Assurance, Lasting]]:
        result = {kind: dict(rows) for kind, rows in built_in.items()}
        for kind, rows in table.items():
            for name, row in rows.items():
                try:
                    old, new = result[kind][Assurance[name]], _lasting(row)
                except (KeyError, TypeError) as wrong:
                    self._refuse(f"lasting.{kind} cannot be read: {wrong}", name)
                self._check_shorter(f"lasting.{kind}.{name}", old, new)
                result[kind][Assurance[name]] = new
        return result

    def _check_shorter(self, name: str, old: Lasting, new: Lasting) -> None:
        if not 0 < new.idle_seconds <= old.idle_seconds:
            self._refuse(f"{name}: idle is 1 to {old.idle_seconds}", "idle")
        if not 0 < new.absolute_seconds <= old.absolute_seconds:
            self._refuse(f"{name}: absolute is 1 to {old.absolute_seconds}", "absolute")

    def _weakened(
        self, table: Mapping[str, Any], built_in: Mapping[str, Assurance]
    ) -> Mapping[str, Assurance]:
        for name, level in table.items():
            if name not in built_in:
                self._refuse(f"there is no factor {name}", name)
            if level not in range(built_in[name] + 1):
                most = built_in[name].value
                self._refuse(f"factor {name} gives L{most} at the most", name)
        return {**built_in, **{key: Assurance(one) for key, one in table.items()}}

    def _refuse(self, said: str, word: str) -> NoReturn:
        self._complain(said, re.compile(rf"^.*\b{re.escape(word)}\b", re.MULTILINE), 0)

    def _refuse_rule(self, said: str, place: int) -> NoReturn:
        self._complain(
            said, re.compile(r"^[ \t]*\[\[\s*rule\s*\]\]", re.MULTILINE), place
        )

    def _complain(self, said: str, wanted: re.Pattern[str], place: int) -> NoReturn:
        found = [one.start() for one in wanted.finditer(self.text)]
        start = found[place] if place < len(found) else 0
        line = self.text.count("\n", 0, start) + 1
        raise MalformedRules(f"{self.file}, line {line}: {said}")
