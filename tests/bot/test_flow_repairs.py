"""Repair in every flow: correct, cancel, repeat, why, digress, interrupt, negate."""

from datetime import timedelta

import pytest

from bot.acts import ActOutcome
from tests.bot.flow_bank import CARDS, TestBank
from tests.bot.flow_house import FlowHouse
from tests.bot.test_flow_tasks import PLACED, at_confirmation

pytestmark = pytest.mark.rules


def asking_for_months() -> FlowHouse:
    house = FlowHouse().verified()
    house.hear("我要分期")
    house.hear("8888")
    house.hear("3000元")
    assert house.where == "instalment.how_long"
    return house


def slots(house: FlowHouse) -> dict[str, str]:
    assert house.frame is not None
    return dict(house.frame.slots)


@pytest.mark.parametrize(
    ("words", "slot", "value"),
    [
        ("不对，是尾号1234那张", "card", "c-1"),
        ("不是白金卡，是金卡1234", "card", "c-1"),
        ("换成1234那张卡", "card", "c-1"),
        ("另一张卡", "card", "c-1"),
        ("不是3000元，是2000元", "amount", "200000"),
        ("改成2000元", "amount", "200000"),
        ("改成12期", "months", "12"),
        ("不是6期，是3期", "months", "3"),
        ("12期吧", "months", "12"),
        ("actually 12 months", "months", "12"),
        ("no, 2000 yuan please", "amount", "200000"),
        ("the other card please", "card", "c-1"),
    ],
)
def test_a_correction_changes_what_was_said(words: str, slot: str, value: str) -> None:
    house = at_confirmation()

    told = house.hear(words)

    assert slots(house)[slot] == value
    assert "确认办理吗" in told or "fee" in told
    assert house.where == "instalment.confirm"


def test_a_correction_is_confirmed_and_proved_anew() -> None:
    house = at_confirmation()
    house.hear("确认")
    first = house.store.requests[-1]

    house.hear("改成12期")

    assert house.where == "instalment.confirm"
    house.hear("是的")
    second = house.store.requests[-1]
    assert second.id != first.id
    assert second.digest != first.digest


def test_a_correction_that_no_longer_fits_is_told_with_the_range() -> None:
    house = FlowHouse().verified()
    house.hear("我要分期")
    house.hear("8888")
    house.hear("8000元")

    told = house.hear("不对，是尾号1234那张")

    assert "请在500.00元到5,000.00元之间选择。您想分期多少金额？" in told
    assert slots(house) == {"card": "c-1"}


def test_a_value_out_of_range_is_told_with_the_range() -> None:
    house = FlowHouse().verified()
    house.hear("我要分期")
    house.hear("8888")

    assert "请在500.00元到8,000.00元之间选择。" in house.hear("9000元")
    assert house.where == "instalment.which_amount"


def test_all_of_it_is_the_most_that_is_allowed() -> None:
    house = FlowHouse().verified()
    house.hear("我要分期")
    house.hear("8888")

    house.hear("全部都分")

    assert slots(house)["amount"] == "800000"


def test_wrong_without_saying_what_asks_for_it() -> None:
    house = at_confirmation()

    told = house.hear("不对")

    assert "请告诉我哪里不对" in told
    assert house.where == "instalment.confirm"
    assert "12期" in house.hear("12期")


@pytest.mark.parametrize("words", ["取消", "不办了", "算了", "cancel", "never mind"])
def test_a_flow_can_be_left_at_any_step(words: str) -> None:
    house = asking_for_months()

    house.hear(words)

    assert house.talk.frames == ()
    assert house.bank.changes() == []


@pytest.mark.parametrize("words", ["不用了", "先不办", "我再想想", "no thanks"])
def test_a_no_at_the_confirmation_ends_the_flow(words: str) -> None:
    house = at_confirmation()

    told = house.hear(words)

    assert "取消" in told or "cancelled" in told
    assert house.talk.frames == ()
    assert house.bank.changes() == []


@pytest.mark.parametrize(
    "words", ["是的", "好的，办吧", "可以", "确认办理", "yes please", "go ahead"]
)
def test_a_yes_may_be_said_in_many_ways(words: str) -> None:
    house = at_confirmation()

    house.hear(words)

    assert house.where == "instalment.proof"


@pytest.mark.parametrize("words", ["再说一遍", "没听清", "say that again"])
def test_the_question_is_repeated(words: str) -> None:
    house = asking_for_months()

    told = house.hear(words)

    assert told in ("想分几期？", "Over how many months?")


