"""The two engines on their own: dense and lexical."""

import bm25s
import numpy as np
import pytest

from knowledge.errors import WrongShape
from knowledge.index import DenseIndex, built
from knowledge.keywords import KeywordIndex
from knowledge.tokens import Synonyms, characters, words
from tests.knowledge.hashing import HashingEncoder, fold

pytestmark = pytest.mark.engine

TEXTS = ["信用卡年费怎么收", "信用卡丢了怎么挂失", "房贷利率", "年费年费", "loan rate"]
NONE = np.zeros(0, dtype=np.int64)


def index_of(count: int) -> DenseIndex:
    vectors = HashingEncoder(32).encode([f"第{n}条" for n in range(count)])
    return built(32, list(range(count)), vectors)


def numbers(*values: int) -> "np.typing.NDArray[np.int64]":
    return np.asarray(values, dtype=np.int64)


def test_fewer_hits_come_from_a_small_index_and_no_empty_ones() -> None:
    hits = index_of(3).search(HashingEncoder(32).encode(["第1条"])[0], 10, NONE, NONE)

    assert [hit.id for hit in hits][:1] == [1]
    assert sorted(hit.id for hit in hits) == [0, 1, 2]


def test_an_empty_index_finds_nothing() -> None:
    vector = HashingEncoder(32).encode(["年费"])[0]

    assert DenseIndex(32).search(vector, 5, NONE, NONE) == []


@pytest.mark.parametrize("forbidden", [3, 150])
def test_the_search_is_exact_whatever_is_forbidden(forbidden: int) -> None:
    index = index_of(200)
    vector = HashingEncoder(32).encode(["第7条"])[0]
    allowed = np.arange(forbidden, 200)

    hits = index.search(vector, 5, np.arange(forbidden), allowed)

    scores = index.vectors(allowed) @ vector
    assert [hit.id for hit in hits] == allowed[np.argsort(-scores)[:5]].tolist()


def test_a_change_leaves_the_old_index_as_it_was() -> None:
    old = index_of(3)
    vector = HashingEncoder(32).encode(["第9条"])

    new = old.changed(numbers(9), vector, numbers(0))

    assert (len(old), len(new)) == (3, 3)
    assert new.search(vector[0], 1, NONE, NONE)[0].id == 9
    assert np.allclose(new.vectors(numbers(9)), vector)


def test_vectors_of_another_shape_are_refused() -> None:
    with pytest.raises(WrongShape):
        index_of(1).changed(numbers(5), np.zeros((1, 31), dtype=np.float32), NONE)
    with pytest.raises(WrongShape):
        index_of(1).search(np.zeros(32), 1, NONE, NONE)  # type: ignore[arg-type]


@pytest.mark.parametrize("question", ["信用卡年费", "怎么挂失信用卡", "loan", "无关"])
def test_scores_are_those_of_the_bm25_library(question: str) -> None:
    documents = [characters(text) for text in TEXTS]
    library = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    library.index([list(tokens) for tokens in documents], show_progress=False)
    asked = characters(question)

    expected = library.get_scores(list(asked))

    assert np.allclose(KeywordIndex(documents).scores(asked), expected, atol=1e-5)


def test_shares_lie_between_nothing_and_all() -> None:
    index = KeywordIndex([characters(text) for text in TEXTS])

    shares = index.shares(characters("信用卡年费怎么收"))

    assert shares.argmax() == 0
    assert 0.8 < shares.max() <= 1
    assert index.shares(characters("xyz")).max() == 0
    assert index.shares(()).max() == 0


def test_a_document_scores_alone_as_it_does_inside() -> None:
    documents = [characters(text) for text in TEXTS]
    index = KeywordIndex(documents)
    asked = characters("年费怎么收")

    alone = [index.share(asked, document) for document in documents]

    assert np.allclose(alone, index.shares(asked), atol=1e-5)


def test_an_empty_field_scores_nothing() -> None:
    assert KeywordIndex([]).shares(("a",)).shape == (0,)
    assert KeywordIndex([(), ()]).shares(("a",)).tolist() == [0, 0]


def test_a_latin_word_is_one_unit_among_characters() -> None:
    assert characters("办ETC卡") == ("办", "ETC", "卡", "办 ETC", "ETC 卡")


def test_a_misspelled_word_shares_its_triples() -> None:
    assert set(words("credit")) & set(words("crdit")) == {"^cr", "dit", "it$"}


def test_synonyms_are_one_word() -> None:
    synonyms = Synonyms.of([("借记卡", "储蓄卡"), ("atm", "取款机")], fold)

    assert synonyms.unite("储蓄卡在取款机") == "借记卡在atm"
    assert synonyms.unite("atmosphere") == "atmosphere"
    assert Synonyms.of([], fold).unite("储蓄卡") == "储蓄卡"
