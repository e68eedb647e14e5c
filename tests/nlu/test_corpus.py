"""What the encoder that ships is made from holds nothing that it is measured with."""

import os
from pathlib import Path

import pytest

from nlu.normalize import normalize
from scripts.train_encoder_corpus import (
    ROOT,
    SOURCES,
    corpus,
    held_out,
    questions_asked,
)

pytestmark = pytest.mark.engine

PUBLIC = Path(os.environ.get("TELLER_DATA", ROOT.parent / "shared" / "data"))


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="TELLER_DATA holds no public sets")
def test_no_test_question_stands_in_the_training_text() -> None:
    found = corpus(PUBLIC)

    questions = questions_asked(PUBLIC)
    assert len(questions) > 10_000
    for source, groups in found.items():
        learned = {normalize(text) for group in groups for text in group}
        assert learned.isdisjoint(questions), source


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="TELLER_DATA holds no public sets")
def test_a_set_that_is_left_out_is_not_read() -> None:
    found = corpus(PUBLIC, without=("banking77_en",))

    assert "banking77_en" not in found
    assert "clinc150_en" in found


def test_every_source_may_ship() -> None:
    allowed = {"CC BY 4.0", "CC BY 3.0", "Apache-2.0", "MIT", "CDLA-Permissive-2.0"}

    assert {source.licence for source in SOURCES} <= allowed


def test_one_text_in_five_is_held_out() -> None:
    held = sum(held_out(f"question {number}") for number in range(5_000))

    assert 900 < held < 1_100
