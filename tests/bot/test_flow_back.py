"""One step back, as the star key asks for it: what was given last is open again."""

import pytest

from tests.bot.flow_house import FlowHouse
from tests.bot.test_flow_repairs import asking_for_months, slots
from tests.bot.test_flow_tasks import at_confirmation

pytestmark = pytest.mark.rules


def back(house: FlowHouse, *, settle: bool = True) -> str:
    return house.hear("上一步", choice="back", settle=settle)


def test_the_question_before_is_asked_again() -> None:
    house = asking_for_months()

    told = back(house)

    assert "您想分期多少金额？" in told
    assert house.where == "instalment.which_amount"
    assert slots(house) == {"card": "c-2"}


def test_back_can_be_asked_for_again_and_again() -> None:
    house = asking_for_months()
    back(house)

    told = back(house)

    assert "请问是哪张卡？" in told
    assert slots(house) == {}


def test_before_the_first_question_there_is_only_that() -> None:
    house = FlowHouse().verified()
    house.hear("我要分期")

    told = back(house)

    assert "请问是哪张卡？" in told


def test_a_yes_is_taken_back_while_it_is_not_proved() -> None:
    house = at_confirmation()
    house.hear("确认")

    told = back(house)

    assert "确认办理吗？" in told
    assert house.bank.changes() == []


def test_what_is_under_way_is_not_taken_back() -> None:
    house = at_confirmation()
    house.hear("确认")
    house.prove(settle=False)

    back(house, settle=False)

    assert house.frame is not None
    assert house.frame.confirmed
    assert house.where == "instalment.place"


def test_the_answer_that_is_given_then_counts() -> None:
    house = asking_for_months()
    back(house)

    house.hear("2000元")

    assert slots(house)["amount"] == "200000"
    assert house.where == "instalment.how_long"
