"""Whole tasks, from the first words to the result."""

from datetime import timedelta

import pytest

from bot.acts import ActOutcome
from bot.reply import CardKind, Expects
from bot.verification import Assurance
from tests.bot.flow_bank import CARDS, TestBank
from tests.bot.flow_house import FlowHouse

pytestmark = pytest.mark.rules

PLACED = [
    (
        "place_instalment",
        {"card": "c-2", "amount": "300000", "months": "6", "quote": "q-300000-6-c-2"},
    )
]


def at_confirmation(house: FlowHouse | None = None) -> FlowHouse:
    house = (house or FlowHouse()).verified()
    house.hear("我要分期")
    house.hear("8888")
    house.hear("3000元")
    house.hear("6期")
    assert house.where == "instalment.confirm"
    return house


def test_a_bill_is_read_once_the_customer_is_proved() -> None:
    house = FlowHouse()

    asked = house.hear("查账单")
    which = house.prove()
    told = house.hear("1234")

    assert "核实是您本人" in asked
    assert which == "请问是哪张卡？"
    assert "尾号1234本期应还5,000.00元，2026年3月25日到期。" in told
    assert house.where == ""


def test_nothing_is_read_before_the_customer_is_proved() -> None:
    house = FlowHouse()

    house.hear("查账单")

    assert house.bank.asked == []
    request = house.store.requests[-1]
    assert (request.required, request.act) == (Assurance.L2, "cards")
    assert house.talk.verification.request == request.id


def test_the_card_is_a_part_of_its_own() -> None:
    turn = FlowHouse().turn("查账单")

    (part,) = turn.reply.parts
    assert part.expects is Expects.CARD
    assert part.card is not None
    assert (part.card.kind, part.card.title) == (CardKind.VERIFICATION, "查账单")


def test_a_sole_card_is_taken_without_asking() -> None:
    house = FlowHouse(bank=TestBank(cards=CARDS[:1])).verified()

    told = house.hear("查账单")

    assert "尾号1234本期应还5,000.00元" in told


def test_a_refusal_of_the_bank_leads_where_the_flow_says() -> None:
    house = FlowHouse().verified()
    house.bank.refuse = {"cards": ["none"]}

    assert "您名下没有信用卡。" in house.hear("查账单")
    assert house.where == ""


def test_a_refusal_that_the_flow_does_not_know_is_for_a_human() -> None:
    house = FlowHouse().verified()
    house.bank.refuse = {"cards": ["asleep"]}

    told = house.hear("查账单")

    assert "这一步需要人工为您办理。" in told
    assert house.talk.owner == "queue"


def test_an_instalment_needs_a_yes_and_a_proof_of_its_own() -> None:
    house = at_confirmation()

    asked = house.hear("确认")
    request = house.store.requests[-1]
    assert house.bank.changes() == []
    told = house.prove()

    assert "核实是您本人" in asked
    assert (request.required, request.act) == (Assurance.L3, "place_instalment")
    assert told == "办好了，编号R1。"
    assert house.bank.changes() == PLACED


def test_a_change_names_its_customer_and_the_level_that_stood() -> None:
    house = at_confirmation()
    house.hear("确认")

    house.prove()

    act = house.bank.asked[-1]
    assert (act.subject, act.level) == ("C0001", Assurance.L3)
    assert not any(one.act for one in house.talk.verification.proofs)


def test_a_proof_for_one_amount_does_not_stand_for_another() -> None:
    house = at_confirmation()
    house.hear("确认")
    house.prove(settle=False)
    assert house.where == "instalment.place"
    house.bank.refuse = {"place_instalment": ["quote_gone"]}

    told = house.read(0)
    house.settle()

    assert "报价过期了" not in told
    assert house.where == "instalment.confirm"
    assert "核实是您本人" in house.hear("确认")


def test_a_quote_that_is_gone_is_made_again_and_confirmed_again() -> None:
    house = at_confirmation()
    house.bank.refuse = {"place_instalment": ["quote_gone"]}
    house.hear("确认")

    told = house.prove()

    assert "报价过期了，重新算一次。" in told
    assert "确认办理吗？" in told
    assert house.bank.changes() == []


