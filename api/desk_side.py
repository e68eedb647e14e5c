"""The side of a conversation at the desk: who it is, what stands open, what is owed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from fastapi import APIRouter

from api.matter_schemas import MatterShown
from api.matters import TheOffice
from api.openapi import RESPONSES
from api.schemas import Shown
from bot.acts import Row
from bot.conversation import Conversation, Frame
from bot.flows.figures import masked, written
from bot.flows.steps import Flow, Flows, Slot, SlotKind
from bot.flows.templates import Place, filled
from bot.message import Language
from bot.verification import Assurance, Verification

router = APIRouter(
    prefix="/api/v1/desk/conversations", tags=["desk"], responses=RESPONSES
)

FORMS = {
    SlotKind.AMOUNT: "money",
    SlotKind.TERM: "term",
    SlotKind.DATE: "date",
    SlotKind.PHONE: "phone",
}
"""How a value is written, by the kind of its slot."""


class IdentityShown(Shown):
    """How sure we are who it is; never what proved it."""

    level: int
    methods: list[str]
    shown: str
    """The customer's name, masked; empty when nobody was proved."""
    verified_at: datetime | None
    expires_at: datetime | None
    """When it ends if the conversation rests from now on."""
    asked: bool
    """True while the customer is asked to prove it."""
    claimed: bool
    """True when it was said, and not proved, who it is."""


class CollectedShown(Shown):
    name: str
    value: str


class FlowShown(Shown):
    """The task that stands open, and what is known for it."""

    name: str
    title: str
    step: str
    collected: list[CollectedShown]
    acts: list[CollectedShown]
    """What the bank was asked for, and what became of it; empty while it is at it."""
    waiting: int
    """Tasks that this one interrupted."""


class SideShown(Shown):
    identity: IdentityShown
    flow: FlowShown | None
    signals: list[str]
    """Signs of risk seen so far."""
    intent: str
    """Title of what the customer is after; empty when that is not known."""
    matters: list[MatterShown]


@router.get("/{conversation_id}/side")
def show_side(conversation_id: str, office: TheOffice) -> SideShown:
    """What an agent needs to know beside the words."""
    rooms = office.service.rooms
    tenant_id = office.staff.tenant_id
    conversation = rooms.records.conversations.get(tenant_id, conversation_id)
    verification = conversation.verification
    subject = verification.subject if verification.standing(office.now) else ""
    found = office.matters.of_customer(tenant_id, conversation_id, subject)
    titles = {one.name: one.titles for one in rooms.pack.intents}
    package = conversation.handoff.package if conversation.handoff else None
    intent = package.intent if package else ""
    return SideShown(
        identity=identity(verification, office.now),
        flow=flow(conversation, rooms.dialogue.flows, office.language),
        signals=list(conversation.signals),
        intent=titles.get(intent, {}).get(office.language, intent),
        matters=[office.shown(one) for one in found],
    )


def identity(verification: Verification, now: datetime) -> IdentityShown:
    level = verification.standing(now)
    proved = level > Assurance.L0
    ends = (
        min(one.expires_at, one.used_at + timedelta(seconds=one.idle_seconds))
        for one in verification.valid(now)
    )
    return IdentityShown(
        level=level,
        methods=list(verification.methods(now)),
        shown=verification.shown if proved else "",
        verified_at=verification.verified_at(now),
        expires_at=max(ends, default=None),
        asked=bool(verification.request),
        claimed=bool(verification.claim) and not proved,
    )


def flow(
    conversation: Conversation, flows: Flows, language: Language
) -> FlowShown | None:
    frame = conversation.frame
    if frame is None:
        return None
    known = flows.get(frame.flow)
    return FlowShown(
        name=frame.flow,
        title=known.title[language] if known else frame.flow,
        step=frame.step,
        collected=list(collected(frame, known, language)),
        acts=[
            CollectedShown(name=asked_for(known, step), value=asked.outcome or "")
            for step, asked in frame.acts.items()
        ],
        waiting=len(conversation.frames) - 1,
    )


def asked_for(known: Flow | None, step: str) -> str:
    """The act of a step; the step's own id when the pack has changed."""
    act = known.acts.get(step) if known else None
    return act.act if act else step


def collected(
    frame: Frame, known: Flow | None, language: Language
) -> Iterator[CollectedShown]:
    for name, value in frame.slots.items():
        slot = known.slots.get(name) if known else None
        text = read(slot, value, frame, language) if slot else masked(value)
        yield CollectedShown(name=name, value=text)


def read(slot: Slot, value: str, frame: Frame, language: Language) -> str:
    """A slot's value as people read it; long numbers with their ends only."""
    chosen = (one.title[language] for one in slot.choices if one.id == value)
    rows = frame.lists.get(slot.source, ())
    picked = (row for row in rows if row.get(slot.value) == value)
    shown = (option(slot, row, language) for row in picked)
    plain = masked(written(value, FORMS.get(slot.kind, ""), language))
    return next(chosen, "") or next(shown, "") or plain


def option(slot: Slot, row: Row, language: Language) -> str:
    """A row of a list as it was offered to the customer."""

    def value(place: Place) -> str:
        return written(row.get(place.name, ""), place.format, language)

    return filled(slot.option.get(language, ""), value)
