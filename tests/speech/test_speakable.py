"""What is said for what was written, line by line and by its laws."""

import re
from pathlib import Path

import pytest

from bot.message import Language
from speech.speakable.saying import speakable

pytestmark = pytest.mark.rules

_HERE = Path(__file__).parent


def golden(language: Language) -> list[tuple[str, str]]:
    text = (_HERE / f"golden_{language.value[:2]}.tsv").read_text("utf-8")
    pairs = [line.replace("\\n", "\n").split("\t") for line in text.splitlines()]
    return [(written, said) for written, said in pairs]


ZH = golden(Language.ZH)
EN = golden(Language.EN)


@pytest.mark.parametrize(("written", "said"), ZH)
def test_chinese_is_said_as_a_person_would(written: str, said: str) -> None:
    assert speakable(written, Language.ZH) == said


@pytest.mark.parametrize(("written", "said"), EN)
def test_english_is_said_as_a_person_would(written: str, said: str) -> None:
    assert speakable(written, Language.EN) == said


def test_four_hundred_lines_are_golden() -> None:
    assert len(ZH) + len(EN) >= 400
    assert all(re.search(r"\S", said) for _, said in ZH + EN)
