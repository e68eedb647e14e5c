"""Large indexes: vectors in cells, of which only the nearest are searched."""

from dataclasses import dataclass

import faiss
import numpy as np

from knowledge.ports import Rows, Vectors

FOR_EACH_CELL = 40
"""Vectors of the sample, for each cell, from which the cells are learned."""
TRIED = 200
"""Vectors that are asked back, with noise, to measure the recall."""
NEIGHBOURS = 10
NOISE = 0.3
"""Length of the noise on a unit vector that is asked back."""

HASHED = 2
"""FAISS's DirectMap::Hashtable: vectors can be read back, and removed, by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which kind of index a number of vectors asks for."""

    most_exact: int = 50_000
    """Up to so many are compared one by one."""
    recall: float = 0.985
    """Of the ten nearest, measured against exact search when the index is made."""

    def large(self, size: int) -> bool:
        return size > self.most_exact

    def fits(self, inner: faiss.Index) -> bool:
        """Large stays large down to half the limit, and until it has tripled."""
        if not isinstance(inner, faiss.IndexIVF):
            return not self.large(inner.ntotal)
        grown = inner.ntotal > 3 * _ordinary_size(inner.nlist)
        return inner.ntotal > self.most_exact // 2 and not grown


def exact(dimensions: int) -> faiss.Index:
    return faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions))


def cells(vectors: Vectors, ids: Rows) -> faiss.IndexIVF:
    """Half precision in about four times the square root of the size cells."""
    size, dimensions = vectors.shape
    number = 2 ** round(np.log2(4 * np.sqrt(size)))
    number = max(min(number, size // FOR_EACH_CELL), 1)
    kind = f"IVF{number},SQfp16"
    inner = faiss.index_factory(dimensions, kind, faiss.METRIC_INNER_PRODUCT)
    if not isinstance(inner, faiss.IndexIVF):
        raise TypeError(kind)
    inner.set_direct_map_type(HASHED)
    chance = np.random.default_rng(size)
    sample = chance.choice(size, min(size, FOR_EACH_CELL * number), replace=False)
    inner.train(np.ascontiguousarray(vectors[np.sort(sample)]))
    inner.add_with_ids(np.ascontiguousarray(vectors), np.ascontiguousarray(ids))
    return inner


def tuned(inner: faiss.IndexIVF, vectors: Vectors, plan: Plan) -> faiss.Index:
    """Searches as many cells as the recall asked for needs."""
    asked = _asked(vectors)
    inner.nprobe = inner.nlist
    expected = inner.search(asked, NEIGHBOURS)[1]
    probes = min(4, inner.nlist)
    while probes < inner.nlist:
        inner.nprobe = probes
        found = inner.search(asked, NEIGHBOURS)[1]
        if _recall(found, expected) >= plan.recall:
            break
        probes = min(probes * 3 // 2, inner.nlist)
    inner.nprobe = probes
    return inner


def cells_options(inner: faiss.IndexIVF) -> faiss.SearchParameters:
    options = faiss.IVFSearchParameters()
    options.nprobe = inner.nprobe
    return options


def to_remove(inner: faiss.Index, ids: Rows) -> faiss.IDSelector:
    """Each kind takes its own: hashed ids are removed one by one."""
    chosen = np.ascontiguousarray(ids)
    if isinstance(inner, faiss.IndexIVF):
        return faiss.IDSelectorArray(chosen)
    return faiss.IDSelectorBatch(chosen)


def ids_of(inner: faiss.Index) -> Rows:
    """In order."""
    found = np.zeros(0, dtype=np.int64)
    if isinstance(inner, faiss.IndexIDMap2):
        found = faiss.vector_to_array(inner.id_map)
    if isinstance(inner, faiss.IndexIVF) and inner.invlists is not None:
        found = np.concatenate([_cell(inner.invlists, n) for n in range(inner.nlist)])
    return np.asarray(np.sort(found), dtype=np.int64)


def _cell(lists: faiss.InvertedLists, number: int) -> Rows:
    size = lists.list_size(number)
    if not size:
        return np.zeros(0, dtype=np.int64)
    found: Rows = faiss.rev_swig_ptr(lists.get_ids(number), size).copy()
    return found


def _asked(vectors: Vectors) -> Vectors:
    """Points beside known ones: a question is rarely a wording to the letter."""
    chance = np.random.default_rng(len(vectors))
    rows = chance.choice(len(vectors), min(TRIED, len(vectors)), replace=False)
    noise = chance.standard_normal((len(rows), vectors.shape[1]))
    moved = vectors[rows] + NOISE * noise / np.sqrt(vectors.shape[1])
    scaled = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return np.ascontiguousarray(scaled, dtype=np.float32)


def _recall(found: Rows, expected: Rows) -> float:
    shared = [
        len(set(one) & set(other))
        for one, other in zip(found.tolist(), expected.tolist(), strict=True)
    ]
    return sum(shared) / max(expected.size, 1)


def _ordinary_size(number: int) -> float:
    """Vectors for which so many cells are the rule."""
    return (number / 4) ** 2
