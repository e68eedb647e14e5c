"""Weights of intents that were learned from many examples, in memory and on disk."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlu.encoder import Vectors
from nlu.errors import WeightsDamaged
from nlu.features import Vocabulary
from nlu.lexical import Lexicon
from nlu.manifest import MANIFEST, Card, read_folder, write_folder
from nlu.signals import Counts, Floats, examples_of

TABLE, VECTORS, LABELS = "words.npy", "examples.npy", "labels.npy"
RARITY, NAMES = "rarity.npy", "lexicon.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleWeights:
    names: tuple[str, ...]
    """The background, if there is one, is the last class and has no name here."""
    lexicon: Lexicon
    words: Floats
    """(rows, classes). Rows: lexical features, dimensions of an encoder that was not
    trained on the examples, the constant."""
    vectors: Vectors
    labels: Counts
    mixture: tuple[float, ...]
    """What each signal counts, as an addend of a logit."""
    ours: tuple[float, float, float]
    """Weights of the best score and of the background's, and the constant: a logit."""

    @property
    def classes(self) -> int:
        return int(self.words.shape[1])


def save_examples(folder: Path, weights: ExampleWeights, card: Card) -> None:
    files = {
        TABLE: _packed(weights.words.astype(np.float32)),
        VECTORS: _packed(weights.vectors.astype(np.float32)),
        LABELS: _packed(weights.labels),
        RARITY: _packed(weights.lexicon.rarity),
        NAMES: json.dumps(weights.lexicon.vocabulary.names).encode(),
    }
    learned = {
        "names": weights.names,
        "mixture": weights.mixture,
        "ours": weights.ours,
    }
    write_folder(folder, files, {**card, **learned})


def load_examples(folder: Path) -> ExampleWeights:
    """Raises WeightsDamaged, naming the file."""
    files, card = read_folder(folder)
    try:
        names = Vocabulary(json.loads(files[NAMES]))
        found = ExampleWeights(
            names=tuple(card["names"]),
            lexicon=Lexicon(names, _array(files[RARITY])),
            words=_array(files[TABLE]),
            vectors=_array(files[VECTORS]),
            labels=_array(files[LABELS]),
            mixture=tuple(card["mixture"]),
            ours=tuple(card["ours"]),
        )
        examples_of(found.vectors, found.labels, found.classes)
    except (ValueError, KeyError, EOFError, TypeError, IndexError):
        raise WeightsDamaged(MANIFEST, "not weights of intents") from None
    return found


def _packed(array: Any) -> bytes:  # noqa: ANN401
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _array(content: bytes) -> Any:  # noqa: ANN401
    return np.load(io.BytesIO(content), allow_pickle=False)
