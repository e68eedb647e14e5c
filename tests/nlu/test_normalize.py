"""The normalised form: one form for one meaning, and never an empty one for a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.normalize import normalize

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("請問信用卡年費怎麼收", "请问信用卡年费怎么收"),
        ("ＡＢＣ１２３", "abc123"),
        ("怎么还款？", "怎么还款?"),
        ("  多个\t空格\n换行 ", "多个 空格 换行"),
        ("零宽\u200b字符\x00", "零宽字符"),
        ("孤立\ud800代理", "孤立代理"),
        ("嗯，我想问一下年费", "我想问一下年费"),
        ("呃 那个 那个我的卡丢了", "我的卡丢了"),
        ("那个卡怎么办", "那个卡怎么办"),
        ("Um, I lost my card, uh", "i lost my card"),
        ("umbrella insurance", "umbrella insurance"),
        ("三千二百块", "三千二百块"),
    ],
)
def test_a_text_is_folded(said: str, meant: str) -> None:
    assert normalize(said) == meant


@pytest.mark.parametrize("said", ["嗯", "嗯嗯", "呃", "um", "那个"])
def test_a_filler_alone_stays(said: str) -> None:
    assert normalize(said) == said


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = normalize(text)

    assert normalize(once) == once


@given(st.text(alphabet="嗯呃那个我卡umh ,，。?", max_size=40))
def test_words_are_never_folded_away(text: str) -> None:
    folded = normalize(text)

    assert any(map(str.isalnum, folded)) == any(map(str.isalnum, text))


@pytest.mark.parametrize(
    "unit", ["嗯", "那个", "um ", "嗯，", "a", "，", "\ufdfa", "1"]
)
def test_the_longest_text_is_folded_in_bounded_time(unit: str) -> None:
    assert len(normalize(unit * 2000)) <= 2000 * 18
