"""From every state a wish for a human leads to one, in the turn it is said in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.action import Action, Escalate, Relay
from bot.conversation import Asked, Conversation, Frame
from bot.dialogue import Dialogue
from bot.flows.loader import load_flows
from bot.flows.steps import AnyStep, Flow
from bot.handoff import Floor, HandoffState
from bot.levels import load_levels
from bot.message import Owner
from bot.reply import Choice
from bot.turn import Turn
from tests.bot.flow_house import WordsUnderstander
from tests.bot.samples import CALLBACK, HANDOFF, MESSAGE, OFFERED, RULES, TALK, WORDING
from tests.bot.samples import held_by as talk_of
from tests.fakes import NOW, TENANT, CountingIds, FakeRetriever, said
from tests.fakes_acts import MemoryActs
from tests.fakes_store import MemoryConversationStore

pytestmark = pytest.mark.rules

DEMO = Path(__file__).parents[2] / "api" / "demo" / "flows"
FLOWS = load_flows({one.name: one.read_text("utf-8") for one in DEMO.glob("*.toml")})
WISHES = ("转人工", "别问了，叫个人来", "let me talk to a person")
OPEN = Floor(online=3, ahead=0)
CLOSED = Floor(online=0, ahead=4, opens_at=NOW + timedelta(hours=9))
CROWDED = Floor(online=1, ahead=40, crowded=True)
STATES = {
    "idle": TALK,
    "closed": talk_of(Owner.CLOSED),
    "callback": replace(TALK, frames=(CALLBACK,)),
    "message": replace(TALK, frames=(MESSAGE,)),
    "titles offered": replace(TALK, choices=OFFERED),
    "missed once": replace(TALK, misses=1),
    "insulted": replace(TALK, insults=1),
    "rating asked": replace(
        talk_of(Owner.CLOSED),
        handoff=replace(HANDOFF, state=HandoffState.CLOSED),
        choices=(Choice(id="5", title="很满意"), Choice(id="1", title="不满意")),
    ),
    "lent": replace(
        TALK,
        handoff=replace(HANDOFF, state=HandoffState.LENT, hint="freeze"),
        frames=(Frame(flow="freeze", step="identity"),),
    ),
}


class SetDesk:
    def __init__(self, floor: Floor) -> None:
        self.set = floor

    def floor(self, *_: object, **__: object) -> Floor:
        return self.set


def steps() -> Iterator[tuple[Flow, AnyStep]]:
    for _, flow in sorted(FLOWS.by_name.items()):
        for step in flow.order:
            yield flow, step


def standing(flow: Flow, step: AnyStep) -> Iterator[Conversation]:
    """The conversation at this step: as it comes there, with a proof asked for, with an
    act under way, with a yes asked for, after words that did not fit."""
    frame = Frame(flow=flow.name, step=step.id)
    act = Asked(act_id="a1", digest="d")
    for one in (
        frame,
        replace(frame, proof="p1:d:1"),
        replace(frame, acts={step.id: act}),
        replace(frame, shown="d:1"),
        replace(frame, wrong=2),
    ):
        yield replace(TALK, frames=(one,))


def turn_of(talk: Conversation, text: str, floor: Floor = OPEN) -> tuple[Turn, Owner]:
    store = MemoryConversationStore()
    store.create(talk)
    dialogue = Dialogue(
        understander=WordsUnderstander(),
        retriever=FakeRetriever(),
        store=store,
        desk=SetDesk(floor),
        ids=CountingIds(),
        rules=RULES,
        wording=WORDING,
        flows=FLOWS,
        levels=load_levels(),
        acts=MemoryActs(store),
    )
    turn = dialogue.handle(store.receive(said(text)).message, now=NOW)
    return turn, store.get(TENANT, "c1").owner


def leads_to_a_human(actions: tuple[Action, ...]) -> bool:
    return any(isinstance(one, Escalate) for one in actions)


@pytest.mark.parametrize("text", WISHES)
@pytest.mark.parametrize("state", sorted(STATES))
@pytest.mark.parametrize("floor", [OPEN, CLOSED, CROWDED])
def test_a_wish_is_heard_in_every_state_and_at_every_hour(
    state: str, floor: Floor, text: str
) -> None:
    turn, owner = turn_of(STATES[state], text, floor)

    assert leads_to_a_human(turn.actions)
    assert owner is Owner.QUEUE


@pytest.mark.parametrize(
    ("flow", "step"), [pytest.param(f, s, id=f"{f.name}.{s.id}") for f, s in steps()]
)
def test_a_wish_is_heard_at_every_step_of_the_demo_bank(
    flow: Flow, step: AnyStep
) -> None:
    heard = [
        turn_of(talk, WISHES[number % len(WISHES)])
        for number, talk in enumerate(standing(flow, step))
    ]

    assert all(leads_to_a_human(turn.actions) for turn, _ in heard)
    assert {owner for _, owner in heard} == {Owner.QUEUE}


def test_a_proof_that_is_asked_for_stands_in_no_way() -> None:
    pending = replace(TALK.verification, request="r1", claim="r1")

    turn, owner = turn_of(replace(TALK, verification=pending), "转人工")

    assert leads_to_a_human(turn.actions)
    assert owner is Owner.QUEUE


@pytest.mark.parametrize("text", [*WISHES, "算了，转人工", "不等机器人了，我要人工"])
@pytest.mark.parametrize("floor", [OPEN, CLOSED, CROWDED])
def test_who_waits_already_goes_on_waiting(floor: Floor, text: str) -> None:
    turn, owner = turn_of(talk_of(Owner.QUEUE), text, floor)

    assert Relay() in turn.actions
    assert owner is Owner.QUEUE
    assert turn.reply.parts


@pytest.mark.parametrize("text", WISHES)
def test_whom_a_human_serves_keeps_the_human(text: str) -> None:
    turn, owner = turn_of(talk_of(Owner.AGENT), text)

    assert turn.actions == (Relay(),)
    assert owner is Owner.AGENT
