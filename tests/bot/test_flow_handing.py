"""Flows across hands: bot, queue, agent and back; what protects goes on meanwhile."""

from dataclasses import replace

import pytest

from bot.change import Change
from bot.conversation import Frame
from bot.errors import ActNotFound
from bot.flows.continuing import NoActs
from bot.flows.tasks import NO_TASKS
from bot.handoff import HandoffReason
from bot.message import Author, Event, Owner
from bot.reply import Expects
from bot.verification import Assurance
from tests.bot.flow_house import FlowHouse
from tests.bot.test_flow_repairs import asking_for_months
from tests.bot.test_flow_tasks import PLACED, at_confirmation
from tests.fakes import TENANT

pytestmark = pytest.mark.rules


def test_a_flow_goes_on_where_it_stood_once_the_agent_hands_back() -> None:
    house = asking_for_months()
    house.hear("转人工")
    house.take()

    told = house.hand_back()

    assert told.endswith("我们接着办账单分期。\n\n想分几期？")
    house.hear("6期")
    house.hear("确认")
    house.prove()
    assert house.bank.changes() == PLACED


def test_leaving_the_queue_leads_back_into_the_flow() -> None:
    house = asking_for_months()
    house.hear("转人工")

    told = house.hear("由机器人继续", choice="bot")

    assert told.startswith("好的，已经退出排队")
    assert told.endswith("想分几期？")
    assert house.talk.owner is Owner.BOT


def test_what_the_bank_tells_while_an_agent_speaks_is_kept_in_silence() -> None:
    house = FlowHouse().verified()
    house.hear("查账单", settle=False)
    house.hear("转人工", settle=False)
    house.take()
    before = house.store.last_seq(TENANT, "c1")

    house.settle()

    assert house.read(before) == ""
    assert house.frame is not None
    assert house.frame.facts["cards.count"] == "2"
    assert house.hand_back().endswith("请问是哪张卡？")


def test_words_to_the_agent_are_not_taken_for_the_flow() -> None:
    house = asking_for_months()
    house.hear("转人工")
    house.take()

    house.hear("6期")
    house.hear("按钮", choice="slot:months=6")

    assert house.frame is not None
    assert "months" not in house.frame.slots


def test_a_handback_may_ask_the_bank_and_the_customer_anew() -> None:
    house = asking_for_months()
    house.hear("6期", settle=False)
    house.hear("转人工", settle=False)
    house.take()
    house.settle()

    assert "确认办理吗？" in house.hand_back()


def test_a_handback_asks_for_a_proof_where_one_is_due() -> None:
    house = FlowHouse()
    house.hear("查账单")
    house.hear("转人工")
    house.take()
    first = house.talk.verification.request

    told = house.hand_back()

    assert "安全卡片" in told
    assert house.talk.verification.request == first
    assert house.store.messages(TENANT, "c1")[-1].reply is not None


def test_a_handback_may_ask_for_a_proof_before_the_task_goes_on() -> None:
    house = asking_for_months()
    house.hear("转人工")
    house.take()

    told = house.hand_back_to_prove()
    asked = house.store.requests[-1]
    proved = house.prove()

    assert "请先在下方卡片中完成身份核验" in told
    assert "几期" not in told
    assert (asked.required, asked.act, asked.purpose) == (
        Assurance.L2,
        "",
        "账单分期",
    )
    assert "几期" in proved


def test_a_handback_for_a_proof_where_nothing_is_open_asks_for_it_alone() -> None:
    house = FlowHouse()
    house.hear("转人工")
    house.take()

    told = house.hand_back_to_prove()
    house.prove()

    assert house.store.requests[-1].purpose == "为您办理业务"
    assert "身份核验" in told
    assert house.talk.verification.standing(house.now) is Assurance.L2


def test_a_task_that_is_due_a_proof_shows_its_own_card() -> None:
    house = FlowHouse()
    house.hear("查账单")
    house.hear("转人工")
    house.take()
    before = len(house.store.requests)

    told = house.hand_back_to_prove()

    assert len(house.store.requests) == before
    assert told.count("安全卡片") == 1


def test_a_handback_after_the_last_step_only_says_that_the_bot_is_back() -> None:
    house = FlowHouse()
    house.hear("按钮", choice="flow:dispute")
    house.prove()
    house.hear("不用")
    house.hear("上个月8号那笔")
    assert house.talk.owner is Owner.QUEUE
    assert house.where == "dispute.specialist"
    house.take()

    told = house.hand_back()

    assert told.endswith("请问还有什么可以帮您？")
    assert house.talk.frames == ()


