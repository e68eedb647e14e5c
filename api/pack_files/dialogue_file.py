"""The format of a dialogue file."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.dialogue_files import DEEDS, CueKind
from api.pack_files.shape import Filled, Shape
from bot.handoff import HandoffReason
from bot.message import Channel, Language, Owner

Texts = Filled | tuple[Filled, ...]


def _deed(kind: CueKind) -> Any:  # noqa: ANN401  pydantic's own field
    return Field(pattern=f"^({'|'.join(sorted(DEEDS[kind]))})$")


def _one_cue(schema: dict[str, Any]) -> None:
    schema["oneOf"] = [{"required": [kind.value]} for kind in CueKind]


class TurnTable(Shape):
    """What happens, exactly one thing, and what must be so afterwards."""

    model_config = ConfigDict(json_schema_extra=_one_cue)

    said: str = Field("", description="The customer types this.")
    pressed: str = Field("", description="A choice, by its id or title.")
    customer: Annotated[str | None, _deed(CueKind.CUSTOMER)] = None
    agent: Annotated[str | None, _deed(CueKind.AGENT)] = None
    agent_says: str = ""
    waits: int = Field(0, ge=0, description="Seconds without a word.")
    claims: str = Field("", description="A customer of the bank, on the secure card.")
    code: Annotated[str | None, _deed(CueKind.CODE)] = None
    app: Annotated[str | None, _deed(CueKind.APP)] = None
    card: Annotated[str | None, _deed(CueKind.CARD)] = None
    bank: Annotated[str | None, _deed(CueKind.BANK)] = None

    action: Texts = ()
    never: Texts = ()
    source: Texts = ()
    owner: Owner | None = None
    reason: HandoffReason | None = None
    contains: Texts = ()
    lacks: Texts = ()
    slots: dict[str, str | int] = Field(default_factory=dict)
    choices_include: Texts = ()
    flow: str | None = None
    level: int | None = Field(None, ge=0, le=3)
    asked: str | None = None
    acts: Texts | None = None


class DialogueTable(Shape):
    title: Filled
    language: Language | None = None
    channel: Channel = Channel.WEB
    agents: int = Field(1, ge=0)
    ahead: int = Field(0, ge=0)
    turn: tuple[TurnTable, ...] = Field(min_length=1)


class DialoguesTable(Shape):
    dialogue: tuple[DialogueTable, ...] = Field(min_length=1)
