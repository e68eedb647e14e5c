"""Halts: where a walk through a flow stops, and what it waits for."""

from dataclasses import dataclass

from bot.acts import Act
from bot.conversation import Frame
from bot.flows.steps import ActStep, AnyStep, CollectStep, ConfirmStep
from bot.handoff import HandoffReason
from bot.verification import Assurance


@dataclass(frozen=True, slots=True)
class AsksSlot:
    step: CollectStep
    refused: bool = False
    """True when a value was given that does not fit."""


@dataclass(frozen=True, slots=True)
class AsksYes:
    step: ConfirmStep
    digest: str
    """Of what a yes allows."""


@dataclass(frozen=True, slots=True)
class AsksProof:
    step: AnyStep
    required: Assurance
    act: str
    digest: str = ""
    """Empty for a proof that is bound to no parameters."""


@dataclass(frozen=True, slots=True)
class AwaitsBank:
    step: ActStep
    late: bool = False


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The bank's systems are out of reach; nothing was done."""

    step: ActStep


@dataclass(frozen=True, slots=True)
class GoesToHuman:
    skill: str
    reason: HandoffReason = HandoffReason.POLICY
    meant: bool = True
    """False: the flow itself did not mean to; a rule stopped it."""


@dataclass(frozen=True, slots=True)
class Over:
    done: bool
    offers: tuple[str, ...] = ()
    """Flows that the customer may want next."""


Wait = AsksSlot | AsksYes | AsksProof | AwaitsBank | NoAnswer | GoesToHuman
"""Somebody else has a turn first."""
Halt = Wait | Over


@dataclass(frozen=True, slots=True)
class Line:
    """Words of a step, with what was known when they were due."""

    step: AnyStep
    frame: Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    frame: Frame
    lines: tuple[Line, ...]
    halt: Halt
    act: Act | None = None
    """What the bank is now asked to do."""
