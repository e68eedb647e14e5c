"""Intents: the right one first, believable confidence, and none where none fits."""

from pathlib import Path

import numpy as np
import pytest

from nlu.calibration import UNCALIBRATED, calibrate
from nlu.classifier import IntentClassifier
from nlu.classifier_training import train_intents
from nlu.embedded import FOLDER
from nlu.errors import WeightsDamaged
from nlu.features import features
from nlu.intent_weights import TABLE, load_intents, save_intents
from nlu.ridge import fit
from nlu.static_encoder import StaticEncoder, load_static
from nlu.understander import PackUnderstander
from nlu.weights import first_weights
from tests.nlu.words import GROUPS, INTENTS, OFFTOPIC

pytestmark = pytest.mark.engine

ENCODER = StaticEncoder(*first_weights(GROUPS, seed=1))
WEIGHTS = train_intents(ENCODER, topics=GROUPS, intents=INTENTS, offtopic=OFFTOPIC)
CLASSIFIER = IntentClassifier(ENCODER, WEIGHTS)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("金卡的年费是多少", "annual_fee"),
        ("我银行卡丢了", "report_lost"),
        ("想提高额度", "limit_raise"),
        ("您好呀", "greeting"),
        ("please increase my limit", "limit_raise"),
    ],
)
def test_the_right_intent_comes_first(said: str, name: str) -> None:
    ranked = CLASSIFIER.rank(said)

    assert ranked[0].name == name
    assert ranked[0].confidence > 0.5


@pytest.mark.parametrize(
    "said", ["明天天气怎么样", "讲个故事", "", "😀😀", "ѣѣѣ", "}{"]
)
def test_what_fits_nothing_has_no_intent(said: str) -> None:
    assert CLASSIFIER.rank(said) == ()


def test_confidences_are_probabilities_in_falling_order() -> None:
    confidences = [intent.confidence for intent in CLASSIFIER.rank("我要提额挂失")]

    assert confidences == sorted(confidences, reverse=True)
    assert 0 < sum(confidences) <= 1
    assert len(confidences) <= 5


def test_leaving_one_out_is_the_same_as_training_without_it() -> None:
    chance = np.random.default_rng(0)
    rows = chance.standard_normal((12, 4))
    targets = np.eye(2)[chance.integers(0, 2, 12)]
    rest = np.arange(12) != 5

    left_out = fit(rows @ rows.T, targets, penalty=1).left_out[5]
    without = fit(rows[rest] @ rows[rest].T, targets[rest], penalty=1)

    assert np.allclose(left_out, rows[5] @ rows[rest].T @ without.duals)


def test_calibration_believes_scores_that_were_right() -> None:
    labels = np.array([0, 1, 0, 1, 2, 2] * 10)
    scores = np.eye(3)[labels] * 0.8 + 0.1

    calibration = calibrate(scores, labels)

    assert calibration.belonging(np.array([0.9, 0.1, 0.1])) > 0.9
    assert calibration.belonging(np.array([0.1, 0.1, 0.9])) < 0.1
    assert calibration.chances(np.array([0.9, 0.1, 0.1]))[0] > 0.9


def test_calibration_doubts_scores_that_were_often_wrong() -> None:
    labels = np.array([0, 1] * 20 + [2] * 20)
    claimed = np.array([0, 1, 1, 0] * 10 + [2] * 20)
    scores = np.eye(3)[claimed] * 0.8 + 0.1

    calibration = calibrate(scores, labels)

    assert 0.4 < calibration.chances(np.array([0.9, 0.1, 0.1]))[0] < 0.6


def test_without_off_topic_examples_there_is_a_standing_calibration() -> None:
    assert calibrate(np.eye(3)[:2], np.array([0, 1])) == UNCALIBRATED


def test_a_pack_without_intents_has_none() -> None:
    weights = train_intents(ENCODER, topics=(), intents={}, offtopic=())

    assert IntentClassifier(ENCODER, weights).rank("你好") == ()


def test_an_intent_without_examples_is_left_out() -> None:
    intents = {**INTENTS, "silent": []}

    weights = train_intents(ENCODER, topics=(), intents=intents, offtopic=OFFTOPIC)

    assert "silent" not in weights.names


def test_loaded_weights_rank_the_same(tmp_path: Path) -> None:
    save_intents(tmp_path / "i", WEIGHTS, {})

    loaded = IntentClassifier(ENCODER, load_intents(tmp_path / "i"))

    assert loaded.rank("年费怎么收") == CLASSIFIER.rank("年费怎么收")


def test_changed_weights_are_refused_by_name(tmp_path: Path) -> None:
    save_intents(tmp_path, WEIGHTS, {})
    (tmp_path / TABLE).write_bytes(b"\x80\x04.")

    with pytest.raises(WeightsDamaged, match=TABLE):
        load_intents(tmp_path)


def test_the_encoder_never_sees_the_examples(understander: PackUnderstander) -> None:
    encoder = understander.encoder

    assert isinstance(encoder, StaticEncoder)
    shipped = load_static(FOLDER).vocabulary.names
    taught = {name for group in GROUPS for text in group for name in features(text)}
    assert {*encoder.vocabulary.names} <= {*shipped, *taught}
