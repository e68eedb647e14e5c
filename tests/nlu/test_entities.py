"""Entities by rule: what they are, where they stand, and what is none."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import EntityKind
from nlu.entities import find_entities
from nlu.normalize import normalize
from tests.nlu.conftest import TODAY

pytestmark = pytest.mark.engine

AMOUNT, DATE, TERM = EntityKind.AMOUNT, EntityKind.DATE, EntityKind.TERM
TAIL, PHONE, IDENTITY = EntityKind.CARD_TAIL, EntityKind.PHONE, EntityKind.ID_NUMBER


def found(text: str) -> list[tuple[EntityKind, str]]:
    entities = find_entities(normalize(text), today=TODAY)
    return [(entity.kind, entity.value) for entity in entities]


@pytest.mark.parametrize(
    ("said", "fen"),
    [
        ("三千二百八十六块五", "328650"),
        ("两块八毛五", "285"),
        ("一万两千三百元整", "1230000"),
        ("¥3,286.5", "328650"),
        ("RMB 500", "50000"),
        ("还三千块钱", "300000"),
        ("转5000给小王", "500000"),
        ("额度提到五万", "5000000"),
        ("那笔1.5万", "1500000"),
        ("5w可以吗", "5000000"),
        ("500元3张", "50000"),
        ("transfer twelve hundred yuan", "120000"),
        ("pay 5k", "500000"),
        ("raise my limit to 20,000", "2000000"),
        ("十万元", "10000000"),
        ("存十五万", "15000000"),
        ("十块钱", "1000"),
    ],
)
def test_an_amount_is_read_in_fen(said: str, fen: str) -> None:
    assert found(said) == [(AMOUNT, fen)]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("昨天", "2025-11-25"),
        ("大前天", "2025-11-23"),
        ("上个月5号", "2025-10-05"),
        ("下个月十五号", "2025-12-15"),
        ("11月25日", "2025-11-25"),
        ("1月3号", "2026-01-03"),
        ("去年3月5日", "2024-03-05"),
        ("二〇二五年十一月二十五日", "2025-11-25"),
        ("2025-11-03", "2025-11-03"),
        ("上月底", "2025-10-31"),
        ("月底", "2025-11-30"),
        ("5号", "2025-11-05"),
        ("周五", "2025-11-28"),
        ("下周一", "2025-12-01"),
        ("上周日", "2025-11-23"),
        ("三天前", "2025-11-23"),
        ("两天后", "2025-11-28"),
        ("next friday", "2025-12-05"),
        ("last monday", "2025-11-17"),
        ("the day before yesterday", "2025-11-24"),
        ("Nov 25th", "2025-11-25"),
        ("25 November 2024", "2024-11-25"),
        ("the 5th of last month", "2025-10-05"),
        ("3 days ago", "2025-11-23"),
    ],
)
def test_a_date_is_seen_from_today(said: str, day: str) -> None:
    assert found(said) == [(DATE, day)]


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("分12期", "12"),
        ("存一年", "12"),
        ("两年半的定期", "30"),
        ("半年", "6"),
        ("24个月", "24"),
        ("三十年", "360"),
        ("24 months", "24"),
        ("two years", "24"),
        ("a year", "12"),
    ],
)
def test_a_term_is_read_in_months(said: str, months: str) -> None:
    assert found(said) == [(TERM, months)]


@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("尾号8888", TAIL, "8888"),
        ("卡尾号零九三二", TAIL, "0932"),
        ("尾号是 0 9 3 2", TAIL, "0932"),
        ("the card ending in 1234", TAIL, "1234"),
        ("last four digits are 5 6 7 8", TAIL, "5678"),
        ("手机13812345678", PHONE, "13812345678"),
        ("+86 138-1234-5678", PHONE, "13812345678"),
        ("幺三八幺二三四五六七八", PHONE, "13812345678"),
        ("一三八 一二三四 五六七八", PHONE, "13812345678"),
        ("身份证11010519491231002X", IDENTITY, "11010519491231002X"),
    ],
)
def test_a_number_that_stands_for_something_is_read(
    said: str, kind: EntityKind, value: str
) -> None:
    assert found(said) == [(kind, value)]


@pytest.mark.parametrize(
    "said",
    [
        "十万火急",
        "千万别挂",
        "万一丢了",
        "1.5万积分",
        "坐3号线",
        "去5号窗口",
        "今年",
        "三个月以前",
        "2月30日",
        "卡号6222021234567890123",
        "110105194912310021",
        "12812345678",
        "尾号88889",
        "pay by card",
    ],
)
def test_what_only_looks_like_an_entity_is_none(said: str) -> None:
    assert found(said) == []


def test_several_entities_come_in_the_order_of_the_text() -> None:
    said = "尾号8888的卡，11月25号那笔三千块分12期"

    assert found(said) == [
        (TAIL, "8888"),
        (DATE, "2025-11-25"),
        (AMOUNT, "300000"),
        (TERM, "12"),
    ]


SPOKEN = st.text(
    alphabet="零一二三四五六七八九十百千万亿点两半年月日号期元块毛分尾上下个周天前后"
    "0123456789.,-:¥wkx abnovfriday",
    max_size=60,
)


@given(text=SPOKEN | st.text(max_size=100), today=st.dates(min_value=date(2, 1, 1)))
def test_spans_lie_in_the_text_and_never_overlap(text: str, today: date) -> None:
    normalized = normalize(text)

    entities = find_entities(normalized, today=today)

    assert all(0 <= e.start < e.end <= len(normalized) for e in entities)
    assert all(one.end <= two.start for one, two in pairwise(entities))


@pytest.mark.parametrize(
    "unit", ["一", "1", "1,", "1 ", "five ", "万", "尾号", "a year "]
)
def test_the_longest_text_is_searched_in_bounded_time(unit: str) -> None:
    text = normalize(unit * 2000)[:2000]

    find_entities(text, today=TODAY)
