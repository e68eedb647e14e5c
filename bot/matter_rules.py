"""Rules of matters: by when each step is due, and the words that customers read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from bot.desk.hours import BusinessHours
from bot.errors import MalformedRules
from bot.matter import Deadlines, Matter, MatterKind, MatterState
from bot.message import Language
from bot.rules import merged

Words = Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    hours: float = 0
    """Worked ones."""
    days: int = 0
    """Of the calendar."""

    def ends(self, start: datetime, hours: BusinessHours) -> datetime:
        return hours.after(start, self.hours) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How matters of one kind go."""

    skill: str
    accept: Term
    contact: Term
    finish: Term
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRules:
    courses: Mapping[MatterKind, Course]
    states: Mapping[MatterState, Words]
    next: Mapping[MatterState, Words]
    told: Mapping[MatterState, Words]
    hours: BusinessHours

    def deadlines(
        self, kind: MatterKind, opened_at: datetime, agreed: datetime | None = None
    ) -> Deadlines:
        """An agreed time for a talk is kept, whatever the rules would allow."""
        course = self.courses[kind]
        contact_by = course.contact.ends(opened_at, self.hours)
        accept_by = course.accept.ends(opened_at, self.hours)
        finish_by = course.finish.ends(agreed or opened_at, self.hours)
        return Deadlines(
            accept_by=min(accept_by, agreed) if agreed else accept_by,
            contact_by=agreed or contact_by,
            finish_by=finish_by,
        )

    def title(self, kind: MatterKind, language: Language) -> str:
        return self.courses[kind].title[language]

    def notice(self, matter: Matter, language: Language) -> str:
        """What the customer is told of the step that was just made."""
        return self.told[matter.state][language].format(
            title=self.title(matter.kind, language),
            reference=matter.reference,
            outcome=matter.outcome,
            due=self.written(matter.due) if matter.due else "",
        )

    def written(self, moment: datetime) -> str:
        return f"{self.hours.local(moment):%Y-%m-%d %H:%M}"


def load_matter_rules(
    hours: BusinessHours, pack: Mapping[str, Any] | None = None
) -> MatterRules:
    """Raises MalformedRules, naming what is wrong."""
    text = files("bot").joinpath("matters.toml").read_text("utf-8")
    table = merged(tomllib.loads(text), pack or {})
    try:
        return MatterRules(
            courses={kind: _course(table[kind]) for kind in MatterKind},
            states=_by_state(table["states"]),
            next=_by_state(table["next"]),
            told=_by_state(table["told"]),
            hours=hours,
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise MalformedRules(f"matters.toml: {wrong}") from wrong


def _course(row: Mapping[str, Any]) -> Course:
    return Course(
        skill=row["skill"],
        accept=Term(**row["accept"]),
        contact=Term(**row["contact"]),
        finish=Term(**row["finish"]),
        title=words(row["title"]),
    )


def _by_state(table: Mapping[str, Mapping[str, str]]) -> dict[MatterState, Words]:
    return {MatterState(state): words(row) for state, row in table.items()}


def words(row: Mapping[str, str]) -> Words:
    """Raises KeyError for a language that is missing."""
    return {language: row[language] for language in Language}
