"""The encoder that ships: small, sound, and loadable by sentence-transformers."""

from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from nlu.embedded import FOLDER
from nlu.manifest import read_card
from nlu.proving import hits, set_apart
from nlu.sentence_module import FeatureBag
from nlu.static_encoder import StaticEncoder, load_static, save_small, stepped
from nlu.weights import first_weights
from tests.nlu.words import GROUPS

pytestmark = pytest.mark.engine

LARGEST = 16_000_000
"""Bytes of all that ships."""
TEXTS = ["怎么挂失信用卡？", "how do i reset my pin", "", "年费 annual fee", "😀"]


def test_what_ships_is_small_and_without_pickle() -> None:
    files = list(FOLDER.iterdir())

    assert sum(file.stat().st_size for file in files) <= LARGEST
    assert {file.suffix for file in files} == {".npy", ".json"}


def test_the_card_names_every_source_with_its_licence() -> None:
    card = read_card(FOLDER)

    assert card["seed"] == 7
    assert all(one["licence"] and one["credit"] for one in card["sources"])


def test_sentence_transformers_gives_the_same_vectors() -> None:
    model = SentenceTransformer(str(FOLDER), device="cpu", trust_remote_code=True)

    vectors = model.encode(TEXTS, show_progress_bar=False)

    assert np.allclose(vectors, load_static(FOLDER).encode(TEXTS), atol=1e-5)


def test_a_model_that_was_saved_by_the_library_is_one_of_ours(tmp_path: Path) -> None:
    module = FeatureBag.load(str(FOLDER))

    module.save(str(tmp_path / "saved"))

    saved = load_static(tmp_path / "saved").encode(TEXTS)
    assert np.allclose(saved, load_static(FOLDER).encode(TEXTS), atol=2e-3)


def test_eight_bits_hold_stepped_weights_exactly(tmp_path: Path) -> None:
    vocabulary, table = first_weights(GROUPS, seed=1)
    encoder = StaticEncoder(vocabulary, stepped(table))

    save_small(tmp_path / "small", encoder, {})

    assert load_static(tmp_path / "small").fingerprint == encoder.fingerprint
    assert np.abs(encoder.table - table).max() < 0.02


def test_a_banks_first_weights_know_what_ships_and_its_own_words() -> None:
    shipped = load_static(FOLDER)

    encoder = StaticEncoder(
        *first_weights([("晴川卡晴川",) * 2], seed=1, start=shipped)
    )

    known = ["what is the exchange rate", "怎么查账单"]
    assert np.allclose(encoder.encode(known), shipped.encode(known), atol=1e-5)
    assert "b:晴川" in encoder.vocabulary.names


def test_what_ships_already_finds_wordings_of_one_meaning() -> None:
    trial = set_apart(GROUPS, seed=3)
    random = StaticEncoder(*first_weights(GROUPS, seed=1))

    assert hits(load_static(FOLDER), trial) >= hits(random, trial)


def test_a_wording_set_apart_is_not_learned() -> None:
    trial = set_apart(GROUPS, seed=3)

    left = {text for group in trial.groups for text in group}
    assert trial.asked
    assert left.isdisjoint(text for text, _ in trial.asked)
    assert all(len(group) >= 3 for group in trial.groups)