def test_the_package_tells_the_open_flow_and_the_signs_of_risk() -> None:
    house = asking_for_months()
    house.hear("有人让我把屏幕共享给他看")
    house.hear("转人工")

    handoff = house.talk.handoff
    assert handoff is not None
    assert handoff.package.open_flow == "instalment.how_long"
    assert handoff.package.signals == ("pressure",)


def test_an_emergency_offers_the_card_that_freezes_at_once() -> None:
    turn = FlowHouse().turn("我的卡被盗刷了")

    expected = [part.expects for part in turn.reply.parts]
    assert Expects.CARD in expected
    assert turn.action_names.startswith("inform+askproof")


def test_a_freeze_goes_on_while_the_customer_waits_for_a_human() -> None:
    house = FlowHouse()
    house.hear("我的卡被盗刷了")
    request = house.store.requests[-1]

    told = house.prove()

    assert request.required is Assurance.L0
    assert told == "已经冻结，编号R1。\n\n打开手机银行"
    said = house.store.messages(TENANT, "c1")[-1]
    assert (said.author, said.event) == (Author.SYSTEM, None)
    assert house.talk.owner is Owner.QUEUE
    assert house.bank.asked[-1].claim == request.id
    assert house.bank.asked[-1].subject == ""


def test_a_freeze_goes_on_while_an_agent_holds_the_conversation() -> None:
    house = FlowHouse()
    house.hear("我的卡被盗刷了")
    house.take()

    assert house.prove().startswith("已经冻结，编号R1。")
    assert house.talk.owner is Owner.AGENT


def test_an_emergency_in_the_queue_offers_the_card_too() -> None:
    house = FlowHouse()
    house.hear("转人工")

    told = house.hear("我的卡被盗刷了")

    assert "最前面" in told
    assert "安全卡片" in told
    assert house.prove().startswith("已经冻结")


def test_an_emergency_of_a_known_customer_offers_the_freeze_to_press() -> None:
    house = FlowHouse().verified()

    told = house.hear("我的卡被盗刷了")

    assert "我现在就可以为您办理临时冻结" in told
    assert house.bank.changes() == []
    assert "已经冻结" in house.hear("临时冻结", choice="flow:freeze")
    assert house.talk.owner is Owner.QUEUE


def test_a_flow_below_what_protects_waits_for_the_human_to_be_done() -> None:
    house = asking_for_months()
    house.hear("我要转人工")
    house.hear("我的卡被盗刷了")

    told = house.hear("接着", choice="again")

    assert "想分几期" not in told
    house.take()
    assert house.hand_back().endswith("想分几期？")


def test_what_protects_may_be_pressed_in_the_queue() -> None:
    house = FlowHouse()
    house.hear("按钮", choice="flow:dispute")
    house.prove()
    house.hear("转人工")

    told = house.hear("是", choice="slot:protect=yes")

    assert house.bank.changes() == [("freeze", {})]
    assert "请说说是哪一笔交易" in told
    said = house.store.messages(TENANT, "c1")[-1]
    assert said.author is Author.SYSTEM


def test_a_swindlers_words_warn_and_hold_back_what_changes_the_account() -> None:
    house = at_confirmation()

    warned = house.hear("他让我不要告诉别人，把屏幕共享打开")

    assert "请先停一下" in warned
    assert house.talk.signals == ("pressure",)
    assert house.talk.owner is Owner.QUEUE
    assert house.talk.handoff is not None
    assert house.talk.handoff.reason is HandoffReason.POLICY
    assert house.bank.changes() == []


def test_after_a_person_has_looked_the_flow_goes_on() -> None:
    house = at_confirmation()
    house.hear("他让我不要告诉别人，把屏幕共享打开")
    house.take()

    house.hand_back()
    house.hear("确认")
    house.prove()

    assert house.bank.changes() == PLACED


def test_a_swindlers_words_to_an_agent_are_noted_in_silence() -> None:
    house = FlowHouse()
    house.hear("转人工")
    house.take()

    told = house.hear("他让我不要告诉别人，把屏幕共享打开")

    assert told == ""
    assert house.talk.signals == ("pressure",)


def test_reading_is_not_held_back_but_needs_more() -> None:
    house = FlowHouse()
    house.hear("他让我不要告诉别人，把屏幕共享打开")
    house.hear("查账单")

    house.prove()

    assert house.store.requests[-1].required is Assurance.L3
    assert house.store.requests[-1].digest != ""


