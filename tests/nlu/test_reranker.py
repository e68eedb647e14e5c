"""A cross-encoder in a process of its own: scores in time, or none at all."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from nlu.errors import RerankerFailed
from nlu.reranker import CrossEncoder

pytestmark = pytest.mark.engine

STAND_IN = (sys.executable, "-m", "tests.nlu.stand_in_reranker")
PATIENT_SECONDS = 30.0
Start = Callable[[str], CrossEncoder]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    made: list[CrossEncoder] = []

    def with_manner(manner: str) -> CrossEncoder:
        (tmp_path / "manner").write_text(manner)
        made.append(CrossEncoder(str(tmp_path), command=STAND_IN))
        return made[-1]

    yield with_manner
    for reranker in made:
        reranker.close()


def answered(reranker: CrossEncoder) -> list[float]:
    """After whatever it is still busy with."""
    end = time.monotonic() + PATIENT_SECONDS
    while time.monotonic() < end:
        if found := reranker.scores("年费", ["年费", "挂失"], PATIENT_SECONDS):
            return list(found)
        time.sleep(0.01)
    raise AssertionError("never answered")


def test_each_text_has_its_score(start: Start) -> None:
    found = start("steady").scores("年费", ["挂失", "年费多少"], PATIENT_SECONDS)

    assert list(found) == [0.0, 2.0]


def test_who_waits_no_longer_has_no_scores_and_the_next_has(start: Start) -> None:
    reranker = start("slow")

    late = reranker.scores("年费", ["年费", "挂失"], 0.05)
    meanwhile = reranker.scores("年费", ["年费", "挂失"], PATIENT_SECONDS)

    assert (late, meanwhile) == ((), ())
    assert answered(reranker) == [2.0, 0.0]


@pytest.mark.parametrize("manner", ["crashing", "broken"])
def test_a_process_that_fails_gives_none_and_is_started_anew(
    start: Start, tmp_path: Path, manner: str
) -> None:
    reranker = start(manner)

    failed = reranker.scores("年费", ["年费", "挂失"], PATIENT_SECONDS)
    (tmp_path / "manner").write_text("steady")

    assert failed == ()
    assert answered(reranker) == [2.0, 0.0]


def test_a_model_that_does_not_exist_is_a_named_error() -> None:
    gone = (sys.executable, "-c", "raise SystemExit(1)")

    with pytest.raises(RerankerFailed, match="nowhere"):
        CrossEncoder("nowhere", command=gone)


@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
def test_a_real_cross_encoder_is_served_from_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    subprocess.run(  # noqa: S603
        [sys.executable, "-W", "ignore", "-m", "tests.nlu.tiny_reranker", str(folder)],
        check=True,
        capture_output=True,
    )

    reranker = CrossEncoder(str(folder))
    one = reranker.scores("年费怎么收", ["信用卡年费", "卡丢了怎么办"], PATIENT_SECONDS)
    other = reranker.scores("年费怎么收", ["卡丢了怎么办", ""], PATIENT_SECONDS)
    reranker.close()

    assert (folder / "model.safetensors").is_file()
    assert len(reranker.fingerprint) == 32
    assert one[1] == pytest.approx(other[0], abs=1e-4)
    assert one[0] != one[1]
