"""The format of a flow file."""

from typing import Annotated

from pydantic import Field

from api.pack_files.shape import Filled, Lists, Name, Shape, Words
from bot.acts import act_kinds
from bot.flows.steps import SlotKind

Literal = str | int
"""Numbers may stand with quotes or without."""
ActName = Annotated[str, Field(json_schema_extra={"enum": sorted(act_kinds())})]


class ChoiceTable(Shape):
    id: Filled
    title: Words
    words: Lists = Field(Lists(), description="Other words that mean it.")


class SlotTable(Shape):
    """What a flow needs to know from the customer."""

    kind: SlotKind
    min: Literal = Field("", description="A number, or the name of a fact.")
    max: Literal = ""
    one_of: tuple[Literal, ...] = ()
    choice: tuple[ChoiceTable, ...] = ()
    source: str = Field(
        "", alias="from", description="For an option: act step and list, with a dot."
    )
    value: str = Field("", description="Field of the row that is kept.")
    match: tuple[str, ...] = Field((), description="Fields that choose a row.")
    option: Words | None = None


class StepTable(Shape):
    id: Name
    next: str = Field("", description="Where it goes on; left out: the step below.")
    forget: tuple[str, ...] = Field(
        (), description="Slots, act steps and confirm steps that are asked anew."
    )


class Speaking(StepTable):
    say: Words | None = None
    each: str = Field("", description="A list: one line is said for each row.")
    line: Words | None = None


class SayTable(Speaking):
    """Says its words once."""

    say: Words


class ForgetTable(Speaking):
    """Goes back: what it names is forgotten."""

    forget: tuple[str, ...] = Field(min_length=1)


class CollectTable(StepTable):
    """Asks for a slot until it is known."""

    collect: str
    ask: Words
    again: Words | None = Field(None, description="When the words did not fit.")
    why: Words | None = Field(None, description="What it is needed for.")
    read_back: Words | None = Field(None, description="Said aloud once known.")


class ConfirmTable(StepTable):
    """Asks for a clear yes; bound to the act step `of` and its parameters."""

    confirm: Words
    of: str = ""
    no: str = Field("", description="Where a no leads; left out: out of the flow.")
    why: Words | None = None


class CaseTable(Shape):
    to: str
    equal: Literal | None = Field(None, alias="is")
    under: Literal | None = None
    over: Literal | None = None
    none: bool | None = None


class BranchTable(StepTable):
    """Goes where the first fitting case leads."""

    branch: str = Field(description="A slot, or act step.fact.")
    cases: tuple[CaseTable, ...] = Field(min_length=1)
    otherwise: str = ""


class VerifyTable(StepTable):
    """Asks for a level of assurance; 0: to say who one is suffices."""

    verify: int = Field(ge=0, le=3)
    of: str = ""
    purpose: Words | None = None


class ActTable(Speaking):
    """Asks the bank's systems, or the bank's people."""

    act: ActName
    given: dict[str, Literal] = Field(default_factory=dict, alias="with")
    on: dict[str, str] = Field(
        default_factory=dict, description="Where each refusal leads."
    )


class AppointmentTable(Speaking):
    """Books the appointment of that name for the slots contact and time."""

    appointment: str
    given: dict[str, Literal] = Field(default_factory=dict, alias="with")
    on: dict[str, str] = Field(default_factory=dict)


class HandoffTable(Speaking):
    """A human with that skill takes over."""

    handoff: str


class LinkTable(Speaking):
    """Shows a way on outside the conversation."""

    link: Annotated[str, Field(pattern=r"^(https://|tel:)")]
    title: Words


class EndTable(Speaking):
    end: Annotated[str, Field(pattern="^(done|cancelled)$")]
    offer: tuple[Name, ...] = Field((), description="Flows that are offered next.")


AnyTable = (
    CollectTable
    | ConfirmTable
    | BranchTable
    | VerifyTable
    | ActTable
    | HandoffTable
    | LinkTable
    | AppointmentTable
    | EndTable
    | SayTable
    | ForgetTable
)


class FlowFile(Shape):
    """flows/<name>.toml: one task, from first words to result."""

    name: Name
    intents: tuple[Name, ...] = ()
    protective: bool = Field(
        False, description="Goes on while a human is fetched or holds the conversation."
    )
    words: Lists = Field(
        Lists(), description="Words upon which the emergency gate begins it."
    )
    title: Words
    purpose: Words = Field(description="What a proof of identity is asked for.")
    slot: dict[Name, SlotTable] = Field(default_factory=dict)
    step: tuple[AnyTable, ...] = Field(min_length=1)
