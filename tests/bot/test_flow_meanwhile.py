"""What protects goes on while a human is on the way; words that begin it are data."""

import pytest

from bot.flows.checker import check
from bot.flows.loader import load_flows
from bot.message import Author, Owner
from tests.bot.flow_house import FlowHouse
from tests.bot.flow_samples import BILL, DISPUTE, TEXTS
from tests.fakes import TENANT

pytestmark = pytest.mark.rules

NOT_MINE = DISPUTE.replace(
    "protective = true",
    'protective = true\nwords.zh-CN = ["不是我刷"]\nwords.en = ["not my payment"]',
)
FLOWS = load_flows({**TEXTS, "dispute.toml": NOT_MINE})
WORDS = "昨天这笔3000块的消费不是我刷的，卡在我手里"


def disputing() -> FlowHouse:
    house = FlowHouse(flows=FLOWS)
    house.hear(WORDS)
    return house


def asked_to_freeze() -> FlowHouse:
    house = disputing()
    house.prove()
    return house


def test_words_of_a_flow_begin_it_in_an_emergency() -> None:
    house = disputing()

    assert house.talk.owner is Owner.QUEUE
    assert house.where == "dispute.identity"
    assert "交易核实" in house.read(0)


def test_another_emergency_begins_the_shortest_way_to_protect() -> None:
    house = FlowHouse(flows=FLOWS)

    house.hear("我的卡丢了，被人捡走了")

    assert house.where == "freeze.identity"


def test_who_said_already_who_they_are_is_asked_for_the_next_step() -> None:
    house = FlowHouse(flows=FLOWS).verified()

    told = house.hear(WORDS)

    assert "要不要先冻结卡片？" in told
    assert house.talk.owner is Owner.QUEUE
    assert house.bank.changes() == []


def test_a_customer_in_the_queue_answers_in_words() -> None:
    house = asked_to_freeze()

    frozen = house.hear("冻结吧")
    told = house.hear("昨天商城一百八十六块")

    assert "请说说是哪一笔交易。" in frozen
    assert "已经登记" in told
    assert [name for name, _ in house.bank.changes()] == ["freeze", "dispute"]
    assert house.talk.owner is Owner.QUEUE


def test_such_an_answer_is_for_the_human_too() -> None:
    house = asked_to_freeze()

    house.hear("不用")

    heard = house.store.messages(TENANT, "c1")
    assert heard[-1].author is Author.SYSTEM
    assert house.store.turns[-1].why == "flow:dispute:protect_now:given:protect"


@pytest.mark.parametrize("words", ["还要等多久？", "蓝色的"])
def test_what_is_no_answer_waits_for_the_human(words: str) -> None:
    house = asked_to_freeze()

    told = house.hear(words)

    assert "会一并交给人工客服" in told
    assert house.where == "dispute.protect_now"


def test_words_to_a_human_are_for_the_human() -> None:
    house = asked_to_freeze()
    house.take()

    told = house.hear("冻结吧")

    assert told == ""
    assert house.bank.changes() == []


def test_only_what_protects_is_begun_by_an_emergency() -> None:
    text = BILL.replace(
        'title.zh-CN = "查账单"', 'words.en = ["x"]\ntitle.zh-CN = "查"'
    )

    (found,) = check({"bill.toml": text})

    assert found.wrong == "an emergency begins what protects"
