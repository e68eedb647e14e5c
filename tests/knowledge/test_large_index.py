"""A large index searches cells, and finds what exact search finds."""

import numpy as np
import pytest

from knowledge.cells import Plan
from knowledge.index import DenseIndex, built
from knowledge.ports import Rows, Vectors

pytestmark = pytest.mark.engine

SMALL = Plan(most_exact=500)
NONE: Rows = np.zeros(0, dtype=np.int64)


def clustered(count: int, seed: int = 1, dimensions: int = 32) -> Vectors:
    chance = np.random.default_rng(seed)
    centres = np.random.default_rng(0).standard_normal((40, dimensions))
    rows = centres[chance.integers(0, 40, count)]
    rows = rows + 0.5 * chance.standard_normal((count, dimensions))
    scaled = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(scaled, dtype=np.float32)


def ids(*parts: range) -> Rows:
    return np.concatenate([np.asarray(part, dtype=np.int64) for part in parts])


def nearest(index: DenseIndex, vector: Vectors, allowed: Rows = NONE) -> list[int]:
    forbidden = np.setdiff1d(np.arange(4000), allowed) if len(allowed) else NONE
    return [hit.id for hit in index.search(vector, 10, forbidden, allowed)]


def test_the_number_of_vectors_decides_the_kind() -> None:
    assert not built(32, range(500), clustered(500), SMALL).approximate
    assert built(32, range(501), clustered(501), SMALL).approximate


def test_cells_find_what_exact_search_finds() -> None:
    vectors, asked = clustered(4000), clustered(100, seed=2)
    exact = built(32, range(4000), vectors)
    large = built(32, range(4000), vectors, SMALL)

    shared = [len({*nearest(exact, one)} & {*nearest(large, one)}) for one in asked]

    assert sum(shared) >= 0.95 * 1000


@pytest.mark.parametrize("few", [40, 3000])
def test_a_filter_never_pushes_out_what_it_allows(few: int) -> None:
    vectors = clustered(4000)
    large = built(32, range(4000), vectors, Plan(most_exact=500, recall=1.0))
    allowed = ids(range(1000, 1000 + few))

    found = nearest(large, vectors[1007], allowed)

    assert (found[0], len(found)) == (1007, 10)
    assert set(found) <= set(allowed.tolist())


def test_a_base_that_grows_past_the_limit_changes_its_kind_and_back() -> None:
    vectors = clustered(900)
    small = built(32, range(400), vectors[:400], SMALL)

    large = small.changed(ids(range(400, 900)), vectors[400:], NONE)
    again = large.changed(NONE, vectors[:0], ids(range(700)))

    assert [index.approximate for index in (small, large, again)] == [
        False, True, False,
    ]  # fmt: skip
    assert (len(small), len(large), len(again)) == (400, 900, 200)
    assert nearest(large, vectors[850])[0] == 850
    assert nearest(again, vectors[850])[0] == 850


def test_cells_take_changes_in_place_of_a_new_start() -> None:
    vectors = clustered(900)
    large = built(32, range(800), vectors[:800], SMALL)

    changed = large.changed(ids(range(800, 900)), vectors[800:], ids(range(10)))

    assert (changed.approximate, len(changed)) == (True, 890)
    assert nearest(changed, vectors[850])[0] == 850
    assert 5 not in nearest(changed, vectors[5])
    assert np.allclose(
        changed.vectors(ids(range(850, 852))), vectors[850:852], atol=2e-3
    )


def test_a_large_index_is_read_as_it_was_written() -> None:
    vectors = clustered(900)
    large = built(32, range(900), vectors, SMALL)

    again = DenseIndex.read(large.written(), 32)

    assert nearest(again, vectors[3]) == nearest(large, vectors[3])
    assert again.approximate
