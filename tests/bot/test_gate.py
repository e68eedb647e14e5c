"""The gates open for those who need them and stay shut for those who only ask."""

import csv
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import MalformedRules
from bot.folding import Folding
from bot.gate import Gate, load_gates, spelled_out

pytestmark = pytest.mark.rules

TEXTS = Path(__file__).parents[1] / "texts"
DEMO = Path(__file__).parents[2] / "api" / "demo"
GATES = load_gates()

INTENTS_BEHIND_A_GATE = {
    "human_request", "report_lost", "report_fraud", "freeze_card",
    "transaction_unknown",
}  # fmt: skip
ARTICLES_BEHIND_A_GATE = {
    "AC-0009", "AC-0030", "CC-0101", "CC-0106", "CC-0108", "CC-0116", "EB-0004",
    "EB-0017", "EN-CC-0018", "EN-CC-0032", "EN-SF-0003", "SF-0002", "SF-0004",
    "SF-0006", "SF-0007", "SF-0011", "SV-0002",
}  # fmt: skip
"""They answer people who want a human, or to whom a loss or a fraud has happened."""


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _wanted() -> Iterator[tuple[str, str]]:
    for gate, languages in _read(TEXTS / "gate_positive.toml").items():
        for texts in languages.values():
            yield from ((gate, text) for text in texts)


def _unwanted() -> Iterator[tuple[str, str]]:
    for case in _read(TEXTS / "gate_negative.toml")["case"]:
        yield case["gate"], case["text"]


def _ordinary_questions() -> Iterator[str]:
    for file in sorted((DEMO / "articles").glob("*.csv")):
        for row in csv.DictReader(file.read_text("utf-8-sig").splitlines(True)):
            if row["external_id"] not in ARTICLES_BEHIND_A_GATE:
                yield row["question"]
                yield from (row["similar_questions"] or "").split("|")


def _ordinary_examples() -> Iterator[str]:
    for intent in _read(DEMO / "intents.toml")["intent"]:
        if intent["name"] not in INTENTS_BEHIND_A_GATE:
            for texts in intent["examples"].values():
                yield from texts


@pytest.mark.parametrize(("gate", "text"), [*_wanted()])
def test_the_gate_opens_for_those_who_need_it(gate: str, text: str) -> None:
    assert GATES.recognise(text) == Gate(gate)


@pytest.mark.parametrize(("gate", "text"), [*_unwanted()])
def test_the_gate_stays_shut_for_those_who_only_ask(gate: str, text: str) -> None:
    opened = GATES.recognise(text)

    assert opened not in {Gate(gate), Gate.HUMAN, Gate.EMERGENCY}


def test_no_ordinary_question_opens_a_gate() -> None:
    questions = [*_ordinary_questions(), *_ordinary_examples()]

    assert len(questions) > 1000
    assert [text for text in questions if GATES.recognise(text)] == []


@pytest.mark.parametrize("gate", ["human", "emergency", "abuse"])
def test_wordings_older_than_the_patterns_are_recognised(gate: str) -> None:
    languages = _read(TEXTS / "gate_heldout.toml")[gate]
    texts = [text for one in languages.values() for text in one]

    recognised = [text for text in texts if GATES.recognise(text) == Gate(gate)]

    assert len(recognised) >= 0.95 * len(texts)


