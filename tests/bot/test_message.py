"""The language of words is told by their script."""

import pytest

from bot.message import Language, language_of
from bot.transcript import NothingHeard, PartialTranscript, Transcript

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("年费多少", Language.ZH),
        ("額度", Language.ZH),
        ("app怎么下载", Language.ZH),
        ("annual fee", Language.EN),
        ("ok", Language.EN),
    ],
)
@pytest.mark.parametrize("otherwise", Language)
def test_script_tells_the_language(
    text: str, language: Language, otherwise: Language
) -> None:
    assert language_of(text, otherwise) is language


@pytest.mark.parametrize("text", ["", "123", "13812345678", "?", "A", "¿é?"])
@pytest.mark.parametrize("otherwise", Language)
def test_words_without_a_script_keep_the_language(
    text: str, otherwise: Language
) -> None:
    assert language_of(text, otherwise) is otherwise


def test_what_was_heard_is_words_or_nothing() -> None:
    heard: list[PartialTranscript | Transcript | NothingHeard] = [
        PartialTranscript(text="年费"),
        Transcript(text="年费多少", confidence=0.8),
        NothingHeard(),
    ]

    assert [hasattr(one, "text") for one in heard] == [True, True, False]
