"""What was chosen in one flow is not asked for again in the next."""

from dataclasses import replace

import pytest

from bot.change import Change
from bot.conversation import Chosen, Frame
from bot.flows.carrying import chosen_in
from bot.flows.loader import load_flows
from tests.bot.flow_house import FlowHouse
from tests.bot.flow_samples import head
from tests.bot.test_flow_tasks import at_confirmation

pytestmark = pytest.mark.rules

TIMES = (
    head("times", "选时间", "Pick a time", '"bill"')
    + """
[slot.time]
kind = "option"
from = "times.times"
value = "time"
match = ["hour"]
option.zh-CN = "{hour}"
option.en = "{hour}"
[[step]]
id = "times"
act = "call_back_times"
on.none = "over"
[[step]]
id = "which"
collect = "time"
ask.zh-CN = "几点？"
ask.en = "When?"
[[step]]
id = "over"
end = "done"
"""
)


def told_the_bill() -> FlowHouse:
    house = FlowHouse().verified()
    house.hear("查账单")
    house.hear("8888")
    assert house.talk.frames == ()
    return house


def test_a_chosen_card_is_not_asked_for_again_by_the_next_flow() -> None:
    house = told_the_bill()

    told = house.hear("我要分期")

    assert house.where == "instalment.which_amount"
    assert "请问是哪张卡" not in told


def test_a_card_that_was_carried_over_can_be_corrected() -> None:
    house = told_the_bill()
    house.hear("我要分期")

    house.hear("不对，是尾号1234那张")

    frame = house.frame
    assert frame is not None
    assert frame.slots["card"] == "c-1"


def test_the_other_of_two_cards_is_taken_at_once() -> None:
    house = told_the_bill()

    house.hear("另一张卡我要分期")

    frame = house.frame
    assert frame is not None
    assert frame.slots["card"] == "c-1"


def test_another_card_than_the_one_carried_over_is_asked_for() -> None:
    third = {"card": "c-3", "tail": "5555", "product": "普卡", "kind": "credit"}
    house = told_the_bill()
    house.bank.cards = (*house.bank.cards, third)
    house.hear("我要分期")

    told = house.hear("换一张")

    assert "请问是哪张卡" in told


def test_the_same_flow_asks_again_which_card() -> None:
    told = told_the_bill().hear("查账单")

    assert "请问是哪张卡" in told


def test_a_card_that_is_there_no_longer_is_asked_for() -> None:
    house = told_the_bill()
    row = {"card": "c-9", "tail": "9999", "product": "金卡", "kind": "credit"}
    house.bank.cards = (house.bank.cards[0], row)

    told = house.hear("我要分期")

    assert "请问是哪张卡" in told


def test_nobody_is_asked_about_the_card_of_another() -> None:
    house = told_the_bill()
    known = replace(house.talk.verification, subject="C0002")
    house.store.save(Change(conversation=replace(house.talk, verification=known)))

    told = house.hear("我要分期")

    assert "请问是哪张卡" in told


def test_a_card_chosen_in_a_cancelled_flow_is_remembered() -> None:
    house = FlowHouse().verified()
    house.hear("我要分期")
    house.hear("8888")

    house.hear("取消")

    known = Chosen(source="cards.card", value="c-2", flow="instalment", subject="C0001")
    assert house.talk.chosen == (known,)
    assert "尾号8888本期应还" in house.hear("查账单")


def test_nothing_is_remembered_of_a_conversation_that_was_closed() -> None:
    house = told_the_bill()

    house.store.save(house.steps.closed(house.talk, None, house.now))

    assert house.talk.chosen == ()


def test_a_card_is_carried_over_past_a_call_that_is_being_booked() -> None:
    house = at_confirmation()
    house.hear("预约回电")

    told = house.hear("查账单", choice="flow:bill")

    assert "尾号8888本期应还" in told


def test_what_is_no_matter_of_their_own_is_not_carried_over() -> None:
    flow = load_flows({"times.toml": TIMES}).by_name["times"]
    frame = Frame(flow="times", step="", slots={"time": "9"})

    assert chosen_in(flow, frame, "C0001") == ()
