"""What was mistyped or misheard is read as the word that the base knows."""

import pytest

from knowledge.repair import Repairs

pytestmark = pytest.mark.engine

TEXTS = [
    "怎么申请信用卡",
    "信用卡年费怎么收",
    "手机银行怎么登录",
    "注册手机银行",
    "消费贷利率",
    "消费贷条件",
    "credit limit",
    "raise my credit limit",
    "replacement card",
    "order a replacement card",
    "gold card 1234",
]
REPAIRS = Repairs.of(TEXTS)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("办信用咔", "办信用卡"),
        ("注册手鸡银行", "注册手机银行"),
        ("消费代要求", "消费贷要求"),
        ("my crdit limit", "my credit limit"),
        ("a replacemnet card", "a replacement card"),
        ("rais my limit", "rais my limit"),
    ],
)
def test_a_slip_is_put_right_where_the_base_knows_the_word(
    said: str, meant: str
) -> None:
    assert REPAIRS.repair(said) == meant


@pytest.mark.parametrize("text", [*TEXTS, "今天天气怎么样", "卡尾号 1235", "", "🙂"])
def test_what_is_no_slip_is_left_alone(text: str) -> None:
    assert REPAIRS.repair(text) == text


def test_a_long_text_is_left_alone() -> None:
    assert REPAIRS.repair("信用咔" * 200) == "信用咔" * 200


def test_an_empty_base_repairs_nothing() -> None:
    assert Repairs.of([]).repair("信用咔 crdit") == "信用咔 crdit"
