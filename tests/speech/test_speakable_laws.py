"""What holds for everything that is said: no sign remains, nothing is changed."""

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.figures import money, written
from bot.message import Language
from nlu.numerals import chinese_number, english_number
from speech.speakable.saying import speakable
from speech.speakable.sounding import sounding
from tests.speech.test_speakable import EN, ZH

pytestmark = pytest.mark.rules

_SAYABLE = {
    Language.ZH: re.compile(r"[\u3400-\u9fffA-Za-z，。！？；：、\s]*"),
    Language.EN: re.compile(r"[\u3400-\u9fffA-Za-z,.!?;:'\s-]*"),
}
_MONTHS = [f"{date(2026, month, 1):%B}" for month in range(1, 13)]
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"),
    *("ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth"),
    *("fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth"),
    *("twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth"),
    *("twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth"),
    *("twenty-ninth", "thirtieth", "thirty-first"),
)
DEMO = Path(__file__).parents[2] / "api" / "demo"
FEN = st.integers(min_value=-(10**13), max_value=10**13)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31))
ANYTHING = st.text() | st.text(
    alphabet="0123456789.,-/:%*#¥$ 年月日元万至个IVXabc（）“”\n", max_size=40
)


def zh_number(said: str) -> Decimal:
    number = chinese_number(said)
    assert number is not None
    return number


def en_number(said: str) -> Decimal:
    number = english_number(said)
    assert number is not None
    return number


def zh_fen(said: str) -> int:
    """An amount as a listener would write it down."""
    sign = -1 if said.startswith("负") else 1
    found = re.fullmatch(r"(?:(.+)元)?零?(?:(.)角)?(?:(.)分)?", said.removeprefix("负"))
    assert found is not None
    parts = [zh_number(part) if part else 0 for part in found.groups()]
    return sign * int(parts[0] * 100 + parts[1] * 10 + parts[2])


def en_fen(said: str) -> int:
    sign = -1 if said.startswith("minus ") else 1
    found = re.fullmatch(
        r"(?:(.+) yuan)?(?: and )?(?:(.+) fen)?", said.removeprefix("minus ")
    )
    assert found is not None
    whole, rest = (en_number(part) if part else 0 for part in found.groups())
    return sign * int(whole * 100 + rest)


@pytest.mark.parametrize("language", Language)
@settings(deadline=None)
@given(text=ANYTHING)
def test_no_digit_and_no_sign_remains(language: Language, text: str) -> None:
    assert _SAYABLE[language].fullmatch(speakable(text, language))


@settings(deadline=None)
@given(fen=FEN)
def test_an_amount_said_in_chinese_is_the_amount_that_was_written(fen: int) -> None:
    said = speakable(money(fen, Language.ZH), Language.ZH)

    assert zh_fen(said) == fen


@settings(deadline=None)
@given(fen=FEN)
def test_an_amount_said_in_english_is_the_amount_that_was_written(fen: int) -> None:
    said = speakable(money(fen, Language.EN), Language.EN)

    assert en_fen(said) == fen


@settings(deadline=None)
@given(day=DAYS)
def test_a_date_said_in_chinese_is_the_date_that_was_written(day: date) -> None:
    said = speakable(written(day.isoformat(), "date", Language.ZH), Language.ZH)

    parts = re.fullmatch(r"(.{4})年(.+)月(.+)日", said)
    assert parts is not None
    assert date(*(int(zh_number(part)) for part in parts.groups())) == day


@settings(deadline=None)
@given(day=DAYS)
def test_a_date_said_in_english_is_the_date_that_was_written(day: date) -> None:
    said = speakable(written(day.isoformat(), "date", Language.EN), Language.EN)

    parts = re.fullmatch(r"(\w+) ([\w-]+), (.+)", said)
    assert parts is not None
    assert parts[1] == _MONTHS[day.month - 1]
    assert parts[2] == _ORDINALS[day.day - 1]


@settings(deadline=None)
@given(day=DAYS)
def test_an_iso_date_is_said_as_the_written_one(day: date) -> None:
    for language in Language:
        full = written(day.isoformat(), "date", language)

        assert speakable(day.isoformat(), language) == speakable(full, language)


@settings(deadline=None)
@given(hundredths=st.integers(min_value=0, max_value=100_00))
def test_a_percentage_keeps_its_value(hundredths: int) -> None:
    rate = f"{hundredths / 100:.2f}%"

    zh = speakable(rate, Language.ZH).removeprefix("百分之")
    en = speakable(rate, Language.EN).removesuffix(" percent")

    value = Decimal(hundredths) / 100
    assert zh_number("一百" if zh == "百" else zh) == value
    whole, _, decimals = en.partition(" point ")
    digits = "".join(str(en_number(one)) for one in decimals.split())
    assert en_number(whole) + Decimal(f"0.{digits or 0}") == value


@settings(deadline=None)
@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_a_time_of_day_keeps_its_value(hour: int, minute: int) -> None:
    said = speakable(f"{hour}:{minute:02}", Language.ZH)

    found = re.fullmatch(r"(.+)点(?:零?(.+)分)?", said)
    assert found is not None
    assert zh_number(found[1]) == hour
    assert zh_number(found[2] or "零") == minute


@settings(deadline=None)
@given(digits=st.from_regex(r"[0-9]{4}", fullmatch=True))
def test_a_card_tail_is_said_digit_by_digit(digits: str) -> None:
    said = speakable(f"尾号{digits}", Language.ZH).removeprefix("尾号")

    assert [str(zh_number(one.replace("幺", "一"))) for one in said] == list(digits)


@pytest.mark.parametrize(
    ("language", "said"),
    [(Language.ZH, said) for _, said in ZH] + [(Language.EN, said) for _, said in EN],
)
def test_what_is_said_may_be_made_sayable_again(language: Language, said: str) -> None:
    assert speakable(said, language) == said


@settings(max_examples=50, deadline=None)
@given(said=st.text(alphabet="还款有清应五千元银行我调高转账重新更了解地址ATM得到"))
def test_homophones_keep_every_place_in_the_text(said: str) -> None:
    letters = re.sub(r"[A-Z]", "", said)

    assert len(sounding(letters, Language.ZH)) == len(letters)


@pytest.mark.parametrize(
    ("said", "sounds"),
    [
        ("请尽快还款", "请紧快环款"),
        ("本期应还五千元", "本期应环五千元"),
        ("还五千元", "环五千元"),
        ("您还有两笔", "您还有两笔"),
        ("还是不行", "还是不行"),
        ("晴川银行", "晴川银航"),
        ("重新调高额度", "虫新条高额度"),
        ("U盾", "优盾"),
    ],
)
def test_the_bank_lexicon_reads_what_engines_misread(said: str, sounds: str) -> None:
    assert sounding(said, Language.ZH) == sounds


def demo_answers() -> list[tuple[Language, str]]:
    rows = [
        row
        for path in sorted((DEMO / "articles").glob("*.csv"))
        for row in csv.DictReader(path.read_text("utf-8-sig").splitlines(True))
    ]
    return [
        (Language(row["language"]), text)
        for row in rows
        for text in (row["answer"], row["answer_phone"])
    ]


def test_every_answer_of_the_demo_bank_can_be_said() -> None:
    answers = demo_answers()

    for language, text in answers:
        said = speakable(text, language)
        assert _SAYABLE[language].fullmatch(said), text
        assert speakable(said, language) == said
    assert len(answers) > 500
