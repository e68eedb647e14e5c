"""Differences between what a dialogue file expects of a turn and what was shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from api.dialogue_files import Expected
from bot.conversation import Conversation
from bot.reply import Choice
from bot.verification import Assurance


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The first thing that was otherwise than written."""

    turn: int
    """Counts from 1."""
    words: str
    what: str
    """Name of the expectation, or `refused`."""
    expected: str
    got: str
    why: str = ""
    """The rule that decided the turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a turn of a script brought about."""

    conversation: Conversation
    said: str = ""
    actions: tuple[str, ...] = ()
    source: str = ""
    choices: tuple[Choice, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    level: Assurance = Assurance.L0
    asked: str = ""
    """The slot that the open step asks for."""
    acts: tuple[str, ...] = ()
    """Names of what was done, in order."""
    why: str = ""

    @property
    def reason(self) -> str:
        handoff = self.conversation.handoff
        return handoff.reason if handoff else ""


def differences(expected: Expected, shown: Shown) -> Iterator[Difference]:
    for what, wanted, got, same in _compared(expected, shown):
        if _looked_at(what, wanted) and not same:
            yield Difference(
                turn=0,
                words="",
                what=what,
                expected=_written(wanted),
                got=_written(got),
                why=shown.why,
            )


def _looked_at(what: str, wanted: object) -> bool:
    """Of these even nothing can be expected: no flow, no level, no question, no act."""
    if what in {"flow", "level", "asked", "acts"}:
        return wanted is not None
    return bool(wanted)


Compared = tuple[str, object, object, bool]


def _compared(expected: Expected, shown: Shown) -> Iterator[Compared]:
    """Each expectation: its name, what was wanted, what was found, if they agree."""
    done, said, owner = set(shown.actions), shown.said, shown.conversation.owner
    offered = {name for one in shown.choices for name in (one.id, one.title)}
    wanted = expected
    yield "owner", wanted.owner, owner, wanted.owner is owner
    yield "action", wanted.action, shown.actions, bool(done & set(wanted.action))
    yield "never", wanted.never, shown.actions, not done & set(wanted.never)
    yield "reason", wanted.reason, shown.reason, wanted.reason == shown.reason
    yield "source", wanted.source, shown.source, shown.source in wanted.source
    yield "contains", wanted.contains, said, all(w in said for w in wanted.contains)
    yield "lacks", wanted.lacks, said, not any(w in said for w in wanted.lacks)
    right = wanted.slots.items() <= shown.slots.items()
    yield "slots", wanted.slots, shown.slots, right
    included = set(wanted.choices_include) <= offered
    yield "choices_include", wanted.choices_include, sorted(offered), included
    yield from _of_tasks(expected, shown)


def _of_tasks(wanted: Expected, shown: Shown) -> Iterator[Compared]:
    flow = shown.conversation.open_flow
    named = {flow, flow.partition(".")[0]}
    yield "flow", wanted.flow, flow, wanted.flow in named
    yield "level", wanted.level, shown.level, wanted.level == shown.level
    yield "asked", wanted.asked, shown.asked, wanted.asked == shown.asked
    yield "acts", wanted.acts, shown.acts, wanted.acts == shown.acts


def _written(value: object) -> str:
    match value:
        case Assurance():
            return str(int(value))
        case str():
            return value
        case Mapping():
            return ", ".join(f"{name} = {one}" for name, one in value.items())
        case Sequence():
            return " | ".join(map(str, value))
    return str(value)
