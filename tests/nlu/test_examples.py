"""Intents learned from many examples: the right one, and what is none of them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder import Vectors, unit
from nlu.errors import TrainingFailed, WeightsDamaged
from nlu.example_classifier import ExampleClassifier
from nlu.example_weights import TABLE, ExampleWeights, load_examples, save_examples
from nlu.examples import Example, learn_examples
from nlu.intent_figures import auroc, figures, macro_f1
from nlu.lexical import learn_lexicon
from nlu.mixing import PRIOR, REFUSED, mixed, separated
from nlu.signals import KINDS, nearest
from tests.nlu.conftest import SEED, silent
from tests.nlu.words import INTENTS, OFFTOPIC

pytestmark = pytest.mark.engine

EXAMPLES = [
    *(Example(text=text, intent=name) for name in INTENTS for text in INTENTS[name]),
    *(Example(text=text, intent="") for text in OFFTOPIC),
]
TEXTS = [one.text for one in EXAMPLES]


class Lengths:
    """An encoder of two dimensions: how long, and how Latin."""

    dimensions = 2
    fingerprint = "lengths"

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = [(1 + len(text), 3 * text.isascii()) for text in texts]
        vectors = np.asarray(rows, dtype=np.float32).reshape(len(texts), 2)
        return unit(vectors)


@pytest.fixture(scope="module")
def classifier() -> ExampleClassifier:
    return learn_examples(EXAMPLES, seed=SEED, progress=silent)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("金卡的年费是多少", "annual_fee"),
        ("我银行卡丢了", "report_lost"),
        ("想提高额度", "limit_raise"),
        ("please increase my limit", "limit_raise"),
    ],
)
def test_the_right_intent_is_judged(
    classifier: ExampleClassifier, said: str, name: str
) -> None:
    (verdict,) = classifier.judge([said])

    assert verdict.intent == name
    assert verdict.ours >= 0.5


@pytest.mark.parametrize("said", ["", "😀😀", "ѣ" * 2000, "}{;--'", "\u200b"])
def test_whatever_is_said_there_is_a_verdict(
    classifier: ExampleClassifier, said: str
) -> None:
    (verdict,) = classifier.judge([said])

    assert 0 <= verdict.ours <= 1
    assert 0 < verdict.confidence <= 1


def test_the_same_seed_judges_the_same(classifier: ExampleClassifier) -> None:
    again = learn_examples(EXAMPLES, seed=SEED, progress=silent)

    assert again.judge(TEXTS[:9]) == classifier.judge(TEXTS[:9])


def test_a_named_encoder_is_used_as_it_is() -> None:
    found = learn_examples(EXAMPLES, seed=1, progress=silent, encoder=Lengths())

    judged = found.judge(TEXTS)
    right = [v.intent == e.intent for v, e in zip(judged, EXAMPLES, strict=True)]
    assert sum(right) > len(EXAMPLES) / 2


def test_with_many_examples_the_adapted_encoder_speaks_beside_a_named_one() -> None:
    many = [
        Example(text=f"{one.text}{number}", intent=one.intent)
        for one in EXAMPLES
        for number in range(25)
    ]

    found = learn_examples(many, seed=1, progress=silent, encoder=Lengths())

    judged = found.judge(TEXTS)
    right = [v.intent == e.intent for v, e in zip(judged, EXAMPLES, strict=True)]
    assert sum(right) > len(EXAMPLES) / 2


def test_one_intent_alone_is_refused() -> None:
    with pytest.raises(TrainingFailed, match="two intents"):
        learn_examples([Example(text="你好", intent="a")], seed=1, progress=silent)


def weights() -> ExampleWeights:
    lexicon = learn_lexicon(["年费多少", "年费怎么收", "挂失", "挂失卡"])
    rows = len(lexicon.vocabulary.names) + 1
    return ExampleWeights(
        names=("fee", "lost"),
        lexicon=lexicon,
        words=np.ones((rows, 2), dtype=np.float32),
        vectors=Lengths().encode(["年费多少", "年费怎么收", "挂失", "挂失卡"]),
        labels=np.array([0, 0, 1, 1]),
        mixture=(1.0, 1.0, 1.0),
        ours=(1.0, 0.0, 0.0),
    )


def test_loaded_weights_judge_the_same(tmp_path: Path) -> None:
    save_examples(tmp_path / "w", weights(), {})

    loaded = ExampleClassifier(Lengths(), load_examples(tmp_path / "w"))

    assert loaded.judge(["年费"]) == ExampleClassifier(Lengths(), weights()).judge(
        ["年费"]
    )


def test_changed_weights_are_refused_by_name(tmp_path: Path) -> None:
    save_examples(tmp_path, weights(), {})
    (tmp_path / TABLE).write_bytes(b"\x80\x04.")

    with pytest.raises(WeightsDamaged, match=TABLE):
        load_examples(tmp_path)


def test_few_examples_count_their_farthest_again() -> None:
    alike = np.array([[0.9, 0.5, 0.8]], dtype=np.float32)

    near = nearest(alike, np.array([0, 2]))

    assert np.allclose(near, [[(0.9 + 4 * 0.5) / 5, 0.8]])


def test_a_signal_that_tells_nothing_counts_little() -> None:
    chance = np.random.default_rng(0)
    labels = chance.integers(0, 3, 300)
    telling = np.eye(3, dtype=np.float32)[labels] * 0.2
    noise = chance.standard_normal((300, 3, 2)).astype(np.float32)
    signals = np.concatenate([telling[:, :, None], noise], axis=2)

    found = mixed(signals, labels)

    assert found[0] > 16
    assert max(found[1:]) < 1


def test_signals_that_tell_nothing_at_all_leave_the_prior() -> None:
    misleading = np.zeros((30, 2, KINDS), dtype=np.float32)
    misleading[:, 1] = 5.0

    found = mixed(misleading, np.zeros(30, dtype=np.int64))

    assert found == PRIOR


def test_a_line_is_drawn_below_most_of_what_is_ours() -> None:
    scores = np.linspace(0, 1, 101, dtype=np.float32)[:, None]

    one, _, constant = separated(scores, np.ones(101, dtype=bool), 1)

    assert one * REFUSED + constant == pytest.approx(0, abs=1e-3)


def test_figures_count_a_refused_question_as_wrong(
    classifier: ExampleClassifier,
) -> None:
    judged = classifier.judge(TEXTS[:20])
    foreign = classifier.judge(OFFTOPIC)

    found = figures([one.intent for one in EXAMPLES[:20]], judged, foreign)

    assert found.in_scope_accuracy_with_rejection <= found.accuracy
    assert found.oos_auroc is not None
    assert found.oos_auroc > 0.8


def test_auroc_counts_ties_half() -> None:
    assert auroc([1.0, 0.5], [0.5, 0.0]) == pytest.approx(0.875)


def test_macro_f1_counts_each_intent_alike() -> None:
    found = macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "a"])

    assert found == pytest.approx((6 / 7 + 0) / 2)
