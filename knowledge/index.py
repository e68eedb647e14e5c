"""The dense index: FAISS over unit vectors, exact while that is quick enough."""

from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt

from knowledge.cells import Plan, cells, cells_options, exact, ids_of, to_remove, tuned
from knowledge.errors import IndexDamaged, WrongShape
from knowledge.ports import Rows, Vectors

# One question at a time is answered faster by one thread than by a team of them.
faiss.omp_set_num_threads(1)

FILE = "dense.faiss"
FEW = 64
"""Up to so many forbidden rows are dropped afterwards; more are filtered inside."""
NARROW = 4096
"""Up to so many allowed rows are compared one by one, whatever the index."""
DEFAULT_PLAN = Plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    id: int
    similarity: float


class DenseIndex:
    """Never changed once built: a change gives a new index beside the old one."""

    def __init__(
        self,
        dimensions: int,
        inner: faiss.Index | None = None,
        plan: Plan = DEFAULT_PLAN,
    ) -> None:
        self._inner = exact(dimensions) if inner is None else inner
        self._plan = plan
        self.dimensions = dimensions

    def __len__(self) -> int:
        return int(self._inner.ntotal)

    @property
    def approximate(self) -> bool:
        return isinstance(self._inner, faiss.IndexIVF)

    def changed(self, ids: Rows, vectors: Vectors, removed: Rows) -> "DenseIndex":
        """A copy without `removed` and with `vectors` under `ids`."""
        _require(vectors, np.float32, (len(ids), self.dimensions))
        _require(ids, np.int64, (len(ids),))
        inner = faiss.clone_index(self._inner)
        if len(removed):
            inner.remove_ids(to_remove(inner, removed))
        if len(ids):
            inner.add_with_ids(np.ascontiguousarray(vectors), np.ascontiguousarray(ids))
        if self._plan.fits(inner):
            return DenseIndex(self.dimensions, inner, self._plan)
        return self._planned(inner)

    def _planned(self, inner: faiss.Index) -> "DenseIndex":
        """The same rows in an index of the kind that their number asks for."""
        ids = ids_of(inner)
        vectors: Vectors = inner.reconstruct_batch(ids)
        if self._plan.large(len(ids)):
            fresh = tuned(cells(vectors, ids), vectors, self._plan)
        else:
            fresh = exact(self.dimensions)
            fresh.add_with_ids(vectors, ids)
        return DenseIndex(self.dimensions, fresh, self._plan)

    def search(
        self, vector: Vectors, limit: int, forbidden: Rows, allowed: Rows
    ) -> list[Hit]:
        """Nearest first among `allowed`; `forbidden` are all the other ids.

        What is forbidden can never push out what is allowed.
        """
        _require(vector, np.float32, (self.dimensions,))
        if len(forbidden) <= FEW:
            found = self._nearest(vector, limit + len(forbidden), None)
            unwanted = set(forbidden.tolist())
            return [hit for hit in found if hit.id not in unwanted][:limit]
        if len(allowed) <= NARROW:
            return self._compared(vector, limit, allowed)
        return self._nearest(vector, limit, _selector(allowed))

    def _compared(self, vector: Vectors, limit: int, allowed: Rows) -> list[Hit]:
        similarities = self.vectors(allowed) @ vector
        order = np.argsort(-similarities, kind="stable")[: max(limit, 0)]
        return _hits(allowed[order], similarities[order])

    def _nearest(
        self, vector: Vectors, limit: int, selector: faiss.IDSelector | None
    ) -> list[Hit]:
        if not len(self) or limit <= 0:
            return []
        similarities, ids = self._inner.search(
            vector[None, :], min(limit, len(self)), params=self._options(selector)
        )
        found = ids[0] != -1
        return _hits(ids[0][found], similarities[0][found])

    def _options(self, selector: faiss.IDSelector | None) -> faiss.SearchParameters:
        options = faiss.SearchParameters()
        if isinstance(self._inner, faiss.IndexIVF):
            options = cells_options(self._inner)
        if selector is not None:
            options.sel = selector
        return options

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
        ours = isinstance(inner, faiss.IndexIDMap2 | faiss.IndexIVFScalarQuantizer)
        if not ours or inner.d != dimensions:
            raise IndexDamaged(FILE, f"not an index of {dimensions} dimensions")
        return cls(dimensions, inner)


def _hits(ids: Rows, similarities: Vectors) -> list[Hit]:
    pairs = zip(ids.tolist(), similarities.tolist(), strict=True)
    return [Hit(id=id_, similarity=similarity) for id_, similarity in pairs]


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


def built(
    dimensions: int, ids: Sequence[int], vectors: Vectors, plan: Plan = DEFAULT_PLAN
) -> DenseIndex:
    numbers = np.asarray(ids, dtype=np.int64)
    if not plan.large(len(numbers)):
        return DenseIndex(dimensions, plan=plan).changed(numbers, vectors, numbers[:0])
    _require(vectors, np.float32, (len(numbers), dimensions))
    return DenseIndex(dimensions, tuned(cells(vectors, numbers), vectors, plan), plan)
