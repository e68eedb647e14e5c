"""The measures of retrieval, computed by hand."""

import pytest

from bot.rules import load_rules
from knowledge.evaluation import Answered, measured, percentile, rank_of, titles

pytestmark = pytest.mark.engine


RULES = load_rules().answering


def answered(rank: int, confidence: float, *others: float) -> Answered:
    return Answered(
        rank=rank, confidence=confidence, latency_ms=float(rank), next=others
    )


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


def test_titles_count_where_the_first_is_not_sure_and_hold_the_right_one() -> None:
    sure = answered(1, 0.9, 0.05)
    held = answered(3, 0.4, 0.3, 0.2)
    missed = answered(4, 0.4, 0.3, 0.2, 0.1)
    unknown = answered(1, RULES.clarify_at / 2)

    result = titles([sure, held, missed, unknown], RULES)

    assert (result.offered, result.right) == (0.5, 0.5)
    assert titles([sure], RULES).right == 1


def test_nothing_measured_is_nothing() -> None:
    result = measured([], threshold=0.6)

    assert (result.hit_at_1, result.latency_p95_ms) == (0, 0)


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([1, 2, 3, 4], 50) == 2
    assert percentile([1, 2, 3, 4], 95) == 4
