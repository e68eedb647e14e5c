"""Numbers as said in Chinese and English."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.numerals import chinese_number, digits_only, english_number, plain_number

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("三千二百八十六", "3286"),
        ("一万两千三", "12300"),
        ("两百", "200"),
        ("三百五", "350"),
        ("一千零五", "1005"),
        ("一万零三", "10003"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百一十", "110"),
        ("1.5万", "15000"),
        ("1万2", "12000"),
        ("1万2000", "12000"),
        ("3千500", "3500"),
        ("5w", "50000"),
        ("一点五万", "15000"),
        ("三点一四", "3.14"),
        ("二〇二五", "2025"),
        ("壹仟贰佰", "1200"),
        ("一亿两千万", "120000000"),
        ("1,200.50", "1200.5"),
        ("100", "100"),
    ],
)
def test_a_chinese_number_is_read(said: str, value: str) -> None:
    assert chinese_number(said) == Decimal(value)


@pytest.mark.parametrize(
    "said", ["百", "千万", "万", "十十", "1..2", "1,2", "你好", ""]
)
def test_what_is_no_chinese_number_is_none(said: str) -> None:
    assert chinese_number(said) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("twelve hundred", "1200"),
        ("two thousand and five", "2005"),
        ("a hundred", "100"),
        ("one hundred twenty-three", "123"),
        ("twenty-five", "25"),
        ("two hundred thousand", "200000"),
        ("1.5 million", "1500000"),
        ("twenty grand", "20000"),
        ("5k", "5000"),
        ("1,200", "1200"),
    ],
)
def test_an_english_number_is_read(said: str, value: str) -> None:
    assert english_number(said) == Decimal(value)


@pytest.mark.parametrize("said", ["a", "", "card", "five cards", "xk"])
def test_what_is_no_english_number_is_none(said: str) -> None:
    assert english_number(said) is None


def test_digits_said_one_by_one_are_joined() -> None:
    assert digits_only("零 九-三 二, 幺") == "09321"


@given(st.integers(min_value=0, max_value=10**15))
def test_arabic_digits_are_themselves(number: int) -> None:
    assert plain_number(f"{number:,}") == number
    assert chinese_number(str(number)) == number


@given(st.text(alphabet="零一二十百千万亿点两w.,0123456789", max_size=40))
def test_reading_never_fails(text: str) -> None:
    chinese_number(text)
    english_number(text)
