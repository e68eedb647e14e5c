"""The measures of retrieval, computed by hand."""

import pytest

from knowledge.evaluation import Answered, measured, percentile, rank_of

pytestmark = pytest.mark.engine


def answered(rank: int, confidence: float) -> Answered:
    return Answered(rank=rank, confidence=confidence, latency_ms=float(rank))


def test_ranks_count_distinct_articles_by_id_or_question() -> None:
    found = [("A", "问一"), ("A", "问一"), ("B", "问二")]

    assert (rank_of("B", found), rank_of("问二", found)) == (2, 2)
    assert rank_of("C", found) == 0


def test_the_measures_are_what_their_names_say() -> None:
    four = [answered(1, 0.9), answered(2, 0.8), answered(6, 0.5), answered(0, 0.1)]

    result = measured(four, threshold=0.6)

    assert (result.hit_at_1, result.hit_at_5) == (0.25, 0.5)
    assert result.mrr_at_10 == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)
    assert (result.coverage, result.accuracy_of_answered) == (0.5, 0.5)


def test_nothing_measured_is_nothing() -> None:
    result = measured([], threshold=0.6)

    assert (result.hit_at_1, result.latency_p95_ms) == (0, 0)


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([1, 2, 3, 4], 50) == 2
    assert percentile([1, 2, 3, 4], 95) == 4
