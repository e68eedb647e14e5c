"""What each action does to a conversation, saved in one breath."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.action import (
    Action,
    Answer,
    Clarify,
    EndFlow,
    Escalate,
    Inform,
    LeaveQueue,
    MakePromise,
    Relay,
    RunStep,
    Verify,
)
from bot.change import Change
from bot.compose import Voice, compose
from bot.conversation import Conversation
from bot.handoff import HandoffReason, HandoffState, Tried
from bot.message import Author, Event, Language, Message, Owner
from bot.outcome import outcome
from bot.promise import PromiseKind
from bot.turn import Turn
from bot.understanding import Understanding
from bot.verification import Assurance
from tests.bot.samples import (
    CALLBACK,
    HANDOFF,
    MESSAGE,
    OFFERED,
    RULES,
    TALK,
    WORDING,
    held_by,
    meant,
    passage,
    situation,
    waiting,
)
from tests.fakes import NOW, CountingIds, said

pytestmark = pytest.mark.rules

ASKED = Escalate(HandoffReason.CUSTOMER_ASKED, skill="general")
TRIED = Tried(question="问一下", article_id="CC-1", title="CC-1 的标题", version=3)


def after(
    *actions: Action,
    talk: Conversation = TALK,
    message: Message | None = None,
    understanding: Understanding | None = None,
) -> Change:
    case = situation(message or said("问一下"), talk)
    voice = Voice(wording=WORDING, language=case.message.language, rules=RULES)
    turn = Turn(
        message=case.message,
        understanding=understanding,
        passages=(),
        actions=actions,
        reply=compose(actions, voice, now=NOW),
        why="test",
    )
    return outcome(case, turn, rules=RULES, ids=CountingIds())


def test_an_answer_is_remembered_and_ends_a_row_of_misses() -> None:
    changed = after(Answer(passage()), talk=replace(TALK, misses=1)).conversation

    assert (changed.misses, changed.tried) == (0, (TRIED,))


def test_ten_answers_are_remembered_at_most() -> None:
    talked = replace(TALK, tried=(TRIED,) * 10)

    changed = after(Answer(passage(name="CC-2")), talk=talked).conversation

    assert [one.article_id for one in changed.tried] == ["CC-1"] * 9 + ["CC-2"]


def test_a_miss_and_an_insult_are_counted() -> None:
    assert after(Inform("unknown", missed=True)).conversation.misses == 1
    assert after(Inform("abuse")).conversation.insults == 1
    assert after(Inform("resume")).conversation == TALK


@pytest.mark.parametrize("action", [Clarify((passage(),)), Verify(Assurance.L2, "x")])
def test_a_question_back_keeps_the_count(action: Action) -> None:
    missed = replace(TALK, misses=1)

    changed = after(action, talk=missed).conversation

    assert replace(changed, choices=()) == missed


def test_what_is_offered_can_be_picked_until_the_next_words() -> None:
    offered = after(Clarify((passage(),))).conversation
    answered = after(Answer(passage()), talk=offered).conversation

    assert [one.id for one in offered.choices] == ["article:CC-1", "none"]
    assert answered.choices == ()


def test_silence_leaves_the_offer_standing() -> None:
    offered = replace(held_by(Owner.AGENT), choices=OFFERED)

    assert after(Relay(), talk=offered).conversation == offered


def test_a_handoff_takes_the_conversation_to_the_queue_with_its_package() -> None:
    talked = replace(TALK, tried=(TRIED,), misses=1, insults=1, frames=(CALLBACK,))

    change = after(ASKED, talk=talked, understanding=meant("annual_fee"))

    handoff, conversation = change.conversation.handoff, change.conversation
    assert handoff is not None
    assert (conversation.owner, conversation.misses) == (Owner.QUEUE, 0)
    assert (handoff.state, handoff.asked_at) == (HandoffState.WAITING, NOW)
    assert handoff.package.wants == "问一下"
    assert handoff.package.tried == (TRIED,)
    assert (handoff.package.intent, handoff.package.misses) == ("annual_fee", 1)
    assert handoff.package.open_flow == "callback.phone"


def test_a_handoff_without_a_story_has_a_bare_package() -> None:
    handoff = after(ASKED).conversation.handoff

    assert handoff is not None
    assert (handoff.package.intent, handoff.package.open_flow) == ("", "")
    assert after(ASKED, understanding=meant()).conversation.handoff == handoff


def test_leaving_the_queue_ends_the_handoff() -> None:
    conversation = after(
        LeaveQueue(), Inform("left_queue"), talk=waiting()
    ).conversation

    assert conversation.owner is Owner.BOT
    assert conversation.handoff == replace(
        HANDOFF, state=HandoffState.LEFT, ended_at=NOW
    )


def test_leaving_a_queue_without_a_record_leads_back_to_the_bot() -> None:
    change = after(LeaveQueue(), talk=TALK.to(Owner.QUEUE))

    assert change.conversation == TALK


def test_an_emergency_raises_the_handoff_in_the_queue() -> None:
    change = after(Relay(urgent=True), Inform("emergency_waiting"), talk=waiting())

    raised = change.conversation.handoff
    assert raised is not None
    assert (raised.urgent, raised.reason) == (True, HandoffReason.EMERGENCY)


def test_an_emergency_without_a_handoff_has_nothing_to_raise() -> None:
    stepped_in = TALK.to_agent("a1", "小林")

    assert after(Relay(urgent=True), talk=stepped_in).conversation == stepped_in


def test_a_step_opens_a_flow_and_its_end_closes_it() -> None:
    opened = after(RunStep(CALLBACK)).conversation

    ended = after(EndFlow(CALLBACK), Inform("flow_left"), talk=opened).conversation

    assert opened.frames == (CALLBACK,)
    assert ended.frames == ()


@pytest.mark.parametrize(
    ("kind", "contact"),
    [(PromiseKind.CALLBACK, "13812345678"), (PromiseKind.MESSAGE, "")],
)
def test_a_promise_is_kept_with_its_due_time(kind: PromiseKind, contact: str) -> None:
    asked = replace(TALK, frames=(MESSAGE,))

    change = after(MakePromise(kind, contact, "问一下"), talk=asked)

    assert change.conversation.frames == ()
    assert change.promise is not None
    assert change.promise.contact == contact
    assert change.promise.due_at == NOW + timedelta(hours=24)


def test_the_reply_is_the_bots_message() -> None:
    (spoken,) = after(Answer(passage())).messages

    assert (spoken.author, spoken.owner) == (Author.BOT, Owner.BOT)
    assert (spoken.text, spoken.action) == ("CC-1 的答案。", "answer")


def test_a_notice_in_the_queue_is_not_the_bots() -> None:
    (notice,) = after(Relay(), Inform("keep_waiting"), talk=waiting()).messages

    assert (notice.author, notice.event) == (Author.SYSTEM, Event.STILL_WAITING)
    assert notice.owner is Owner.QUEUE


def test_nothing_is_said_while_an_agent_speaks() -> None:
    assert after(Relay(), talk=held_by(Owner.AGENT)).messages == ()


def test_a_conversation_follows_the_customers_language() -> None:
    change = after(Answer(passage()), message=said("annual fee please"))

    assert change.conversation.language is Language.EN
    assert change.messages[0].language is Language.EN


def test_a_pressed_button_does_not_change_the_language() -> None:
    pressed = said("Talk to a person", choice="human")

    assert after(ASKED, message=pressed).conversation.language is Language.ZH


def test_a_notice_in_the_queue_is_in_the_language_of_the_words() -> None:
    change = after(
        Relay(), Inform("keep_waiting"), talk=waiting(), message=said("I will wait")
    )

    assert change.conversation.language is Language.ZH
    assert change.messages[0].language is Language.EN


def test_writing_again_reopens_a_closed_conversation_afresh() -> None:
    ended = replace(held_by(Owner.CLOSED), tried=(TRIED,), insults=1, misses=1)

    conversation = after(Inform("resume"), talk=ended).conversation

    assert conversation == TALK
