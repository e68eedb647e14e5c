"""A message that leans on the answer before it is read in full."""

import pytest

from bot.context import Topic, readings

pytestmark = pytest.mark.rules

FEE = Topic(title="普卡年费怎么收？", category="信用卡/年费")
REPAY = Topic(title="信用卡还款日是哪天", category="信用卡/还款")
TRANSFER = Topic(title="怎么办理跨行转账？", category="转账/跨行")
HOURS = Topic(title="网点几点开门", category="网点/时间")
GOLD = Topic(title="What is the annual fee for the Classic card?")
LIMIT = Topic(title="How do I raise my credit limit?")


@pytest.mark.parametrize(
    ("said", "topic", "expected"),
    [
        ("那金卡呢？", FEE, "金卡年费怎么收？"),
        ("金卡呢", FEE, "金卡年费怎么收？"),
        ("那逾期呢？", REPAY, "信用卡逾期"),
        ("要是逾期的话呢", REPAY, "信用卡逾期"),
        ("收费吗", TRANSFER, "转账收费吗"),
        ("多久到账", TRANSFER, "跨行转账多久到账"),
        ("它的上限", TRANSFER, "转账上限"),
        ("那周末呢", HOURS, "网点周末"),
        (
            "what about the gold card?",
            GOLD,
            "What is the annual fee for the gold card?",
        ),
        ("and for a temporary one?", LIMIT, "limit temporary one"),
        ("how long does it take", LIMIT, "limit how long does it take"),
        ("ok, is it free?", LIMIT, "raise credit limit is it free"),
    ],
)
def test_a_follow_up_is_read_with_its_topic(
    said: str, topic: Topic, expected: str
) -> None:
    assert expected in readings(said, topic)


@pytest.mark.parametrize(
    "said",
    [
        "信用卡丢了怎么挂失",
        "那我想问一下房贷的利率现在一共是多少",
        "转人工",
        "谢谢",
        "",
        "？？",
        "how do I report a lost card",
        "and then I would like to know how I can open a new account",
        "thanks",
    ],
)
def test_a_message_that_stands_alone_is_left_alone(said: str) -> None:
    assert readings(said, FEE) == ()


def test_nothing_was_answered_before() -> None:
    assert readings("那金卡呢", Topic(title="")) == ()


def test_a_thing_is_not_exchanged_for_itself() -> None:
    assert "普卡年费怎么收？" not in readings("那普卡呢", FEE)
    assert GOLD.title not in readings("what about the classic card", GOLD)


def test_a_reading_is_given_once() -> None:
    found = readings("那信用卡呢", REPAY)

    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "said", ["那" * 2000, "and " * 500, "呢" * 12, "那呢", "那🙂呢"]
)
def test_any_text_is_read_in_bounded_time(said: str) -> None:
    assert len(readings(said, FEE)) <= 3
