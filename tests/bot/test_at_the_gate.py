"""What needs no engine: owners, gates, choices and open steps, in this order."""

from dataclasses import replace

import pytest

from bot.action import (
    EndFlow,
    Escalate,
    Inform,
    LeaveQueue,
    MakePromise,
    Relay,
    RunStep,
)
from bot.gatekeeping import at_the_gate
from bot.handoff import HandoffReason
from bot.message import Channel, Owner
from bot.promise import PromiseKind
from bot.reply import Choice
from bot.situation import WAYS_ON
from tests.bot.samples import (
    CALLBACK,
    MESSAGE,
    OFFERED,
    RULES,
    TALK,
    gated,
    held_by,
    situation,
    waiting,
)
from tests.fakes import said

pytestmark = pytest.mark.rules

BY_WISH = Escalate(HandoffReason.CUSTOMER_ASKED, skill="general")
IN_NEED = Escalate(HandoffReason.EMERGENCY, skill="emergency", urgent=True)
WAYS = tuple(
    Choice(id=name, title=title)
    for name, title in [("stay", "继续等待"), ("bot", "由机器人继续")]
)


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.CLOSED])
def test_a_wish_for_a_human_queues_the_customer(owner: Owner) -> None:
    assert gated("转人工", held_by(owner)).actions == (BY_WISH,)


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.CLOSED])
def test_an_emergency_is_told_what_to_do_first_then_queued(owner: Owner) -> None:
    decision = gated("我的卡丢了", held_by(owner), ahead=4)

    assert decision.actions == (Inform("emergency"), IN_NEED)


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.CLOSED])
def test_a_first_insult_is_met_with_an_apology(owner: Owner) -> None:
    decision = gated("你这个垃圾", held_by(owner))

    assert decision.actions == (Inform("abuse", choices=("human",)),)


def test_a_second_insult_leads_to_a_human() -> None:
    decision = gated("你这个垃圾", replace(TALK, insults=1))

    assert decision.actions == (Escalate(HandoffReason.ABUSE, skill="general"),)


def test_an_emergency_stands_before_a_wish_for_a_human() -> None:
    assert gated("转人工，我的卡被盗刷了").actions[1] == IN_NEED


def test_a_wish_for_a_human_stands_before_abuse() -> None:
    assert gated("垃圾机器人，转人工").actions == (BY_WISH,)


def test_the_gates_stand_before_an_open_step() -> None:
    assert gated("转人工", replace(TALK, frames=(MESSAGE,))).actions == (BY_WISH,)


def test_the_gates_stand_before_a_choice() -> None:
    offered = Choice(id="article:EM-1", title="我的卡丢了")

    decision = gated("我的卡丢了", replace(TALK, choices=(offered,)))

    assert decision.why == "gate:emergency"


def test_the_title_of_a_pressed_article_is_no_emergency() -> None:
    pressed = said("我的卡丢了", choice="article:EM-1")

    assert at_the_gate(situation(pressed), RULES) is None


def test_how_many_wait_and_whether_anybody_is_there_is_told() -> None:
    decision = gated("转人工", ahead=3, online=0)

    assert decision.actions == (replace(BY_WISH, ahead=3, staffed=False),)


@pytest.mark.parametrize("text", ["转人工", "你这个垃圾", "年费多少", "1", "取消"])
def test_the_bot_is_silent_while_an_agent_speaks(text: str) -> None:
    assert gated(text, held_by(Owner.AGENT)).actions == (Relay(),)


def test_an_emergency_told_to_an_agent_is_marked() -> None:
    assert gated("我被骗了", held_by(Owner.AGENT)).actions == (Relay(urgent=True),)


def test_an_emergency_in_the_queue_comes_first() -> None:
    decision = gated("我的卡被偷了", waiting(), ahead=5)

    assert decision.actions == (Relay(urgent=True), Inform("emergency_waiting"))


@pytest.mark.parametrize("text", ["转人工", "你这个垃圾", "年费多少"])
@pytest.mark.parametrize(("ahead", "key"), [(0, "waiting_first"), (2, "waiting")])
def test_a_waiting_customer_is_told_the_place(text: str, ahead: int, key: str) -> None:
    decision = gated(text, waiting(), ahead=ahead)

    assert decision.actions == (Relay(), Inform(key, {"ahead": str(ahead)}))


@pytest.mark.parametrize("text", ["不等了", "算了", "never mind"])
def test_a_waiting_customer_may_leave_in_words(text: str) -> None:
    assert gated(text, waiting()).actions == (LeaveQueue(), Inform("left_queue"))


