"""Reading one step of a flow file; what it does is told by its leading key."""

from collections.abc import Callable, Mapping
from typing import TypedDict

from bot.flows.fields import Fields
from bot.flows.steps import (
    ActStep,
    AnyStep,
    BranchStep,
    Case,
    CollectStep,
    ConfirmStep,
    EndStep,
    HandoffStep,
    LinkStep,
    SayStep,
    Text,
    VerifyStep,
)
from bot.verification import Assurance

_COMMON = {"id", "next", "forget"}
_WORDS = {"say", "each", "line"}
_LEADING = (
    "collect",
    "confirm",
    "branch",
    "verify",
    "act",
    "handoff",
    "link",
    "appointment",
    "end",
    "say",
    "forget",
)
"""In the order in which they are looked for: words may stand beside most others."""
_TESTS = ("is", "under", "over", "none")


def read_step(row: Fields) -> AnyStep | None:
    leading = next((key for key in _LEADING if key in row.row), "")
    if not leading:
        known = ", ".join(_LEADING)
        row.wrong("id", "a step that does nothing", f"Give one of: {known}")
        return None
    reader, known_keys = _READERS[leading]
    row.only({leading} | known_keys | _COMMON)
    return reader(row)


class _Common(TypedDict):
    id: str
    line: int
    next: str
    forget: tuple[str, ...]
    say: Text
    each: str
    row: Text


def _common(row: Fields) -> _Common:
    return {
        "id": row.needed("id"),
        "line": row.line,
        "next": row.text("next"),
        "forget": row.names("forget"),
        "say": row.words("say"),
        "each": row.text("each"),
        "row": row.words("line"),
    }


def _say(row: Fields) -> AnyStep:
    return SayStep(**_common(row))


def _collect(row: Fields) -> AnyStep:
    if not row.row.get("ask"):
        row.wrong("ask", "ask is missing", "Give ask in every language")
    return CollectStep(
        **_common(row),
        slot=row.needed("collect"),
        ask=row.words("ask"),
        again=row.words("again"),
        why=row.words("why"),
        read_back=row.words("read_back"),
    )


def _confirm(row: Fields) -> AnyStep:
    return ConfirmStep(
        **_common(row),
        ask=row.words("confirm"),
        of=row.text("of"),
        no=row.text("no"),
        why=row.words("why"),
    )


def _branch(row: Fields) -> AnyStep:
    cases = tuple(map(_case, row.rows("cases")))
    common = _common(row)
    common["next"] = row.text("otherwise") or common["next"]
    return BranchStep(**common, on=row.needed("branch"), cases=cases)


def _case(row: Fields) -> Case:
    row.only({*_TESTS, "to"})
    tests = [key for key in _TESTS if key in row.row]
    if len(tests) != 1:
        row.wrong("is", "a case tests one thing", f"Give one of {', '.join(_TESTS)}")
        return Case(test="none", value="", to=row.needed("to"))
    value = "" if tests[0] == "none" else row.text(tests[0])
    return Case(test=tests[0], value=value, to=row.needed("to"))


def _verify(row: Fields) -> AnyStep:
    level = row.row["verify"]
    if level not in (0, 1, 2, 3):
        row.wrong("verify", "there is no such level", "Write 0, 1, 2 or 3")
        level = 3
    return VerifyStep(
        **_common(row),
        level=Assurance(int(str(level))),
        of=row.text("of"),
        purpose=row.words("purpose"),
    )


def _act(row: Fields) -> AnyStep:
    return ActStep(
        **_common(row),
        act=row.needed("act"),
        values=row.table("with"),
        on=row.table("on"),
    )


def _appointment(row: Fields) -> AnyStep:
    """Booked by the act of its name, with the slots contact and time."""
    return ActStep(
        **_common(row),
        act=f"book_{row.needed('appointment')}",
        values={"contact": "{contact}", "time": "{time}", **row.table("with")},
        on=row.table("on"),
    )


def _handoff(row: Fields) -> AnyStep:
    return HandoffStep(**_common(row), skill=row.text("handoff"))


def _link(row: Fields) -> AnyStep:
    if not row.row.get("title"):
        row.wrong("title", "a link without a title", "Give title in every language")
    return LinkStep(**_common(row), url=row.needed("link"), title=row.words("title"))


def _end(row: Fields) -> AnyStep:
    end = row.text("end")
    if end not in ("done", "cancelled"):
        row.wrong("end", f"a flow cannot end {end}", "Write done or cancelled")
    return EndStep(**_common(row), done=end == "done", offers=row.names("offer"))


_READERS: Mapping[str, tuple[Callable[[Fields], AnyStep], set[str]]] = {
    "collect": (_collect, {"ask", "again", "why", "read_back"}),
    "confirm": (_confirm, {"of", "no", "why"}),
    "branch": (_branch, {"cases", "otherwise"}),
    "verify": (_verify, {"of", "purpose"}),
    "act": (_act, {"with", "on"} | _WORDS),
    "handoff": (_handoff, _WORDS),
    "link": (_link, {"title"} | _WORDS),
    "appointment": (_appointment, {"with", "on"} | _WORDS),
    "end": (_end, {"offer"} | _WORDS),
    "say": (_say, _WORDS),
    "forget": (_say, _WORDS),
}
