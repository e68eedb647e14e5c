"""A recap says what was said, how it felt, and what need not be asked again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.message import Author, Channel, Language, Message
from bot.recap import MOST_LINES, Mood, recap

pytestmark = pytest.mark.rules

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def talk(*said: tuple[str, str], language: Language = Language.ZH) -> list[Message]:
    """By author and words, in their order."""
    return [
        Message(
            id=f"m{seq}",
            tenant_id="t",
            conversation_id="c",
            author=Author(author),
            text=text,
            language=language,
            channel=Channel.WEB,
            sent_at=NOW,
            seq=seq,
        )
        for seq, (author, text) in enumerate(said, start=1)
    ]


def test_the_recap_quotes_what_the_customer_said_in_its_order() -> None:
    told = recap(
        talk(
            ("customer", "你好"),
            ("customer", "我上个月的账单被收了 50 元年费。我记得刷满 6 次就免年费。"),
            ("bot", "信用卡年费按卡等级收取。"),
            ("customer", "转人工"),
            ("customer", "我刷了 8 次，为什么还收年费？"),
        )
    )

    assert [line.text for line in told.lines] == [
        "我上个月的账单被收了 50 元年费。",
        "我记得刷满 6 次就免年费。",
        "我刷了 8 次，为什么还收年费？",
    ]


def test_what_is_said_twice_is_quoted_once() -> None:
    told = recap(
        talk(
            ("customer", "信用卡年费怎么收？"),
            ("customer", "信用卡年费怎么收呢？"),
        )
    )

    assert len(told.lines) == 1


@pytest.mark.parametrize(
    ("last", "language", "mood"),
    [
        ("我已经说了三遍了，你们到底管不管", Language.ZH, Mood.ANGRY),
        ("再不解决我就去银保监投诉", Language.ZH, Mood.ANGRY),
        ("钱怎么还没到，我很着急", Language.ZH, Mood.UNEASY),
        ("已经问过两次了", Language.ZH, Mood.UNEASY),
        ("我刷了 8 次", Language.ZH, Mood.CALM),
        ("这笔不是我刷的，怎么办", Language.ZH, Mood.UNEASY),
        ("谢谢，解决了", Language.ZH, Mood.THANKFUL),
        ("信用卡怎么激活", Language.ZH, Mood.CALM),
        ("This is unacceptable, the third time I call", Language.EN, Mood.ANGRY),
        ("I was charged twice", Language.EN, Mood.UNEASY),
        ("thanks, got it", Language.EN, Mood.THANKFUL),
        ("How do I activate my card", Language.EN, Mood.CALM),
    ],
)
def test_the_mood_is_shown_by_the_customers_words(
    last: str, language: Language, mood: Mood
) -> None:
    told = recap(talk(("customer", last), language=language))

    assert told.mood is mood
    assert bool(told.shows) is (mood is not Mood.CALM)


def test_anger_is_not_forgotten_because_of_one_plain_word() -> None:
    told = recap(talk(("customer", "太差了，气死我了"), ("customer", "年费多少")))

    assert told.mood is Mood.ANGRY


def test_what_was_asked_and_answered_is_listed() -> None:
    told = recap(
        talk(
            ("bot", "您要分多少期？"),
            ("customer", "12期"),
            ("agent", "好的，请稍等。"),
            ("customer", "嗯"),
        )
    )

    assert [(one.question, one.answer) for one in told.answered] == [
        ("您要分多少期？", "12期")
    ]


@given(st.lists(st.text(max_size=60), max_size=12))
def test_a_recap_never_invents_a_word(texts: list[str]) -> None:
    said = talk(*(("customer", text) for text in texts))

    told = recap(said)

    plain = [" ".join(text.split()) for text in texts]
    assert len(told.lines) <= MOST_LINES
    for line in told.lines:
        assert any(line.text.removesuffix("…") in one for one in plain)