@pytest.mark.parametrize(
    "text",
    [
        "给我回个电话吧",
        "我不排队了，让他们打给我",
        "麻烦客服回电",
        "预约回电",
        "回拨",
        "call me back please",
        "I'd rather have a callback",
    ],
)
def test_a_waiting_customer_may_ask_for_a_call_in_words(text: str) -> None:
    assert gated(text, waiting()).actions == (LeaveQueue(), RunStep(CALLBACK))


@pytest.mark.parametrize(
    "text",
    [
        "刚才有人打电话给我",
        "不要给我打电话",
        "你们怎么没人给我回电话",
        "为什么一直打电话给我",
        "年费多少",
        "电话银行怎么用",
        "who keeps calling me back",
        "I called back yesterday",
    ],
)
def test_a_mere_word_of_calls_costs_nobody_their_place(text: str) -> None:
    assert LeaveQueue() not in gated(text, waiting()).actions


def test_a_waiting_customer_may_stay() -> None:
    decision = gated(said("继续等待", choice="stay"), waiting())

    assert decision.actions == (Relay(), Inform("keep_waiting"))


def test_a_waiting_customer_may_pick_by_number() -> None:
    decision = gated("2", replace(waiting(), choices=WAYS))

    assert decision.actions == (LeaveQueue(), Inform("left_queue"))


@pytest.mark.parametrize(
    ("choice", "frame"), [("callback", CALLBACK), ("leave_message", MESSAGE)]
)
@pytest.mark.parametrize("owner", [Owner.BOT, Owner.QUEUE])
def test_a_call_or_a_message_can_be_chosen(
    choice: str, frame: object, owner: Owner
) -> None:
    decision = gated(said("选这个", choice=choice), held_by(owner))

    assert decision.actions[-1] == RunStep(frame)  # type: ignore[arg-type]
    assert (LeaveQueue() in decision.actions) == (owner is Owner.QUEUE)


@pytest.mark.parametrize("choice", ["bot", "stay"])
def test_an_old_button_of_the_queue_does_no_harm(choice: str) -> None:
    assert gated(said("继续", choice=choice)).actions == (Inform("resume"),)


def test_the_offered_human_can_be_pressed() -> None:
    assert gated(said("找他", choice="human")).actions == (BY_WISH,)


def test_none_of_these_is_a_miss() -> None:
    decision = gated("都不是", replace(TALK, choices=OFFERED))

    assert decision.actions == (Inform("unknown", choices=WAYS_ON, missed=True),)


def test_none_of_these_after_a_miss_leads_to_a_human() -> None:
    decision = gated("都不是", replace(TALK, choices=OFFERED, misses=1))

    assert decision.actions == (Escalate(HandoffReason.NOT_UNDERSTOOD, "general"),)


def test_a_caller_has_one_miss_more() -> None:
    calling = replace(TALK, channel=Channel.PHONE, choices=OFFERED, misses=1)

    assert gated("都不是", calling).actions[0] == Inform(
        "unknown", choices=WAYS_ON, missed=True
    )
    assert isinstance(gated("都不是", replace(calling, misses=2)).actions[0], Escalate)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13812345678", "13812345678"),
        ("打 138 1234-5678 吧", "13812345678"),
        ("+8613812345678", "13812345678"),
        ("（0571）88886666", "057188886666"),
        ("+442071234567", "+442071234567"),
    ],
)
def test_a_phone_number_makes_the_promise_of_a_call(typed: str, number: str) -> None:
    decision = gated(typed, replace(TALK, frames=(CALLBACK,)))

    assert decision.actions == (MakePromise(PromiseKind.CALLBACK, number, typed),)


@pytest.mark.parametrize("typed", ["1381234567", "我没有手机", "138123456789"])
def test_other_words_in_the_phone_step_must_be_understood(typed: str) -> None:
    case = situation(typed, replace(TALK, frames=(CALLBACK,)))

    assert at_the_gate(case, RULES) is None


def test_any_words_are_a_message_once_one_is_asked_for() -> None:
    decision = gated("请帮我看看账单", replace(TALK, frames=(MESSAGE,)))

    promise = MakePromise(PromiseKind.MESSAGE, "", "请帮我看看账单")
    assert decision.actions == (promise,)


@pytest.mark.parametrize("frame", [CALLBACK, MESSAGE], ids=["callback", "message"])
@pytest.mark.parametrize("text", ["取消", "算了", "cancel"])
def test_an_open_step_can_be_cancelled(frame: object, text: str) -> None:
    decision = gated(text, replace(TALK, frames=(frame,)))  # type: ignore[arg-type]

    assert decision.actions == (EndFlow(frame), Inform("flow_left"))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["年费多少", "1", "0", "好的", "取消"])
def test_words_without_an_open_offer_must_be_understood(text: str) -> None:
    assert at_the_gate(situation(text), RULES) is None
