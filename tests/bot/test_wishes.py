"""Two thousand wordings of "I want a human" are heard, and little else is."""

import pytest

from bot.gate import Gate, load_gates
from bot.message import Language
from scripts.benchmarks.wishes_set import (
    Wording,
    by_hand,
    digest,
    grown,
    held_out,
    kernels,
    others_built,
    others_held_out,
    questions_held_out,
)

pytestmark = pytest.mark.rules

GATES = load_gates()
TO_A_HUMAN = frozenset({Gate.HUMAN, Gate.EMERGENCY})
"""An emergency leads to a human as well."""
FROZEN = {
    "heldout_zh.toml": (
        "d9803c8ca671c65ce1b66414e42cebf3981966961ca9e4261ffd84c03fde7d50"
    ),
    "heldout_en.toml": (
        "a445c07f167acd95f1121131dab22f9fff6033edeced3a2f47d65ed247c7eed3"
    ),
    "heldout_other.toml": (
        "bc7763a252603ea773f5a73bb4da315f7fe6b120db9b7f058698d6da88dd2179"
    ),
}
ANOTHER_SEED = 2026


def missed(wordings: list[Wording]) -> list[str]:
    return [one.text for one in wordings if GATES.recognise(one.text) not in TO_A_HUMAN]


def alarmed(texts: list[str]) -> list[str]:
    return [text for text in texts if GATES.recognise(text) is Gate.HUMAN]


@pytest.mark.parametrize("file", sorted(FROZEN))
def test_the_held_out_wordings_are_frozen(file: str) -> None:
    assert digest(file) == FROZEN[file]


def test_there_are_two_thousand_wordings_and_none_twice() -> None:
    wordings = [one.text for one in by_hand()]

    assert len(wordings) == len(set(wordings)) >= 2000
    assert len(held_out()) >= 500


def test_nothing_that_is_built_on_is_held_out() -> None:
    known = {one.text for one in held_out()} | {*others_held_out()}

    assert known.isdisjoint(one.text for one in kernels())
    assert known.isdisjoint(others_built())


def test_the_growth_is_the_same_every_time() -> None:
    assert grown(Language.ZH, 20) == grown(Language.ZH, 20)


def test_every_kernel_is_heard() -> None:
    assert missed(kernels()) == []


@pytest.mark.parametrize(
    ("language", "heard"), [(Language.ZH, 0.99), (Language.EN, 0.97)]
)
def test_wishes_with_fillers_and_slips_are_heard(
    language: Language, heard: float
) -> None:
    wordings = grown(language, 400, ANOTHER_SEED)

    assert len(missed(wordings)) <= (1 - heard) * len(wordings)


def test_words_that_are_near_a_wish_open_no_gate() -> None:
    assert alarmed(others_built()) == []


def test_wishes_that_were_held_out_are_heard() -> None:
    assert len(missed(held_out())) <= 0.04 * len(held_out())


def test_questions_that_were_held_out_open_no_gate() -> None:
    assert len(alarmed(questions_held_out())) <= 0.01 * len(questions_held_out())


def test_few_words_near_a_wish_that_were_held_out_open_the_gate() -> None:
    assert len(alarmed(others_held_out())) <= 0.05 * len(others_held_out())
