"""The embedded encoder: a bag of trained feature vectors, served with numpy alone."""

import io
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from nlu.encoder import Vectors, unit
from nlu.errors import WeightsDamaged
from nlu.features import Vocabulary
from nlu.manifest import Card, digest, read_folder, write_folder

TABLE = "table.npy"
STEPS = "steps.npy"
"""Only beside a table of whole numbers: what one step is worth, for each row."""
VOCABULARY = "vocabulary.json"
MODULES = "modules.json"
"""By which sentence-transformers loads the folder, with trust_remote_code=True."""
_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "nlu.sentence_module.FeatureBag"}
]
_AT_ONCE = 256
"""Texts whose feature rows are gathered at once; bounds the memory."""
_STEPS_EACH_WAY = 127


class StaticEncoder:
    """Safe for many threads: nothing changes after construction."""

    def __init__(self, vocabulary: Vocabulary, table: Vectors) -> None:
        if table.ndim != 2 or table.shape[0] != vocabulary.rows:
            raise WeightsDamaged(TABLE, f"unexpected shape {table.shape}")
        self.vocabulary = vocabulary
        self.table = np.ascontiguousarray(table, dtype=np.float32)
        """(features, dimensions); never to be changed."""
        self.table.flags.writeable = False
        names = json.dumps(vocabulary.names).encode()
        self._fingerprint = digest(names, self.table.tobytes())

    @property
    def dimensions(self) -> int:
        return int(self.table.shape[1])

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            self._add(texts[start : start + _AT_ONCE], sums[start : start + _AT_ONCE])
        return unit(sums)

    def _add(self, texts: Sequence[str], sums: Vectors) -> None:
        bags = self.vocabulary.bags(texts)
        filled = np.flatnonzero(np.diff(bags.starts))
        if len(filled):
            rows = self.table[bags.ids]
            sums[filled] = np.add.reduceat(rows, bags.starts[filled], axis=0)


def save_static(folder: Path, encoder: StaticEncoder, card: Card) -> None:
    """Stored in half precision; see `halved` for weights that survive it unchanged."""
    arrays = {TABLE: encoder.table.astype(np.float16)}
    _write(folder, encoder.vocabulary, arrays, card)


def save_small(folder: Path, encoder: StaticEncoder, card: Card) -> None:
    """Stored in 8 bits a number; see `stepped` for weights that survive that."""
    steps, whole = _whole(encoder.table)
    _write(folder, encoder.vocabulary, {TABLE: whole, STEPS: steps}, card)


def load_static(folder: Path) -> StaticEncoder:
    """Raises WeightsDamaged, naming the file. The same content is the same encoder."""
    files, _ = read_folder(folder)
    try:
        return _encoder_of(files[TABLE], files.get(STEPS), files[VOCABULARY])
    except (ValueError, KeyError, EOFError, TypeError, IndexError):
        raise WeightsDamaged(TABLE, "not weights of this encoder") from None


@lru_cache(maxsize=1)
def _encoder_of(whole: bytes, steps: bytes | None, names: bytes) -> StaticEncoder:
    table = _array(whole).astype(np.float32)
    if steps is not None:
        table *= _array(steps).astype(np.float32)[:, None]
    return StaticEncoder(Vocabulary(json.loads(names)), table)


def halved(table: Vectors) -> Vectors:
    """The nearest table that half precision holds exactly."""
    return table.astype(np.float16).astype(np.float32)


def stepped(table: Vectors) -> Vectors:
    """The nearest table that 8 bits a number hold exactly."""
    steps, whole = _whole(table)
    return np.asarray(whole.astype(np.float32) * steps.astype(np.float32)[:, None])


def _whole(table: Vectors) -> tuple[Any, Any]:
    """Steps (rows,) float16 and the table in whole steps, int8."""
    largest = np.abs(table).max(axis=1, initial=0)
    steps = np.maximum(largest / _STEPS_EACH_WAY, 1e-6).astype(np.float16)
    whole = np.rint(table / steps.astype(np.float32)[:, None])
    bounded = np.clip(whole, -_STEPS_EACH_WAY, _STEPS_EACH_WAY)
    return steps, bounded.astype(np.int8)


def _write(
    folder: Path, vocabulary: Vocabulary, arrays: Mapping[str, Any], card: Card
) -> None:
    files = {name: _packed(array) for name, array in arrays.items()}
    files[VOCABULARY] = json.dumps(vocabulary.names, ensure_ascii=False).encode()
    files[MODULES] = json.dumps(_MODULES).encode()
    write_folder(folder, files, card)


def _packed(array: Any) -> bytes:  # noqa: ANN401
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _array(content: bytes) -> Any:  # noqa: ANN401
    return np.load(io.BytesIO(content), allow_pickle=False)
