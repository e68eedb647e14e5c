"""The learned weights of the intents, in memory and in their folder."""

import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nlu.calibration import Calibration
from nlu.encoder import Vectors
from nlu.errors import WeightsDamaged
from nlu.features import Vocabulary
from nlu.lexical import Lexicon
from nlu.manifest import MANIFEST, Card, read_folder, write_folder

TABLE, LANDMARKS, RARITY = "table.npy", "landmarks.npy", "rarity.npy"
NAMES = "lexicon.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentWeights:
    names: tuple[str, ...]
    lexicon: Lexicon
    landmarks: Vectors
    table: Vectors
    """(rows, intents + 1); the last column is the background. Rows: lexical
    features, encoder dimensions, landmarks, the constant."""
    calibration: Calibration


def save_intents(folder: Path, weights: IntentWeights, card: Card) -> None:
    files = {
        TABLE: _packed(weights.table),
        LANDMARKS: _packed(weights.landmarks),
        RARITY: _packed(weights.lexicon.rarity),
        NAMES: json.dumps(weights.lexicon.vocabulary.names).encode(),
    }
    learned = {"names": weights.names, "calibration": asdict(weights.calibration)}
    write_folder(folder, files, {**card, **learned})


def load_intents(folder: Path) -> IntentWeights:
    """Raises WeightsDamaged, naming the file."""
    files, card = read_folder(folder)
    try:
        return _unpacked(files, card)
    except (ValueError, KeyError, EOFError, TypeError):
        raise WeightsDamaged(MANIFEST, "not weights of intents") from None


def _unpacked(files: dict[str, bytes], card: Card) -> IntentWeights:
    names = Vocabulary(json.loads(files[NAMES]))
    calibration = card["calibration"]
    return IntentWeights(
        names=tuple(card["names"]),
        lexicon=Lexicon(names, _array(files[RARITY])),
        landmarks=_array(files[LANDMARKS]),
        table=_array(files[TABLE]),
        calibration=Calibration(
            scale=calibration["scale"],
            trust=tuple(calibration["trust"]),
            ours=tuple(calibration["ours"]),
        ),
    )


def _packed(array: np.ndarray[Any, np.dtype[np.float32]]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array.astype(np.float32), allow_pickle=False)
    return buffer.getvalue()


def _array(content: bytes) -> Any:  # noqa: ANN401
    return np.load(io.BytesIO(content), allow_pickle=False)
