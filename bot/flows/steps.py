"""A flow: a task as data, with its slots and its steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.message import Language
from bot.verification import Assurance

Text = Mapping[Language, str]
"""The same words in each language; empty when there is nothing to say."""


class SlotKind(StrEnum):
    AMOUNT = "amount"
    """Value in fen."""
    TERM = "term"
    """Value in months."""
    NUMBER = "number"
    DATE = "date"
    """Value as an ISO date."""
    TEXT = "text"
    PHONE = "phone"
    PLACE = "place"
    CARD_TAIL = "card_tail"
    YES_NO = "yes_no"
    CHOICE = "choice"
    """One of a few that the flow names."""
    OPTION = "option"
    """A row of a list that the bank told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotChoice:
    id: str
    title: Text
    words: Mapping[Language, tuple[str, ...]] = field(default_factory=dict)
    """Other words that mean it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What a flow needs to know from the customer."""

    name: str
    kind: SlotKind
    line: int
    minimum: str = ""
    """A literal or the name of a fact."""
    maximum: str = ""
    one_of: tuple[str, ...] = ()
    choices: tuple[SlotChoice, ...] = ()
    source: str = ""
    """For an option: the act step and its list, joined by a dot."""
    value: str = ""
    """For an option: the field of the row that is kept as the value."""
    match: tuple[str, ...] = ()
    """For an option: fields by which the customer's words choose a row."""
    option: Text = field(default_factory=dict)
    """How one of the offered values is shown; its own or the row's fields are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step; what it does is told by its class."""

    id: str
    line: int
    next: str = ""
    """Where it goes on; empty: the step below."""
    forget: tuple[str, ...] = ()
    """Slots, act steps and confirm steps that are forgotten before it goes back."""
    say: Text = field(default_factory=dict)
    each: str = ""
    """A list: one line more is said for each of its rows."""
    row: Text = field(default_factory=dict)
    """The words of such a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayStep(Step):
    """Says its words once; without words it only forgets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectStep(Step):
    slot: str
    ask: Text
    again: Text = field(default_factory=dict)
    """Asked when the customer's words did not fit."""
    why: Text = field(default_factory=dict)
    """What it is needed for."""
    read_back: Text = field(default_factory=dict)
    """Said aloud once it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmStep(Step):
    ask: Text
    of: str = ""
    """The act step that a yes allows, with the parameters it has now."""
    no: str = ""
    """Where a no leads; empty: out of the flow."""
    why: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Where a branch leads when its value fits."""

    test: str
    """is | under | over | none."""
    value: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchStep(Step):
    on: str
    """A slot or a fact."""
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyStep(Step):
    level: Assurance
    """L0: it suffices to say on the secret path who one is."""
    of: str = ""
    """The act step that the proof is bound to."""
    purpose: Text = field(default_factory=dict)
    """What it is for; empty: what the flow is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActStep(Step):
    act: str
    values: Mapping[str, str]
    """By parameter: a literal, or a name in braces."""
    on: Mapping[str, str]
    """Where each reason of a refusal leads; also `unavailable`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffStep(Step):
    """A human takes over; afterwards it goes on only if `next` is given."""

    skill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStep(Step):
    url: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class EndStep(Step):
    done: bool
    """False: cancelled."""
    offers: tuple[str, ...] = ()
    """Flows that a customer may want next."""


AnyStep = (
    SayStep
    | CollectStep
    | ConfirmStep
    | BranchStep
    | VerifyStep
    | ActStep
    | HandoffStep
    | LinkStep
    | EndStep
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    name: str
    file: str
    title: Text
    purpose: Text
    """What a proof of identity is asked for."""
    intents: tuple[str, ...]
    protective: bool
    """True: it goes on while a human is fetched or holds the conversation."""
    slots: Mapping[str, Slot]
    order: tuple[AnyStep, ...]
    words: tuple[str, ...] = ()
    """Words upon which it is begun where an emergency is heard; in lower case."""

    steps: Mapping[str, AnyStep] = field(init=False, repr=False, compare=False)
    acts: Mapping[str, ActStep] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        acts = {one.id: one for one in self.order if isinstance(one, ActStep)}
        object.__setattr__(self, "steps", {step.id: step for step in self.order})
        object.__setattr__(self, "acts", acts)

    def step(self, name: str) -> AnyStep | None:
        return self.steps.get(name)

    def after(self, step: AnyStep) -> str:
        """Where a step goes on by itself; empty: nowhere."""
        if step.next or isinstance(step, HandoffStep | EndStep):
            return step.next
        place = self.order.index(step) + 1
        return self.order[place].id if place < len(self.order) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """All flows of a pack, by name."""

    by_name: Mapping[str, Flow] = field(default_factory=dict)

    def get(self, name: str) -> Flow | None:
        return self.by_name.get(name)

    def of_intent(self, intent: str) -> Flow | None:
        flows = self.by_name.values()
        return next((one for one in flows if intent in one.intents), None)

    def protecting(self, text: str) -> Flow | None:
        """The protective flow for these words; the shortest where none is."""
        flows = [one for one in self.by_name.values() if one.protective]
        meant = (one for one in flows if any(word in text for word in one.words))
        shortest = min(flows, key=lambda one: len(one.order), default=None)
        return next(meant, shortest)


NO_FLOWS = Flows()
