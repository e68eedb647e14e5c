"""Training on a base's own wordings: better, repeatable, and honest when it cannot."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from nlu.manifest import read_card
from nlu.static_encoder import StaticEncoder, load_static
from nlu.training import train_encoder
from nlu.understander import PackUnderstander
from nlu.weights import first_weights
from tests.nlu.conftest import SEED, silent
from tests.nlu.words import GROUPS

pytestmark = pytest.mark.engine


def test_training_brings_wordings_of_one_meaning_together(
    understander: PackUnderstander,
) -> None:
    untrained = StaticEncoder(*first_weights(GROUPS, seed=SEED))
    wordings = ["卡丢了怎么办", "挂失要多少钱"]

    one, two = understander.encoder.encode(wordings)
    before_one, before_two = untrained.encode(wordings)

    assert one @ two > before_one @ before_two + 0.3


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[float]]:
    """The same base trained once more: where, and the progress that it told."""
    folder = tmp_path_factory.mktemp("again") / "e"
    told: list[float] = []
    train_encoder(GROUPS, folder, seed=SEED, progress=lambda done, _: told.append(done))
    return folder, told


def test_the_same_seed_gives_the_same_weights(
    understander: PackUnderstander, again: tuple[Path, list[float]]
) -> None:
    folder, _ = again

    assert load_static(folder).fingerprint == understander.encoder.fingerprint


def test_training_tells_how_far_it_is(again: tuple[Path, list[float]]) -> None:
    folder, told = again

    assert told == sorted(told)
    assert told[-1] == 1
    assert read_card(folder)["made"].startswith("trained")


def test_too_small_a_base_has_random_weights_and_says_so(tmp_path: Path) -> None:
    told: list[str] = []

    encoder = train_encoder(
        GROUPS[:5], tmp_path / "e", seed=1, progress=lambda _, note: told.append(note)
    )

    assert "too few wordings" in told[-1]
    assert "not trained" in read_card(tmp_path / "e")["made"]
    assert encoder.encode(["年费"]).shape == (1, 256)


def test_a_base_without_a_word_still_has_an_encoder(tmp_path: Path) -> None:
    encoder = train_encoder([], tmp_path / "e", seed=1, progress=silent)

    assert np.isfinite(encoder.encode(["年费", ""])).all()


def test_a_machine_that_cannot_train_says_so_and_goes_on(tmp_path: Path) -> None:
    told: list[str] = []
    failing = [sys.executable, "-c", "raise SystemExit('no torch here')"]

    encoder = train_encoder(
        GROUPS,
        tmp_path / "e",
        seed=1,
        progress=lambda _, note: told.append(note),
        worker=failing,
    )

    assert "no torch here" in told[-1]
    assert json.dumps(read_card(tmp_path / "e")["made"]).count("not trained") == 1
    assert encoder.dimensions == 256