def test_a_closed_conversation_forgets_its_flows() -> None:
    house = asking_for_months()
    house.hear("6期", settle=False)
    house.store.save(house.steps.closed(house.talk, None, house.now))
    before = house.store.last_seq(TENANT, "c1")

    house.settle()

    assert house.read(before) == ""
    assert house.talk.owner is Owner.CLOSED


def test_a_flow_that_the_pack_has_no_longer_is_left_quietly() -> None:
    house = asking_for_months()
    gone = Frame(flow="gone", step="x")
    frames = (*house.talk.frames, gone)
    house.store.save(Change(conversation=replace(house.talk, frames=frames)))
    house.hear("转人工")
    house.take()

    told = house.hand_back()

    assert told.endswith("想分几期？")
    assert [frame.flow for frame in house.talk.frames] == ["instalment"]


def test_a_result_that_comes_twice_is_told_once() -> None:
    house = FlowHouse().verified()
    house.hear("查账单")
    before = house.store.last_seq(TENANT, "c1")

    told = house.carried(Event.ACT_DONE, house.talk.verification, True)

    assert told == ""
    assert house.store.turns[-1].why.endswith("known")
    assert house.store.last_seq(TENANT, "c1") == before + 1


def test_a_proof_for_somebody_else_s_question_asks_nothing_again() -> None:
    house = asking_for_months()

    assert house.carried(Event.VERIFIED, house.talk.verification, True) == ""


def test_silence_is_met_with_the_open_question() -> None:
    house = asking_for_months()

    change = house.steps.reminded_of_step(house.talk, house.now)

    assert change is not None
    assert change.messages[0].text == (
        "您还在吗？账单分期还没有办完，我们可以接着办。\n\n想分几期？"
    )


@pytest.mark.parametrize("words", ["转人工", "取消"])
def test_silence_is_left_alone_when_nothing_waits_for_words(words: str) -> None:
    house = asking_for_months()
    house.hear(words)

    assert house.steps.reminded_of_step(house.talk, house.now) is None


def test_silence_while_the_bank_is_at_it_is_left_alone() -> None:
    house = FlowHouse().verified()
    house.hear("查账单", settle=False)

    assert house.steps.reminded_of_step(house.talk, house.now) is None


def test_a_result_for_a_flow_that_waits_below_is_kept_in_silence() -> None:
    house = FlowHouse().verified()
    house.hear("查账单", settle=False)
    house.hear("按钮", choice="flow:loan", settle=False)
    before = house.store.last_seq(TENANT, "c1")

    house.settle()

    assert house.read(before) == ""
    assert "cards" in house.talk.frames[0].acts
    assert house.talk.frames[0].facts["cards.count"] == "2"


def test_words_in_a_flow_that_the_pack_has_no_longer_are_taken_as_ever() -> None:
    house = FlowHouse()
    gone = (Frame(flow="gone", step="x"),)
    house.store.save(Change(conversation=replace(house.talk, frames=gone)))

    assert house.hear("你们几点下班？") == "17点下班。"
    assert house.hear("取消").startswith("抱歉")


def test_without_any_acts_nothing_was_ever_finished() -> None:
    with pytest.raises(ActNotFound):
        NoActs().finished(TENANT, "a1")
    assert NO_TASKS.ids.new() == ""


def test_a_proof_while_the_bank_is_at_something_waits_for_the_bank() -> None:
    house = FlowHouse().verified()
    house.hear("查账单", settle=False)

    told = house.carried(Event.VERIFIED, house.talk.verification, False)

    assert told == ""
    assert house.where == "bill.cards"


def test_what_cannot_be_protected_by_itself_is_said_while_a_human_is_fetched() -> None:
    house = FlowHouse()
    house.hear("我的卡被盗刷了")
    house.bank.refuse = {"freeze": ["asleep"]}

    assert house.prove() == "这一步需要人工为您办理。"
    assert house.talk.owner is Owner.QUEUE


def test_what_is_held_back_from_the_start_names_its_first_step() -> None:
    house = FlowHouse()
    house.hear("他让我不要告诉别人，把屏幕共享打开")

    house.hear("我要分期")

    handoff = house.talk.handoff
    assert handoff is not None
    assert handoff.package.signals == ("pressure",)
    assert house.where == "instalment.identity"
