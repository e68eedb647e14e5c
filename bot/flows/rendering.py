"""Rendering: the words of a flow's steps, with what is known put in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.acts import Row
from bot.conversation import Frame
from bot.flows.bounds import NUMBERS, limits
from bot.flows.figures import masked, written
from bot.flows.halts import Line
from bot.flows.steps import (
    CollectStep,
    ConfirmStep,
    Flow,
    LinkStep,
    Slot,
    SlotKind,
    Text,
)
from bot.flows.templates import Place, filled
from bot.flows.values import row_of, rows_of, title
from bot.message import Language
from bot.reply import Choice, Expects, Link, Part
from bot.words import Wording

SLOT = "slot:"
"""Before the slot and the value that a pressed choice gives."""
BOUNDED = NUMBERS | {SlotKind.DATE}
MOST_CHOICES = 12
MOST_LINES = 20
_EXPECTS = {
    SlotKind.PHONE: Expects.DIGITS,
    SlotKind.CARD_TAIL: Expects.DIGITS,
    SlotKind.NUMBER: Expects.DIGITS,
    SlotKind.YES_NO: Expects.YES_NO,
}
_FORMATS = {SlotKind.AMOUNT: "money", SlotKind.TERM: "term", SlotKind.DATE: "date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    flow: Flow
    frame: Frame
    wording: Wording
    language: Language
    row: Row = field(default_factory=dict)
    """The row of a list whose line is written."""

    def text(self, text: Text) -> str:
        return filled(text.get(self.language, ""), self._written)

    def purpose(self, text: Text) -> str:
        """What a proof is asked for; long numbers are masked."""
        return masked(self.text(text or self.flow.purpose))

    def told(self, line: Line) -> Part:
        step = line.step
        words = "\n".join(filter(None, (self.text(step.say), *self._lines(line))))
        if not isinstance(step, LinkStep):
            return Part(written=words)
        name = self.text(step.title)
        link = Link(title=name, url=step.url)
        return Part(written=words or name, link=link)

    def asked(self, step: CollectStep, *, wrong: bool, out_of_range: bool) -> Part:
        slot = self.flow.slots[step.slot]
        choices = tuple(self._choices(slot))[:MOST_CHOICES]
        expects = _EXPECTS.get(slot.kind, Expects.CHOICE if choices else Expects.FREE)
        words = self._question(step, slot, wrong, out_of_range)
        return Part(written=words, choices=choices, expects=expects)

    def to_confirm(self, step: ConfirmStep) -> Part:
        choices = tuple(
            self.wording.choice(one, self.language) for one in ("yes", "no")
        )
        return Part(
            written=self.text(step.ask), choices=choices, expects=Expects.YES_NO
        )

    def why(self, step: CollectStep | ConfirmStep) -> str:
        return self.text(step.why) or self.wording.say("flow_why", self.language)

    def _lines(self, line: Line) -> Iterator[str]:
        rows = self.frame.lists.get(line.step.each, ())
        for row in rows[:MOST_LINES]:
            yield self._of_row(row).text(line.step.row)

    def _of_row(self, row: Row) -> "Rendering":
        return Rendering(
            flow=self.flow,
            frame=self.frame,
            wording=self.wording,
            language=self.language,
            row=row,
        )

    def _question(
        self, step: CollectStep, slot: Slot, wrong: bool, out_of_range: bool
    ) -> str:
        bounded = slot.kind in BOUNDED and not slot.one_of
        if out_of_range and bounded:
            return self._joined(self._range(slot), self.text(step.ask))
        ask = self.text(step.ask)
        if not wrong and not out_of_range:
            return ask
        if step.again:
            return self.text(step.again)
        key = f"flow_wrong_{slot.kind}"
        return self._joined(self.wording.say(key, self.language), ask)

    def _joined(self, *sentences: str) -> str:
        gap = "" if self.language is Language.ZH else " "
        return gap.join(sentences)

    def _range(self, slot: Slot) -> str:
        ends = limits(slot, self.flow, self.frame)
        form = _FORMATS.get(slot.kind, "")
        least, most = (one and written(one, form, self.language) for one in ends)
        if least and most:
            return self.wording.say("flow_range", self.language, least=least, most=most)
        if least:
            return self.wording.say("flow_range_least", self.language, least=least)
        if most:
            return self.wording.say("flow_range_most", self.language, most=most)
        return self.wording.say(f"flow_wrong_{slot.kind}", self.language)

    def _choices(self, slot: Slot) -> Iterator[Choice]:
        for value, shown in self._offered(slot).items():
            yield Choice(id=f"{SLOT}{slot.name}={value}", title=shown)

    def _offered(self, slot: Slot) -> Mapping[str, str]:
        if slot.kind is SlotKind.YES_NO:
            return {one: self._word(one) for one in ("yes", "no")}
        if slot.choices:
            return {one.id: one.title[self.language] for one in slot.choices}
        rows = rows_of(slot, self.frame)
        if rows:
            shown = slot.option
            return {one[slot.value]: self._of_row(one).text(shown) for one in rows}
        return {one: self._shown(slot, one) for one in slot.one_of}

    def _shown(self, slot: Slot, value: str) -> str:
        if slot.option:
            return self._of_row({"value": value}).text(slot.option)
        return written(value, _FORMATS.get(slot.kind, ""), self.language)

    def _written(self, place: Place) -> str:
        value = self._value(place.name)
        if place.format == "word":
            return self._word(value)
        return written(value, place.format, self.language)

    def _value(self, name: str) -> str:
        if name in self.row:
            return self.row[name]
        first, _, rest = name.partition(".")
        slot = self.flow.slots.get(first)
        if slot is None:
            names = self.wording.names[self.language]
            return self.frame.facts.get(name) or names.get(name, "")
        value = self.frame.slots.get(first, "")
        if slot.kind is SlotKind.CHOICE:
            return title(slot, value)[self.language] if value else ""
        if slot.kind is SlotKind.YES_NO:
            return self._word(value)
        return row_of(slot, value, self.frame).get(rest, "") if rest else value

    def _word(self, value: str) -> str:
        """A word of the bank's systems in the customer's language."""
        return self.wording.sentences[self.language].get(f"word_{value}", value)
