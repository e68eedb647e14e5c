"""The dense index: FAISS over unit vectors, exact, with ids of our own."""

from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt

from knowledge.errors import IndexDamaged, WrongShape
from knowledge.ports import Rows, Vectors

# One question at a time is answered faster by one thread than by a team of them.
faiss.omp_set_num_threads(1)

FILE = "dense.faiss"
FEW = 64
"""Up to so many forbidden rows are dropped afterwards; more are filtered inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    id: int
    similarity: float


class DenseIndex:
    """Never changed once built: a change gives a new index beside the old one."""

    def __init__(self, dimensions: int, inner: faiss.Index | None = None) -> None:
        flat = faiss.IndexFlatIP(dimensions)
        self._inner = faiss.IndexIDMap2(flat) if inner is None else inner
        self.dimensions = dimensions

    def __len__(self) -> int:
        return int(self._inner.ntotal)

    def changed(self, ids: Rows, vectors: Vectors, removed: Rows) -> "DenseIndex":
        """A copy without `removed` and with `vectors` under `ids`."""
        _require(vectors, np.float32, (len(ids), self.dimensions))
        _require(ids, np.int64, (len(ids),))
        inner = faiss.clone_index(self._inner)
        if len(removed):
            inner.remove_ids(faiss.IDSelectorBatch(np.ascontiguousarray(removed)))
        if len(ids):
            inner.add_with_ids(np.ascontiguousarray(vectors), np.ascontiguousarray(ids))
        return DenseIndex(self.dimensions, inner)

    def search(
        self, vector: Vectors, limit: int, forbidden: Rows, allowed: Rows
    ) -> list[Hit]:
        """Nearest first among `allowed`; `forbidden` are all the other ids.

        Exact: what is forbidden can never push out what is allowed.
        """
        _require(vector, np.float32, (self.dimensions,))
        if len(forbidden) <= FEW:
            found = self._nearest(vector, limit + len(forbidden), None)
            unwanted = set(forbidden.tolist())
            return [hit for hit in found if hit.id not in unwanted][:limit]
        return self._nearest(vector, limit, _selector(allowed))

    def _nearest(
        self, vector: Vectors, limit: int, selector: faiss.IDSelector | None
    ) -> list[Hit]:
        if not len(self) or limit <= 0:
            return []
        options = faiss.SearchParameters()
        if selector is not None:
            options.sel = selector
        similarities, ids = self._inner.search(
            vector[None, :], min(limit, len(self)), params=options
        )
        return [
            Hit(id=int(id_), similarity=float(similarity))
            for id_, similarity in zip(ids[0], similarities[0], strict=True)
            if id_ != -1
        ]

    def vectors(self, ids: Rows) -> Vectors:
        if not len(ids):
            return np.zeros((0, self.dimensions), dtype=np.float32)
        found: Vectors = self._inner.reconstruct_batch(np.ascontiguousarray(ids))
        return found

    def written(self) -> bytes:
        return bytes(faiss.serialize_index(self._inner).tobytes())

    @classmethod
    def read(cls, content: bytes, dimensions: int) -> "DenseIndex":
        """`content` has been checked against its digest; its shape is checked here."""
        try:
            inner = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
        except RuntimeError as error:
            raise IndexDamaged(FILE, str(error).splitlines()[0]) from None
        if not isinstance(inner, faiss.IndexIDMap2) or inner.d != dimensions:
            raise IndexDamaged(FILE, f"not a flat index of {dimensions} dimensions")
        return cls(dimensions, inner)


def _selector(allowed: Rows) -> faiss.IDSelector:
    """One bit for each id: quick to make, and exact."""
    open_ = np.zeros(int(allowed.max(initial=0)) + 1, dtype=np.bool_)
    open_[allowed] = True
    bits = np.packbits(open_, bitorder="little")
    selector: faiss.IDSelector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
    return selector


def _require(
    array: npt.NDArray[np.generic], kind: type[np.generic], shape: tuple[int, ...]
) -> None:
    if array.shape != shape or array.dtype != kind:
        raise WrongShape(f"{array.dtype}{array.shape}", f"{kind.__name__}{shape}")


def built(dimensions: int, ids: Sequence[int], vectors: Vectors) -> DenseIndex:
    numbers = np.asarray(ids, dtype=np.int64)
    return DenseIndex(dimensions).changed(numbers, vectors, numbers[:0])