@pytest.mark.parametrize("words", ["为什么要问这个", "问这个干什么", "为什么"])
def test_why_is_explained_and_the_question_asked_again(words: str) -> None:
    house = asking_for_months()

    told = house.hear(words)

    assert "办理这件事需要这一项" in told
    assert told.endswith("想分几期？")


def test_the_flows_own_reason_is_given_where_it_has_one() -> None:
    house = FlowHouse().verified()
    house.hear("查账单")

    assert "您有不止一张卡。" in house.hear("为什么要选这个")


def test_why_a_proof_is_needed_is_explained_too() -> None:
    house = FlowHouse()
    house.hear("查账单")

    told = house.hear("为什么要核实身份")

    assert "需要确认是您本人" in told
    assert len(house.store.requests) == 1


def test_a_question_by_the_way_is_answered_and_the_step_asked_again() -> None:
    house = asking_for_months()

    told = house.hear("分期手续费怎么收？")

    assert told == "每期0.5%。\n\n想分几期？"


def test_a_question_by_the_way_does_not_answer_the_step() -> None:
    house = at_confirmation()

    told = house.hear("你们几点下班？")

    assert told.startswith("17点下班。")
    assert "确认办理吗" in told
    assert house.where == "instalment.confirm"


def test_small_talk_is_answered_and_the_step_asked_again() -> None:
    told = asking_for_months().hear("谢谢")

    assert told == "不客气，很高兴能帮到您。\n\n想分几期？"


def test_another_flow_interrupts_and_the_first_is_gone_on_with() -> None:
    house = at_confirmation()

    told = house.hear("查账单")

    assert "尾号8888本期应还8,000.00元" in told
    assert "我们接着办账单分期。" in told
    assert told.endswith("确认办理吗？")
    house.hear("确认")
    house.prove()
    assert house.bank.changes() == PLACED


def test_a_cancelled_interruption_leads_back_too() -> None:
    house = at_confirmation()
    house.hear("我要贷款")

    told = house.hear("取消")

    assert "好的，预约贷款已经取消。" in told
    assert "我们接着办账单分期。" in told


def test_a_flow_that_waits_below_is_not_opened_twice() -> None:
    house = at_confirmation()
    house.hear("我要贷款")

    told = house.hear("我要分期")

    assert [frame.flow for frame in house.talk.frames] == ["loan", "instalment"]
    assert "确认办理吗" in told


def test_a_call_back_may_be_asked_for_in_between() -> None:
    house = asking_for_months()

    asked = house.hear("预约回电")
    told = house.hear("13812345678")

    assert "请留下您的电话号码" in asked
    assert "已为您登记回电" in told
    assert told.endswith("想分几期？")


def test_words_that_fit_nothing_are_borne_twice() -> None:
    house = asking_for_months()

    first, second, third = (house.hear(one) for one in ("蓝色", "绿色", "红色"))

    assert first == "没有看出期限，例如“12个月”。想分几期？"
    assert "可以说“转人工”" in second
    assert "转接人工客服" in third
    assert house.where == "instalment.how_long"


def test_a_fitting_answer_ends_a_row_of_misses() -> None:
    house = asking_for_months()
    house.hear("蓝色")
    house.hear("绿色")
    house.hear("6期")

    assert house.frame is not None
    assert house.frame.wrong == 0


def test_a_term_that_is_not_offered_is_not_taken() -> None:
    house = asking_for_months()

    told = house.hear("7期")

    assert told.endswith("想分几期？")
    assert "months" not in slots(house)


@pytest.mark.parametrize(
    ("words", "months"),
    [("第三个", "12"), ("12", "12"), ("3", "3"), ("能分24期吗", "24")],
)
def test_a_choice_is_named_or_counted(words: str, months: str) -> None:
    house = asking_for_months()

    house.hear(words)

    assert slots(house)["months"] == months


def test_a_negated_value_is_not_taken() -> None:
    house = asking_for_months()

    house.hear("不要12期")

    assert "months" not in slots(house)


def test_a_pressed_choice_answers() -> None:
    house = asking_for_months()

    house.hear("12期", choice="slot:months=12")

    assert slots(house)["months"] == "12"


def test_an_old_button_of_the_flow_corrects() -> None:
    house = at_confirmation()

    told = house.hear("12期", choice="slot:months=12")

    assert "12期，手续费180.00元" in told


