"""What people do to a conversation: take, reply, hand back, close, lose, remind."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.desk.steps import Agent, Steps
from bot.errors import ConversationClosed, IllegalTransition, NotYours
from bot.handoff import Floor, HandoffReason, HandoffState
from bot.message import Author, Event, Language, Owner
from bot.verification import Assurance, Factor, Proof, Verification
from tests.bot.samples import (
    CALLBACK,
    HANDOFF,
    OFFERED,
    RULES,
    TALK,
    WORDING,
    held_by,
    waiting,
)
from tests.fakes import NOW, CountingIds

pytestmark = pytest.mark.rules

LIN = Agent(id="a1", name="小林")
WANG = Agent(id="a2", name="小王")
LATER = NOW + timedelta(minutes=5)
BUSY = Floor(online=2, ahead=2)
OVER = replace(HANDOFF, state=HandoffState.HANDED_BACK, ended_at=NOW, hint="已解释")


@pytest.fixture
def steps() -> Steps:
    return Steps(ids=CountingIds(), rules=RULES, wording=WORDING)


def test_taking_gives_the_conversation_to_the_agent(steps: Steps) -> None:
    change = steps.taken(replace(waiting(), choices=OFFERED), LIN, LATER)

    taken = change.conversation
    assert (taken.owner, taken.agent_id, taken.agent_name) == (
        Owner.AGENT,
        "a1",
        "小林",
    )
    assert taken.choices == ()
    assert taken.handoff == replace(
        HANDOFF, state=HandoffState.TAKEN, agent_id="a1", taken_at=LATER
    )


def test_taking_tells_the_customer_who_came(steps: Steps) -> None:
    (joined,) = steps.taken(waiting(), LIN, LATER).messages

    assert (joined.author, joined.event) == (Author.SYSTEM, Event.AGENT_JOINED)
    assert joined.text == "人工客服小林已接入，为您服务。"


def test_taking_twice_changes_nothing(steps: Steps) -> None:
    taken = steps.taken(waiting(), LIN, NOW).conversation

    again = steps.taken(taken, LIN, LATER)

    assert (again.conversation, again.messages) == (taken, ())


def test_what_a_colleague_holds_cannot_be_taken(steps: Steps) -> None:
    with pytest.raises(NotYours, match="held by agent"):
        steps.taken(held_by(Owner.AGENT), WANG, NOW)


def test_what_is_closed_cannot_be_taken(steps: Steps) -> None:
    with pytest.raises(ConversationClosed):
        steps.taken(held_by(Owner.CLOSED), LIN, NOW)


@pytest.mark.parametrize("handoff", [None, OVER], ids=["none", "over"])
def test_stepping_in_unasked_makes_a_record_of_its_own(
    steps: Steps, handoff: None
) -> None:
    taken = steps.taken(replace(TALK, handoff=handoff), LIN, LATER).conversation
    back = steps.handed_back(taken, LIN, "别的", LATER).conversation

    made, ended = taken.handoff, back.handoff
    assert made is not None and ended is not None
    assert (made.reason, made.state) == (HandoffReason.STEPPED_IN, HandoffState.TAKEN)
    assert (ended.id, ended.hint, ended.ended_at) == (made.id, "别的", LATER)
    assert made.id != OVER.id


def test_an_agents_reply_is_in_the_agents_name(steps: Steps) -> None:
    change = steps.replied(held_by(Owner.AGENT), LIN, "您好。", "k1", NOW)

    (reply,) = change.messages
    assert (reply.author, reply.agent_id) == (Author.AGENT, "a1")
    assert (reply.text, reply.client_id) == ("您好。", "k1")
    assert change.conversation == held_by(Owner.AGENT)


@pytest.mark.parametrize("owner", Owner)
def test_nobody_else_may_reply_hand_back_or_close(steps: Steps, owner: Owner) -> None:
    held = held_by(owner)

    with pytest.raises(NotYours):
        steps.replied(held, WANG, "您好。", "k1", NOW)
    with pytest.raises(NotYours):
        steps.handed_back(held, WANG, "", NOW)
    if owner is not Owner.CLOSED:
        with pytest.raises(NotYours):
            steps.closed(held, WANG, NOW)


def test_the_bot_says_that_it_is_back(steps: Steps) -> None:
    change = steps.handed_back(held_by(Owner.AGENT), LIN, "已解释年费", LATER)

    assert change.conversation.owner is Owner.BOT
    assert change.conversation.handoff == replace(
        HANDOFF, state=HandoffState.HANDED_BACK, ended_at=LATER, hint="已解释年费"
    )
    assert [one.text for one in change.messages] == [
        "人工服务已结束，小晴继续为您服务。",
        "请问还有什么可以帮您？",
    ]
    assert [one.author for one in change.messages] == [Author.SYSTEM, Author.BOT]


def test_the_bot_goes_on_where_it_stood(steps: Steps) -> None:
    held = replace(held_by(Owner.AGENT), frames=(CALLBACK,), misses=1, insults=1)

    change = steps.handed_back(held, LIN, "", LATER)

    assert change.messages[1].text.startswith("请留下您的电话号码")
    assert change.conversation.frames == (CALLBACK,)
    assert (change.conversation.misses, change.conversation.insults) == (0, 0)


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.QUEUE, Owner.AGENT])
def test_a_customer_may_end_it_at_any_time(steps: Steps, owner: Owner) -> None:
    held = replace(held_by(owner), frames=(CALLBACK,), choices=OFFERED, misses=1)

    change = steps.closed(held, None, LATER)

    ended = change.conversation
    assert (ended.owner, ended.agent_id) == (Owner.CLOSED, "")
    assert (ended.frames, ended.choices, ended.misses) == ((), (), 0)
    assert change.messages[0].text.startswith("您已结束本次会话")


def test_what_was_proved_ends_with_the_conversation(steps: Steps) -> None:
    proof = Proof(
        factor=Factor.CODE,
        assurance=Assurance.L2,
        proved_at=NOW,
        used_at=NOW,
        idle_seconds=600,
        expires_at=NOW + timedelta(minutes=30),
    )
    known = Verification(subject="C1", claim="r1", request="r2", proofs=(proof,))
    held = replace(held_by(Owner.BOT), verification=known)

    ended = steps.closed(held, None, NOW).conversation.verification

    assert ended == Verification(subject="C1")


def test_an_agent_may_end_what_he_holds(steps: Steps) -> None:
    change = steps.closed(held_by(Owner.AGENT), LIN, LATER)

    assert change.conversation.handoff == replace(
        HANDOFF, state=HandoffState.CLOSED, ended_at=LATER
    )
    assert change.messages[0].text.startswith("本次会话已结束")


def test_ending_twice_changes_nothing(steps: Steps) -> None:
    ended = held_by(Owner.CLOSED)

    change = steps.closed(ended, None, LATER)

    assert (change.conversation, change.messages) == (ended, ())


def test_losing_the_agent_leads_back_to_the_old_place(steps: Steps) -> None:
    held = steps.taken(waiting(), LIN, NOW).conversation

    change = steps.requeued(held, LATER)

    handoff = change.conversation.handoff
    assert handoff is not None
    assert (change.conversation.owner, handoff.state) == (
        Owner.QUEUE,
        HandoffState.WAITING,
    )
    assert (handoff.asked_at, handoff.agent_id) == (NOW, "")
    assert change.messages[0].event is Event.REQUEUED


@pytest.mark.parametrize("handoff", [None, OVER], ids=["none", "over"])
def test_losing_an_agent_who_stepped_in_makes_a_new_record(
    steps: Steps, handoff: None
) -> None:
    held = replace(TALK.to_agent("a1", "小林"), handoff=handoff)

    made = steps.requeued(held, LATER).conversation.handoff

    assert made is not None
    assert (made.reason, made.asked_at) == (HandoffReason.STEPPED_IN, LATER)
    assert made.ended_at is None


def test_only_what_an_agent_holds_can_lose_its_agent(steps: Steps) -> None:
    with pytest.raises(IllegalTransition):
        steps.requeued(waiting(), NOW)


@pytest.mark.parametrize(("seconds", "told"), [(59, False), (60, True)])
def test_a_waiting_customer_is_told_again_after_a_while(
    steps: Steps, seconds: int, told: bool
) -> None:
    now = NOW + timedelta(seconds=seconds)

    assert (steps.reminded(waiting(), BUSY, now) is not None) is told


def test_the_while_counts_from_the_last_reminder(steps: Steps) -> None:
    first = steps.reminded(waiting(), BUSY, LATER)
    assert first is not None

    again = steps.reminded(first.conversation, BUSY, LATER + timedelta(seconds=59))

    assert again is None


@pytest.mark.parametrize(
    ("floor", "words"),
    [
        (BUSY, "您前面还有2位客户"),
        (Floor(online=1, ahead=0), "您是下一位"),
        (Floor(online=0, ahead=2), "目前没有人工客服在线"),
    ],
)
def test_a_reminder_tells_how_it_stands_and_offers_ways(
    steps: Steps, floor: Floor, words: str
) -> None:
    change = steps.reminded(waiting(), floor, LATER)

    assert change is not None
    assert words in change.messages[0].text
    ids = [one.id for one in change.conversation.choices]
    assert ids == ["stay", "bot", "callback", "leave_message"]


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.AGENT, Owner.CLOSED])
def test_who_does_not_wait_is_not_reminded(steps: Steps, owner: Owner) -> None:
    assert steps.reminded(held_by(owner), BUSY, LATER) is None


def test_a_queue_without_a_record_is_not_reminded(steps: Steps) -> None:
    assert steps.reminded(TALK.to(Owner.QUEUE), BUSY, LATER) is None


@pytest.mark.parametrize(
    ("language", "words"), [(Language.ZH, "您好，我是晴川"), (Language.EN, "Hello, I")]
)
def test_the_first_words_say_that_it_is_a_bot(
    steps: Steps, language: Language, words: str
) -> None:
    greeting = steps.greeted(replace(TALK, language=language), NOW)

    assert greeting.author is Author.BOT
    assert greeting.text.startswith(words)


def test_every_change_bears_its_moment(steps: Steps) -> None:
    moments: set[datetime] = {
        one.sent_at for one in steps.requeued(held_by(Owner.AGENT), LATER).messages
    }

    assert moments == {LATER}
