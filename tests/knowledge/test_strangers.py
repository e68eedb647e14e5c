"""Strangers' questions are put together without what the base itself speaks of."""

import csv
from pathlib import Path

import pytest

from knowledge.houses import Houses
from knowledge.strangers import load_strangers
from nlu.normalize import normalize

pytestmark = pytest.mark.engine

HELD_OUT = Path(__file__).parents[1] / "texts" / "strangers.csv"
SAID = ["手机银行怎么登录", "转账到工商银行要多久", "i pay with alipay"]


def houses() -> Houses:
    known = load_strangers()
    return Houses.of(known.houses, known.before_bank, SAID, normalize)


def test_every_thing_is_asked_in_some_of_its_ways() -> None:
    asked = load_strangers().asking([], normalize, seed=7)

    assert len(asked) > 900
    assert all(text and "{" not in text for text in asked)
    assert asked == load_strangers().asking([], normalize, seed=7)


def test_a_thing_of_the_base_is_no_stranger() -> None:
    asked = load_strangers().asking(["公积金贷款怎么办理"], normalize, seed=7)

    assert not any("公积金贷款" in text or "公积金多少" in text for text in asked)
    assert any("社保" in text for text in asked)


def test_no_question_held_out_is_learned_from() -> None:
    with HELD_OUT.open(encoding="utf-8") as file:
        held_out = {normalize(row["text"]) for row in csv.DictReader(file)}

    asked = set(load_strangers().asking([], normalize, seed=7))

    assert not held_out & asked


@pytest.mark.parametrize(
    "text",
    [
        "招行的卡怎么还款",
        "北斗银行几点关门",
        "how do i close my chase account",
        "mortgage at yunfan bank",
        "花呗怎么关",
    ],
)
def test_another_bank_is_known_by_its_name(text: str) -> None:
    assert houses().named(text)


@pytest.mark.parametrize(
    "text",
    [
        "手机银行登录不了",
        "你们银行几点关门",
        "别的银行能转吗",
        "转账到工商银行",
        "can i pay with alipay",
        "another bank",
        "purchase protection",
        "我想去银行办卡",
    ],
)
def test_no_name_is_seen_where_none_is_or_where_the_base_knows_it(text: str) -> None:
    assert not houses().named(text)