@pytest.mark.parametrize(("choice", "where"), [("yes", "instalment.proof"), ("no", "")])
def test_a_confirmation_can_be_pressed(choice: str, where: str) -> None:
    house = at_confirmation()

    house.hear("按钮", choice=choice)

    assert house.where == where


def test_a_button_that_means_nothing_here_changes_nothing() -> None:
    house = at_confirmation()
    before = house.frame

    house.hear("按钮", choice="slot:nothing=1")

    assert house.frame is not None and before is not None
    assert house.frame.slots == before.slots


def test_a_human_is_reached_from_every_step_and_the_flow_is_kept() -> None:
    house = asking_for_months()

    house.hear("转人工")

    assert house.talk.owner == "queue"
    assert house.where == "instalment.how_long"


def test_an_emergency_is_heard_in_every_step() -> None:
    house = asking_for_months()

    told = house.hear("我的卡被盗刷了")

    assert "请先不要慌" in told
    assert house.talk.handoff is not None
    assert house.talk.handoff.urgent


def test_what_is_under_way_is_neither_asked_twice_nor_called_back() -> None:
    house = at_confirmation()
    house.bank.late = True
    house.hear("确认")
    house.prove()

    cancelled = house.hear("取消")
    corrected = house.hear("改成12期")
    asked = house.hear("好了吗")

    assert cancelled == corrected == "这一笔已经提交给银行，现在不能取消或修改。"
    assert "不会重复办理" in asked
    assert house.bank.changes() == PLACED
    assert house.frame is not None
    assert house.frame.acts["place"].outcome is ActOutcome.LATE


def test_words_while_the_bank_is_asked_are_answered() -> None:
    house = FlowHouse().verified()
    house.hear("查账单", settle=False)

    told = house.turn("好了吗").reply.written

    assert told == "正在为您查询，请稍候。"
    assert len(house.acts.due(house.now)) == 1


def test_the_bank_out_of_reach_is_said_and_can_be_tried_again() -> None:
    house = FlowHouse().verified()
    house.bank.down = True

    told = house.hear("查账单")
    house.bank.down = False
    again = house.hear("再试一次")

    assert "银行系统暂时没有响应" in told
    assert "请问是哪张卡？" in again


def test_the_bank_out_of_reach_does_not_lose_what_was_said() -> None:
    house = asking_for_months()
    house.bank.down = True
    house.hear("6期")
    house.bank.down = False

    told = house.hear("再试", choice="again")

    assert "尾号8888分3,000.00元，6期" in told


def test_other_words_while_the_bank_is_out_of_reach_say_so_again() -> None:
    house = FlowHouse().verified()
    house.bank.down = True
    house.hear("查账单")

    assert "银行系统暂时没有响应" in house.hear("唔")


def test_a_proof_that_failed_can_be_tried_again() -> None:
    house = FlowHouse()
    house.hear("查账单")

    failed = house.fail_proof()
    again = house.hear("再试一次")

    assert "身份核实没有完成" in failed
    assert "核实是您本人" in again
    assert len(house.store.requests) == 2
    assert house.prove() == "请问是哪张卡？"


def test_an_open_request_is_shown_again_and_not_made_again() -> None:
    house = FlowHouse()
    house.hear("查账单")
    first = house.talk.verification.request

    told = house.hear("你们几点下班？")

    assert told.startswith("17点下班。")
    assert "安全卡片" in told
    assert house.talk.verification.request == first
    assert len(house.store.requests) == 1


def test_leaving_the_flow_ends_its_request() -> None:
    house = FlowHouse()
    house.hear("查账单")

    house.hear("取消")

    assert house.talk.verification.request == ""


def test_a_confirmation_pressed_as_go_on_says_where_it_stands() -> None:
    house = at_confirmation()

    told = house.hear("由机器人继续", choice="bot")

    assert told.startswith("我们接着办账单分期。")


def test_a_story_is_taken_as_it_is() -> None:
    house = FlowHouse()
    house.hear("按钮", choice="flow:dispute")
    house.prove()
    house.hear("不用")
    assert house.where == "dispute.which_one"

    told = house.hear("上个月8号分期商户那笔500元，为什么要收我的钱，你们垃圾")

    assert "已经登记，编号R1。" in told
    assert house.bank.changes()[0][1]["text"].startswith("上个月8号")