def test_questions_older_than_the_patterns_pass() -> None:
    languages = _read(TEXTS / "gate_heldout.toml")["none"]

    opened = [t for one in languages.values() for t in one if GATES.recognise(t)]

    assert opened == []


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("我的卡丢了，补办要多少钱", Gate.EMERGENCY),
        ("我卡丢了，如果有人刷怎么办", Gate.EMERGENCY),
        ("如果我的卡丢了，补办要多少钱", None),
        ("转人工，我的卡被盗刷了", Gate.EMERGENCY),
        ("垃圾机器人，转人工", Gate.HUMAN),
        ("排队等多久了，快给我转人工", Gate.HUMAN),
        ("lost my card, how much is a new one", Gate.EMERGENCY),
        ("I lost my card, how much is a new one", Gate.EMERGENCY),
        ("I don't know if my card was lost or stolen", Gate.EMERGENCY),
    ],
)
def test_a_fact_outweighs_a_question_and_a_danger_outweighs_all(
    text: str, gate: Gate | None
) -> None:
    assert GATES.recognise(text) == gate


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("转 人 工", "转人工"),
        ("轉人工", "转人工"),
        ("转仁工", "转人工"),
        ("卦失", "挂失"),
        ("ＨＵＭＡＮ", "human"),
        ("humna", "human"),
        ("reprasentative", "representative"),
    ],
)
def test_slips_of_the_key_words_are_put_right(slip: str, right: str) -> None:
    assert GATES.fold(slip) == right


@pytest.mark.parametrize(
    "text",
    [
        "个人公积金", "联系人功能", "克服困难", "收到刷卡短信", "活动结束了", "挂号费",
        "a branch in hunan", "the car agency", "a list of costs", "the last loser",
        "card", "cards", "he lots",
    ],
)  # fmt: skip
def test_words_like_the_key_words_are_left_alone(text: str) -> None:
    assert GATES.fold(text) == text


@pytest.mark.parametrize(
    "text",
    ["不等了", "算了，不用转人工了", "stop waiting", "cancel", "back to the bot"],
)
def test_a_customer_may_leave_the_queue(text: str) -> None:
    assert GATES.leaves(text)


@pytest.mark.parametrize("text", ["取消", "不用了，谢谢", "never mind", "stop please"])
def test_a_customer_may_cancel_a_step(text: str) -> None:
    assert GATES.cancels(text)


@pytest.mark.parametrize("text", ["多久能轮到我", "人工几点下班", "my card"])
def test_other_words_neither_leave_nor_cancel(text: str) -> None:
    assert not GATES.leaves(text)
    assert not GATES.cancels(text)


@given(text=st.text(max_size=200))
@settings(deadline=None)
def test_no_text_upsets_the_gates(text: str) -> None:
    GATES.recognise(text)
    GATES.leaves(text)
    GATES.cancels(text)


PIECES = st.sampled_from(
    [
        *"人工仁公转传客克服户坐席挂卦失实盗到刷涮被片骗子冻结节卡咔丢调了钱前包轉",
        *("İ", "ﬁ", "\u0307", "\u200b", "，", "!", "-", " "),
        *("人工", "humna", "agnet", "crad", "represantative", "gong"),
    ]
)


@given(pieces=st.lists(PIECES | st.characters(), max_size=24))
@settings(max_examples=300, deadline=None)
def test_folding_twice_changes_nothing(pieces: list[str]) -> None:
    once = GATES.fold("".join(pieces))

    assert GATES.fold(once) == once


@pytest.mark.parametrize(
    "piece",
    [
        "给我", "转", "卡", "丢了", "我的卡", "如果", "不是我", "他妈", "滚", "!",
        "找到了", "i ", "my ", "lost my card ", "speak to ", "were", "otp ", "used ",
        "a", "人公", "not ", "crad ", "you ", "转到安全账户", "骗",
    ],
)  # fmt: skip
def test_a_hostile_text_is_read_at_once(piece: str) -> None:
    hostile = (piece * 2000)[:2000]
    started = time.perf_counter()

    GATES.recognise(hostile)

    assert time.perf_counter() - started < 1


def test_a_pattern_with_words_nobody_wrote_down_is_refused() -> None:
    with pytest.raises(MalformedRules):
        spelled_out("{nobody}", {})


def test_a_folding_without_end_stops() -> None:
    endless = Folding(
        traditional=str.maketrans("ab", "ba"),
        heard=(),
        spelling=frozenset(),
        keep=frozenset(),
    )

    assert endless.fold("a") in {"a", "b"}
