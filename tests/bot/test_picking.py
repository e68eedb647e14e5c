"""A choice is picked by title, number, yes or no; other words pick nothing."""

import pytest

from bot.picking import picked
from bot.reply import Choice
from tests.bot.samples import OFFERED

pytestmark = pytest.mark.rules

FIRST, SECOND, NONE = OFFERED
WAYS = (Choice(id="human", title="转人工"),)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("信用卡年费怎么收", FIRST),
        (" 信用卡年费怎么收? ", FIRST),
        ("1", FIRST),
        ("１", FIRST),
        ("第一个", FIRST),
        ("选1", FIRST),
        ("我选第一个吧", None),
        ("二", SECOND),
        ("两", SECOND),
        ("第2条。", SECOND),
        ("the second one", SECOND),
        ("option two", SECOND),
        ("No. 2", SECOND),
        ("3", NONE),
        ("都不是", NONE),
        ("不是", NONE),
        ("none of these", NONE),
        ("是的", None),
        ("4", None),
        ("0", None),
        ("10", None),
        ("一类卡怎么升级", None),
        ("", None),
    ],
)
def test_what_is_meant_by_words(text: str, chosen: Choice | None) -> None:
    assert picked(text, OFFERED) == chosen


@pytest.mark.parametrize("text", ["是的", "对对", "对", "嗯", "yes", "OK"])
def test_yes_is_the_only_one_offered(text: str) -> None:
    meant = picked(text, (FIRST, NONE))

    assert meant == (None if text == "对对" else FIRST)


@pytest.mark.parametrize("text", ["是的", "不是", "都不是"])
def test_yes_and_no_mean_nothing_where_none_of_these_was_not_offered(text: str) -> None:
    assert picked(text, WAYS) is None


@pytest.mark.parametrize("text", ["1", "第一个", "是的", "都不是", "转人工"])
def test_nothing_is_picked_where_nothing_is_offered(text: str) -> None:
    assert picked(text, ()) is None