def asking_where() -> FlowHouse:
    house = FlowHouse()
    house.hear("我要贷款，开饭店的，两年了，想贷20万")
    assert house.where == "loan.where"
    return house


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("查账单", "bill.identity"),
        ("谢谢", "loan.where"),
        ("你们怎么问这么多？", "loan.where"),
        ("滨江区", "loan.how_to_reach"),
    ],
)
def test_what_plainly_means_something_else_is_no_place(words: str, where: str) -> None:
    house = asking_where()

    house.hear(words)

    assert house.where == where


def test_a_short_word_of_thanks_is_no_story() -> None:
    house = FlowHouse()
    house.hear("按钮", choice="flow:dispute")
    house.prove()
    house.hear("不用")

    house.hear("谢谢")

    assert house.where == "dispute.which_one"


def test_a_button_cannot_change_what_was_done() -> None:
    house = at_confirmation()
    house.bank.late = True
    house.hear("确认")
    house.prove()

    told = house.hear("12期", choice="slot:months=12")

    assert told == "这一笔已经提交给银行，现在不能取消或修改。"


def test_a_proof_tries_the_bank_again() -> None:
    house = FlowHouse()
    house.hear("查账单")
    house.bank.down = True
    assert "没有响应" in house.prove()
    house.bank.down = False
    house.now += timedelta(hours=1)
    house.hear("再试一次")

    assert house.prove() == "请问是哪张卡？"


def test_words_about_another_card_open_the_choice_again() -> None:
    three = (*CARDS, {"card": "c-3", "tail": "5555", "product": "普卡"})
    house = FlowHouse(bank=TestBank(cards=three)).verified()
    house.hear("我要分期")
    house.hear("8888")

    told = house.hear("换一张卡")

    assert "请问是哪张卡？" in told
    assert house.where == "instalment.which_card"


def test_an_insult_in_a_story_is_part_of_it() -> None:
    house = FlowHouse()
    house.hear("按钮", choice="flow:dispute")
    house.prove()

    assert "给您带来不愉快" in house.hear("你们这些垃圾")
    house.hear("不用")
    house.hear("你们这些垃圾，上个月8号多收了我500元")

    assert len(house.bank.done) == 1


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("cancelled", "没有做身份核实"),
        ("expired", "身份核实超时了"),
        ("declined", "您在手机银行里没有同意"),
        ("locked", "身份核实没有完成"),
    ],
)
def test_how_a_proof_ended_is_told_as_far_as_it_may_be(how: str, words: str) -> None:
    house = FlowHouse()
    house.hear("查账单")

    assert words in house.fail_proof(how)


def test_who_may_not_be_protected_here_any_more_is_given_to_a_human() -> None:
    house = FlowHouse()
    house.hear("按钮", choice="flow:freeze")

    told = house.fail_proof("limited")

    assert "由人工马上为您处理" in told
    assert house.talk.owner == "queue"
    assert house.talk.handoff is not None
    assert house.talk.handoff.urgent


def test_who_waits_for_a_human_already_is_told_so() -> None:
    house = FlowHouse()
    house.hear("我的卡被盗刷了")

    told = house.fail_proof("limited")

    assert told == "为了您的安全，这一步由人工马上为您处理。"


@pytest.mark.parametrize("words", ["算了不办了", "不查了", "算了，不投诉了"])
def test_a_flow_is_left_in_many_words(words: str) -> None:
    house = asking_for_months()

    house.hear(words)

    assert house.talk.frames == ()


@pytest.mark.parametrize("words", ["不对了", "知道了", "开了三年了"])
def test_other_words_do_not_leave_a_flow(words: str) -> None:
    house = asking_for_months()

    house.hear(words)

    assert house.talk.frames != ()


def test_a_place_is_corrected_at_the_confirmation() -> None:
    house = asking_where()
    house.hear("滨江区江南大道1号101室")
    house.hear("13812345678")

    told = house.hear("不对，是滨江区江南大道1号102室")

    assert "102室，电话13812345678" in told


def test_a_term_is_no_place_but_corrects_the_term() -> None:
    house = asking_where()

    house.hear("等等，开了三年")

    assert slots(house)["years"] == "36"
    assert house.where == "loan.where"


def test_digits_alone_are_no_place() -> None:
    house = asking_where()

    house.hear("123")

    assert house.where == "loan.where"


def test_a_place_in_the_first_words_is_not_asked_for() -> None:
    house = FlowHouse()

    house.hear("我在上海徐汇区，想贷款，开饭店的，两年了，20万")

    assert slots(house)["region"] == "上海徐汇区"
    assert house.where == "loan.how_to_reach"
