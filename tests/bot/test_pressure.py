"""The guard hears who is steered by somebody else, and leaves ordinary words alone."""

import csv
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.message import Language, language_of
from bot.pressure import load_guards, pressured

pytestmark = pytest.mark.rules

TEXTS = Path(__file__).parents[1] / "texts"
DEMO = Path(__file__).parents[2] / "api" / "demo"
LANGUAGES = {"zh": Language.ZH, "en": Language.EN}


def labelled(kind: str, part: str) -> list[tuple[str, Language]]:
    table = tomllib.loads((TEXTS / f"pressure_{kind}.toml").read_text("utf-8"))
    return [
        (text, LANGUAGES[name]) for name, texts in table[part].items() for text in texts
    ]


def share_found(cases: list[tuple[str, Language]]) -> float:
    return sum(bool(pressured(*case)) for case in cases) / len(cases)


def test_there_are_enough_labelled_sentences() -> None:
    sizes = {
        kind: len(labelled(kind, "tuning")) + len(labelled(kind, "held_out"))
        for kind in ("positive", "negative")
    }

    assert sizes["positive"] >= 200
    assert sizes["negative"] >= 300


@pytest.mark.parametrize("language", list(LANGUAGES.values()))
def test_nine_in_ten_unseen_cases_are_heard(language: Language) -> None:
    cases = [one for one in labelled("positive", "held_out") if one[1] is language]

    assert share_found(cases) >= 0.9


@pytest.mark.parametrize("language", list(LANGUAGES.values()))
def test_less_than_one_in_a_hundred_unseen_ordinary_words_raise_alarm(
    language: Language,
) -> None:
    cases = [one for one in labelled("negative", "held_out") if one[1] is language]

    assert share_found(cases) < 0.01


def test_known_cases_are_heard_and_known_ordinary_words_are_not() -> None:
    missed = [c for c in labelled("positive", "tuning") if not pressured(*c)]
    alarms = [c for c in labelled("negative", "tuning") if pressured(*c)]

    assert len(missed) <= 1
    assert not alarms


def test_the_demo_banks_questions_raise_alarm_only_where_they_tell_of_swindlers() -> (
    None
):
    alarms = {text for text in _questions() if pressured(text, _language(text))}

    assert not {text for text in alarms if not _tells_of_a_swindler(text)}


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("警察让我把钱转到安全账户", "safe_account"),
        ("警察讓我把錢轉到安全賬戶", "safe_account"),
        ("警察让我把钱转到安 全 账 户", "safe_account"),
        ("客服叫我打开屏幕共享", "screen_share"),
        ("对方要我把验证码告诉他", "code_asked"),
        ("让我不要告诉别人", "secrecy"),
        ("我要查账单", ""),
    ],
)
def test_a_case_has_a_name(text: str, case: str) -> None:
    assert pressured(text, Language.ZH) == case


@pytest.mark.parametrize("piece", ["对方让我", "他说", "先交", "the man told me to "])
def test_long_hostile_text_is_read_quickly(piece: str) -> None:
    load_guards()
    text = (piece * 2000)[:2000]

    started = time.perf_counter()
    for language in Language:
        pressured(text, language)

    assert time.perf_counter() - started < 2


def _questions() -> Iterator[str]:
    for file in sorted((DEMO / "articles").glob("*.csv")):
        for row in csv.DictReader(file.read_text("utf-8-sig").splitlines(True)):
            yield row["question"]
            yield from (row["similar_questions"] or "").split("|")


def _language(text: str) -> Language:
    return language_of(text, Language.ZH)


def _tells_of_a_swindler(text: str) -> bool:
    signs = (
        "让我", "叫我", "叫一个", "叫我报", "要我", "让转", "涉嫌", "来电", "客服说",
        "警", "走个账", "做任务", "叫我下载", "叫我转", "叫我装", "下载一个软件",
        "safe account", "secure account", "protected account", "deposit first",
        "share my screen", "自己的卡",
    )  # fmt: skip
    return any(sign in text for sign in signs)
