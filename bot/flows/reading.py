"""Reading: the text of a flow file as a flow, with complaints about its shape."""

import re
import tomllib

from bot.flows.complaints import Complaint, lines_of
from bot.flows.cues import folded
from bot.flows.fields import Fields, Sheet
from bot.flows.reading_steps import read_step
from bot.flows.steps import Flow, Slot, SlotChoice, SlotKind

_HEAD = {
    *("name", "intents", "protective", "words", "title", "purpose"),
    *("slot", "step"),
}
_SLOT = {"kind", "min", "max", "one_of", "choice", "from", "value", "match", "option"}
_CHOICE = {"id", "title", "words"}
_LINE = re.compile(r"\(at line ([0-9]+)")


def read(file: str, text: str) -> tuple[Flow | None, tuple[Complaint, ...]]:
    """The flow as far as it can be read, and all that is wrong with its shape."""
    try:
        row = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        return None, (_unreadable(file, str(wrong)),)
    sheet = Sheet(file=file, lines=lines_of(text))
    flow = _flow(Fields(sheet=sheet, path="", row=row))
    return flow, tuple(sheet.complaints)


def _unreadable(file: str, wrong: str) -> Complaint:
    found = _LINE.search(wrong)
    return Complaint(
        file=file,
        line=int(found[1]) if found else 1,
        wrong=f"this is no TOML: {wrong}",
        remedy="Correct the spelling of the file",
    )


def _flow(head: Fields) -> Flow:
    head.only(_HEAD)
    for key in ("title", "purpose"):
        if not head.row.get(key):
            head.wrong(key, f"{key} is missing", f"Give {key} in every language")
    if not head.row.get("step"):
        head.wrong("step", "a flow without steps", "Write [[step]]")
    slots = {name: _slot(name, one) for name, one in head.tables("slot").items()}
    return Flow(
        name=head.needed("name"),
        file=head.sheet.file,
        title=head.words("title"),
        purpose=head.words("purpose"),
        intents=head.names("intents"),
        protective=head.flag("protective"),
        words=_words(head),
        slots=slots,
        order=tuple(filter(None, map(read_step, head.rows("step")))),
    )


def _words(head: Fields) -> tuple[str, ...]:
    words = sum(head.lists("words").values(), ())
    if words and not head.flag("protective"):
        head.wrong("words", "an emergency begins what protects", "protective = true")
    return tuple(map(folded, words))


def _slot(name: str, row: Fields) -> Slot:
    row.only(_SLOT)
    slot = Slot(
        name=name,
        kind=_kind(row),
        line=row.line,
        minimum=row.text("min"),
        maximum=row.text("max"),
        one_of=row.names("one_of"),
        choices=tuple(map(_choice, row.rows("choice"))),
        source=row.text("from"),
        value=row.text("value"),
        match=row.names("match"),
        option=row.words("option"),
    )
    _complete(slot, row)
    return slot


def _kind(row: Fields) -> SlotKind:
    try:
        return SlotKind(row.text("kind"))
    except ValueError:
        row.wrong("kind", "unknown kind of slot", f"Known: {', '.join(SlotKind)}")
        return SlotKind.TEXT


def _complete(slot: Slot, row: Fields) -> None:
    if slot.kind is SlotKind.OPTION:
        for key in ("from", "value", "option"):
            if not row.row.get(key):
                row.wrong(key, f"an option without {key}", f"Give {key}")
    if slot.kind is SlotKind.CHOICE and not slot.choices:
        row.wrong("choice", "a choice among nothing", f"Write [[{row.path}.choice]]")


def _choice(row: Fields) -> SlotChoice:
    row.only(_CHOICE)
    if not row.row.get("title"):
        row.wrong("title", "a choice without a title", "Give title in every language")
    return SlotChoice(
        id=row.needed("id"), title=row.words("title"), words=row.lists("words")
    )
