"""Passing on, as rules: who holds it afterwards, and what each record says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.change import Change
from bot.conversation import Conversation, Frame
from bot.desk.passing import Passing, Standing, Target
from bot.desk.rules import load_desk
from bot.desk.steps import Agent, Steps
from bot.desk.tiers import Tier
from bot.errors import ConversationClosed, NotYours
from bot.handoff import Handoff, HandoffReason, HandoffState
from bot.levels import load_levels
from bot.message import Event, Owner
from tests.bot.flow_samples import FLOWS
from tests.bot.samples import RULES, TALK, WORDING, held_by, waiting
from tests.fakes import NOW, CountingIds

pytestmark = pytest.mark.rules

LIN = Agent(id="a1", name="小林")
WANG = Agent(id="a2", name="小王")
LATER = NOW + timedelta(minutes=5)
HELD = held_by(Owner.AGENT)
FREEZE = FLOWS.by_name["freeze"]


@pytest.fixture
def passing() -> Passing:
    steps = Steps(
        ids=CountingIds(),
        rules=RULES,
        wording=WORDING,
        flows=FLOWS,
        levels=load_levels(),
    )
    return Passing(steps=steps, rules=load_desk())


def record(change: Change) -> Handoff:
    handoff = change.conversation.handoff
    assert handoff is not None
    return handoff


def test_a_transfer_is_a_record_of_its_own_and_keeps_the_place(
    passing: Passing,
) -> None:
    change = passing.transferred(HELD, LIN, Target(skill="loans", note="急"), LATER)

    handoff = record(change)
    assert change.conversation.owner is Owner.QUEUE
    assert (handoff.asked_at, handoff.waits_since) == (LATER, NOW)
    assert (handoff.skill, handoff.note, handoff.passed_by) == ("loans", "急", "小林")
    assert handoff.reason is HandoffReason.TRANSFERRED
    assert change.ended is not None
    assert change.ended.state is HandoffState.PASSED_ON
    assert change.ended.id != handoff.id


def test_a_transfer_by_name_waits_for_that_colleague_for_a_while(
    passing: Passing,
) -> None:
    change = passing.transferred(HELD, LIN, Target(agent=WANG), LATER)

    handoff = record(change)
    assert handoff.preferred == "a2"
    assert handoff.preferred_until == LATER + timedelta(seconds=90)
    assert "小王" in change.messages[0].text


def test_only_who_holds_it_passes_it_on(passing: Passing) -> None:
    with pytest.raises(NotYours):
        passing.transferred(HELD, WANG, Target(skill="loans"), LATER)
    with pytest.raises(NotYours):
        passing.handed_over(waiting(), LIN, Target(agent=WANG), LATER)
    with pytest.raises(NotYours):
        passing.put_back(waiting(), "", LATER)


def test_a_colleague_who_is_ready_has_it_at_once(passing: Passing) -> None:
    change = passing.handed_over(HELD, LIN, Target(agent=WANG), LATER)
    queued = passing.handed_over(HELD, LIN, Target(skill="loans"), LATER)

    assert (change.conversation.owner, change.conversation.agent_id) == (
        Owner.AGENT,
        "a2",
    )
    assert record(change).taken_at == LATER
    assert change.messages[0].event is Event.AGENT_JOINED
    assert queued.conversation.owner is Owner.QUEUE


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.QUEUE, Owner.AGENT])
def test_a_supervisor_takes_over_from_whoever_has_it(
    passing: Passing, owner: Owner
) -> None:
    change = passing.taken_over(held_by(owner), WANG, LATER)

    assert change.conversation.agent_id == "a2"


def test_what_is_over_is_not_taken_over(passing: Passing) -> None:
    with pytest.raises(ConversationClosed):
        passing.taken_over(held_by(Owner.CLOSED), WANG, LATER)
    again = passing.taken_over(HELD, LIN, LATER)
    assert again.messages == ()


def test_what_is_put_back_keeps_its_note_and_its_place(passing: Passing) -> None:
    change = passing.put_back(HELD, "临时有事", LATER)

    assert change.conversation.owner is Owner.QUEUE
    assert (record(change).note, record(change).asked_at) == ("临时有事", NOW)


def test_who_waits_is_known_by_tier_and_by_the_agent_of_last_time(
    passing: Passing,
) -> None:
    vip = Standing(tier=Tier.VIP, last="a2")

    change = passing.stood(waiting(), vip, NOW)

    assert change is not None
    assert (record(change).tier, record(change).preferred) == (Tier.VIP, "a2")
    assert record(change).preferred_until == NOW + timedelta(seconds=45)
    assert passing.stood(HELD, vip, NOW) is None


def test_the_steward_goes_before_the_agent_of_last_time_and_not_for_ever(
    passing: Passing,
) -> None:
    known = Standing(tier=Tier.ORDINARY, steward="a3", last="a2")

    change = passing.stood(waiting(), known, NOW)

    assert change is not None
    assert record(change).preferred == "a3"
    assert record(change).preferred_until == NOW + timedelta(seconds=90)


def test_who_was_passed_on_does_not_go_back_to_who_passed_it(
    passing: Passing,
) -> None:
    passed = passing.transferred(HELD, LIN, Target(skill="loans"), LATER)

    change = passing.stood(
        passed.conversation, Standing(tier=Tier.ORDINARY, last="a1"), LATER
    )

    assert change is not None
    assert record(change).preferred == ""


@pytest.fixture
def lent(passing: Passing) -> Conversation:
    return passing.lent(HELD, LIN, FREEZE, LATER).conversation


def test_a_conversation_is_lent_for_one_task(passing: Passing) -> None:
    change = passing.lent(HELD, LIN, FREEZE, LATER)

    assert change.conversation.owner is Owner.BOT
    assert (record(change).state, record(change).agent_id) == (HandoffState.LENT, "a1")
    assert [frame.flow for frame in change.conversation.frames] == ["freeze"]
    assert change.messages[0].event is Event.LENT
    assert len(change.messages) == 2


def test_it_does_not_come_back_while_the_task_is_open(
    passing: Passing, lent: Conversation
) -> None:
    assert passing.returned(lent, LIN, LATER) is None
    assert passing.returned(HELD, LIN, LATER) is None
    assert passing.returned(TALK, LIN, LATER) is None


def test_it_comes_back_once_the_task_is_over(
    passing: Passing, lent: Conversation
) -> None:
    change = passing.returned(replace(lent, frames=()), LIN, LATER)

    assert change is not None
    assert (change.conversation.owner, change.conversation.agent_id) == (
        Owner.AGENT,
        "a1",
    )
    assert record(change).state is HandoffState.TAKEN
    assert "小林已回来" in change.messages[0].text


def test_it_comes_back_when_the_customer_asks_for_a_human(
    passing: Passing, lent: Conversation
) -> None:
    change = passing.returned(lent.to(Owner.QUEUE), LIN, LATER)

    assert change is not None
    assert change.conversation.agent_id == "a1"


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.QUEUE])
def test_it_waits_for_anybody_when_its_agent_has_left(
    passing: Passing, lent: Conversation, owner: Owner
) -> None:
    over = replace(lent, frames=(), owner=owner)

    change = passing.returned(over, None, LATER)

    assert change is not None
    assert change.conversation.owner is Owner.QUEUE
    assert record(change).state is HandoffState.WAITING


def test_a_new_frame_below_does_not_end_the_task(
    passing: Passing, lent: Conversation
) -> None:
    digression = Frame(flow="bill", step="which")
    deeper = replace(lent, frames=(*lent.frames, digression))

    assert passing.returned(deeper, LIN, LATER) is None


def test_at_the_end_the_bot_asks_whether_it_is_solved(passing: Passing) -> None:
    asked = passing.steps.rating_asked(TALK, LATER)

    assert (asked.event, asked.owner) == (Event.RATING_ASKED, Owner.BOT)
