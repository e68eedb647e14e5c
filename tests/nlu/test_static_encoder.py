"""The embedded encoder: unit vectors for whatever text, from sound weights alone."""

import io
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.errors import WeightsDamaged
from nlu.manifest import write_folder
from nlu.static_encoder import (
    TABLE,
    VOCABULARY,
    StaticEncoder,
    halved,
    load_static,
    save_static,
)
from nlu.weights import first_weights
from tests.nlu.words import GROUPS

pytestmark = pytest.mark.engine

WORDS, WEIGHTS = first_weights(GROUPS, seed=1)
ENCODER = StaticEncoder(WORDS, halved(WEIGHTS))


@settings(deadline=None)
@given(st.lists(st.text(max_size=50), max_size=5))
def test_every_text_has_a_vector_of_length_one(texts: list[str]) -> None:
    vectors = ENCODER.encode(texts)

    assert vectors.shape == (len(texts), 256)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_without_features_has_a_fixed_vector() -> None:
    vectors = ENCODER.encode(["", "\u200b", " "])

    assert vectors[:, 0].tolist() == [1, 1, 1]


def test_a_text_has_the_same_vector_alone_and_among_others() -> None:
    texts = [text for group in GROUPS for text in group] * 4

    together = ENCODER.encode(texts)

    assert np.allclose(together[300], ENCODER.encode([texts[300]])[0], atol=1e-6)


def test_untrained_weights_already_put_shared_words_together() -> None:
    one, two, other = ENCODER.encode(["信用卡年费", "年费多少", "房贷怎么申请"])

    assert one @ two > one @ other + 0.1


def test_loaded_weights_give_the_very_same_vectors(tmp_path: Path) -> None:
    save_static(tmp_path / "e", ENCODER, {})

    loaded = load_static(tmp_path / "e")

    assert loaded.fingerprint == ENCODER.fingerprint
    assert np.array_equal(loaded.encode(["年费"]), ENCODER.encode(["年费"]))


def test_other_weights_have_another_fingerprint() -> None:
    words, weights = first_weights(GROUPS, seed=2)

    assert StaticEncoder(words, weights).fingerprint != ENCODER.fingerprint


def test_a_changed_byte_is_refused_by_name(tmp_path: Path) -> None:
    save_static(tmp_path, ENCODER, {})
    content = bytearray((tmp_path / TABLE).read_bytes())
    content[-1] ^= 1
    (tmp_path / TABLE).write_bytes(content)

    with pytest.raises(WeightsDamaged, match=TABLE):
        load_static(tmp_path)


def test_a_pickle_is_refused_though_its_checksum_is_right(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.array([{}], dtype=object), allow_pickle=True)
    for content in (buffer.getvalue(), pickle.dumps([1.0])):
        write_folder(tmp_path / "w", {TABLE: content, VOCABULARY: b"[]"}, {})

        with pytest.raises(WeightsDamaged, match=TABLE):
            load_static(tmp_path / "w")


def test_a_table_of_another_shape_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    np.save(buffer, np.zeros((3, 2), dtype=np.float16))
    write_folder(tmp_path / "w", {TABLE: buffer.getvalue(), VOCABULARY: b"[]"}, {})

    with pytest.raises(WeightsDamaged, match="shape"):
        load_static(tmp_path / "w")
