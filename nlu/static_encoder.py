"""The embedded encoder: a bag of trained feature vectors, served with numpy alone."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlu.encoder import Vectors, unit
from nlu.errors import WeightsDamaged
from nlu.features import Vocabulary
from nlu.manifest import Card, digest, read_folder, write_folder

TABLE = "table.npy"
VOCABULARY = "vocabulary.json"
_AT_ONCE = 256
"""Texts whose feature rows are gathered at once; bounds the memory."""


class StaticEncoder:
    """Safe for many threads: nothing changes after construction."""

    def __init__(self, vocabulary: Vocabulary, table: Vectors) -> None:
        if table.ndim != 2 or table.shape[0] != vocabulary.rows:
            raise WeightsDamaged(TABLE, f"unexpected shape {table.shape}")
        self.vocabulary = vocabulary
        self._table = np.ascontiguousarray(table, dtype=np.float32)
        names = json.dumps(vocabulary.names).encode()
        self._fingerprint = digest(names, self._table.tobytes())

    @property
    def dimensions(self) -> int:
        return int(self._table.shape[1])

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
            rows = self._table[bags.ids]
            sums[filled] = np.add.reduceat(rows, bags.starts[filled], axis=0)


def save_static(folder: Path, encoder: StaticEncoder, card: Card) -> None:
    """Stored in half precision; see `halved` for weights that survive it unchanged."""
    buffer = io.BytesIO()
    np.save(buffer, encoder._table.astype(np.float16), allow_pickle=False)
    names = json.dumps(encoder.vocabulary.names, ensure_ascii=False).encode()
    files = {TABLE: buffer.getvalue(), VOCABULARY: names}
    write_folder(folder, files, card)


def load_static(folder: Path) -> StaticEncoder:
    """Raises WeightsDamaged, naming the file."""
    files, _ = read_folder(folder)
    try:
        table = np.load(io.BytesIO(files[TABLE]), allow_pickle=False)
        vocabulary = Vocabulary(json.loads(files[VOCABULARY]))
    except (ValueError, KeyError, EOFError, TypeError):
        raise WeightsDamaged(TABLE, "not weights of this encoder") from None
    return StaticEncoder(vocabulary, table.astype(np.float32))


def halved(table: Vectors) -> Vectors:
    """The nearest table that half precision holds exactly."""
    return table.astype(np.float16).astype(np.float32)
