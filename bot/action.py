"""An action: something the policy decided to do with a turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.acts import Act
from bot.conversation import Chosen, Frame
from bot.flows.halts import Line
from bot.handoff import HandoffReason
from bot.passage import Passage
from bot.promise import PromiseKind
from bot.verification import Assurance, VerificationRequest


@dataclass(frozen=True, slots=True)
class Answer:
    passage: Passage


@dataclass(frozen=True, slots=True)
class Clarify:
    """No article is sure enough: let the customer pick by title."""

    passages: tuple[Passage, ...]
    """Up to three; one at least when there is no flow."""
    flows: tuple[str, ...] = ()
    """Flows that may be meant; they stand first."""


@dataclass(frozen=True, slots=True)
class Inform:
    """Say a sentence of the service's own wording."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    """Names of the ways on that are offered with it, or `flow:<name>`."""
    missed: bool = False
    """True when this says that we could not help."""


@dataclass(frozen=True, slots=True)
class Verify:
    required: Assurance
    intent: str


@dataclass(frozen=True, slots=True)
class RunStep:
    """Ask for what the open step of a flow needs."""

    frame: Frame
    wrong: bool = False
    """True when the customer's last words did not fit the step."""
    out_of_range: bool = False
    """True when they did but for the bounds."""


@dataclass(frozen=True, slots=True)
class Explain:
    """Say what the open step is needed for."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class Tell:
    """Say the words of a flow's step."""

    line: Line


@dataclass(frozen=True, slots=True)
class RequestAct:
    """Ask the bank's systems for something, once this turn is saved."""

    act: Act


@dataclass(frozen=True, slots=True)
class AskProof:
    """Ask the customer, on a path of its own, to say or prove who they are."""

    request: VerificationRequest
    fresh: bool = True
    """False: it was asked before and still stands open."""


@dataclass(frozen=True, slots=True)
class KeepFrames:
    """How the flows stand after this turn."""

    frames: tuple[Frame, ...]
    chosen: tuple[Chosen, ...] = ()
    """In the flows that ended with it."""


@dataclass(frozen=True, slots=True)
class NoteSignal:
    """A sign of risk; it stays with the conversation."""

    signal: str


@dataclass(frozen=True, slots=True)
class EndFlow:
    """Leave the open flow without finishing it."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class MakePromise:
    kind: PromiseKind
    contact: str
    text: str


@dataclass(frozen=True, slots=True)
class Escalate:
    reason: HandoffReason
    skill: str = ""
    urgent: bool = False
    ahead: int = 0
    """Handoffs that will be taken first."""
    staffed: bool = True
    """False when no agent is online."""
    opens: str = ""
    """When the desk opens, if it is closed."""
    crowded: bool = False
    """More wait than the desk can answer soon."""


@dataclass(frozen=True, slots=True)
class LeaveQueue:
    """The customer no longer waits for a human."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Somebody else holds the conversation: pass the message on and say nothing."""

    urgent: bool = False
    """True when the customer reports an emergency meanwhile."""


Action = (
    Answer
    | Clarify
    | Inform
    | Verify
    | RunStep
    | Explain
    | Tell
    | RequestAct
    | AskProof
    | KeepFrames
    | NoteSignal
    | EndFlow
    | MakePromise
    | Escalate
    | LeaveQueue
    | Relay
)
