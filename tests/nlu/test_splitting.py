"""Several wishes in one message are told apart; one wish is left whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.normalize import normalize
from nlu.splitting import LONGEST, MOST, clauses
from nlu.understander import PackUnderstander
from tests.nlu.test_understander import said

pytestmark = pytest.mark.engine


def texts(message: str) -> list[str]:
    return [clause.text for clause in clauses(normalize(message))]


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("挂失一下，顺便查下账单", ["挂失一下", "查下账单"]),
        ("查余额。年费怎么收？", ["查余额", "年费怎么收"]),
        ("check my bill and also raise my limit", ["check my bill", "raise my limit"]),
        ("I lost a card. By the way, what is it", ["i lost a card", "what is it"]),
    ],
)
def test_clauses_part_at_marks_and_at_words_that_announce(
    message: str, found: list[str]
) -> None:
    assert texts(message) == found


@pytest.mark.parametrize(
    "message", ["年费怎么收", "好的，谢", "", "，，，", "what, why"]
)
def test_what_holds_one_clause_is_not_parted(message: str) -> None:
    assert texts(message) == []


def test_a_long_story_is_not_parted() -> None:
    assert texts("我想查账单。" * LONGEST) == []
    assert texts("。".join(["我想查账单"] * (MOST + 1))) == []


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_parted_without_an_exception(text: str) -> None:
    assert all(clause.text for clause in clauses(normalize(text)))


def test_two_wishes_become_two_intents_in_the_order_said(
    understander: PackUnderstander,
) -> None:
    meaning = understander.understand(said("年费怎么收，另外怎么提高额度"))

    names = [wish.intent.name for wish in meaning.wishes]
    assert names == ["annual_fee", "limit_raise"]


def test_one_wish_in_two_clauses_is_one(understander: PackUnderstander) -> None:
    meaning = understander.understand(said("年费怎么收，一年多少年费"))

    assert meaning.wishes == ()
    assert meaning.best is not None