def test_a_bank_that_always_refuses_ends_with_a_human() -> None:
    house = at_confirmation()
    house.bank.refuse = {"place_instalment": ["quote_gone"] * 9}

    for _ in range(9):
        if house.talk.owner == "queue":
            break
        house.hear("确认")
        house.prove()

    assert house.bank.changes() == []


@pytest.mark.parametrize(
    ("words", "slots"),
    [
        ("把尾号8888的账单分12期", {"card": "c-2", "months": "12"}),
        ("我要分期，8888那张卡，3000元，分6期", {"card": "c-2", "amount": "300000",
                                                "months": "6"}),
        ("白金卡我要分期", {"card": "c-2"}),
        ("I want to pay 3000 yuan on the card ending 1234 by instalment over 3 months",
         {"card": "c-1", "amount": "300000", "months": "3"}),
    ],
)  # fmt: skip
def test_what_the_first_words_say_is_not_asked(
    words: str, slots: dict[str, str]
) -> None:
    house = FlowHouse().verified()

    house.hear(f"账单分期。{words}" if "分期" not in words else words)

    assert house.frame is not None
    assert house.frame.slots == slots


def test_a_card_that_is_not_there_is_not_replaced_by_another() -> None:
    house = FlowHouse(bank=TestBank(cards=CARDS[:1])).verified()

    told = house.hear("查账单，尾号9999的")

    assert "请问是哪张卡？" in told
    assert house.where == "bill.which_card"


def test_several_answers_in_one_sentence_are_all_taken() -> None:
    house = FlowHouse()
    house.hear("我要贷款")

    told = house.hear("开饭店的，两年了，想贷20万")

    assert told == "店在哪里？"
    assert house.frame is not None
    assert house.frame.slots == {
        "trade": "catering", "years": "24", "amount": "20000000",
    }  # fmt: skip


def test_an_appointment_is_made_without_any_proof() -> None:
    house = FlowHouse()
    house.hear("我要贷款，开饭店的，两年了，想贷20万")
    house.hear("滨江区江南大道1号")
    house.hear("13812345678")

    told = house.hear("可以提交")

    assert "预约好了，编号R1。" in told
    assert house.bank.changes()[0][1]["region"] == "滨江区江南大道1号"
    assert house.bank.asked[-1].subject == ""


def test_a_place_without_a_branch_is_asked_for_again() -> None:
    house = FlowHouse()
    house.bank.refuse = {"book_loan": ["no_branch"]}
    house.hear("我要贷款，开饭店的，两年了，想贷20万")
    house.hear("无人区")
    house.hear("13812345678")

    told = house.hear("可以提交")

    assert "无人区附近没有网点。" in told
    assert "店在哪里？" in told
    house.hear("滨江区")
    assert "滨江区，电话13812345678" in house.read(0)


def test_a_level_that_has_lapsed_is_asked_for_again() -> None:
    house = FlowHouse().verified()
    house.hear("查账单")
    house.now += timedelta(minutes=11)

    told = house.hear("8888")

    assert "核实是您本人" in told
    assert "8,000.00元" in house.prove()


def test_a_result_is_told_although_the_level_has_lapsed_since() -> None:
    house = at_confirmation()
    house.bank.late = True
    house.hear("确认")
    house.prove()
    house.now += timedelta(minutes=40)
    house.bank.late = False
    before = house.store.last_seq("demo", "c1")

    house.now += timedelta(hours=1)
    house.settle()

    assert house.read(before) == "办好了，编号R1。"
    assert len(house.bank.done) == 1


def test_the_same_intent_again_does_not_start_the_flow_again() -> None:
    house = FlowHouse().verified()
    house.hear("我要分期")

    told = house.hear("我要分期")

    assert "请问是哪张卡？" in told
    assert len(house.talk.frames) == 1


def test_an_act_that_went_well_is_asked_for_once() -> None:
    house = at_confirmation()

    names = [act.name for act in house.bank.asked]

    assert names == ["cards", "bill", "quote_instalment"]
    assert house.frame is not None
    assert {one.outcome for one in house.frame.acts.values()} == {ActOutcome.OK}
