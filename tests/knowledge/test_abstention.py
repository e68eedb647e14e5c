"""Confidence is judged by what it lets through, and by what it keeps back."""

import pytest

from knowledge.abstention import Judged, abstention

pytestmark = pytest.mark.engine


def judged(*pairs: tuple[float, bool]) -> list[Judged]:
    return [Judged(confidence=sure, right=right) for sure, right in pairs]


def test_a_confidence_that_knows_everything_is_perfect() -> None:
    found = abstention(judged((0.9, True), (0.8, True)), [0.1, 0.2])

    assert (found.auroc, found.fpr_at_95_tpr, found.aurc) == (1, 0, 0)
    assert (found.coverage_at_95, found.answered_at_3_wrong) == (1, 1)


def test_a_confidence_that_knows_nothing_is_a_coin() -> None:
    found = abstention(judged((0.5, True), (0.5, False)), [0.5, 0.5])

    assert (found.auroc, found.fpr_at_95_tpr) == (0.5, 1)
    assert (found.aurc, found.coverage_at_90) == (0.5, 0)


def test_coverage_is_what_may_be_answered_at_an_accuracy() -> None:
    found = abstention(judged((0.9, True), (0.8, True), (0.2, False), (0.1, True)), [])

    assert found.accuracy == 0.75
    assert (found.coverage_at_95, found.coverage_at_90) == (0.5, 0.5)


def test_the_area_under_risk_is_the_mean_risk_over_all_coverages() -> None:
    found = abstention(judged((0.9, True), (0.8, False)), [])

    assert found.aurc == pytest.approx((0 + 0.5) / 2)


def test_an_answer_to_a_stranger_counts_as_wrong() -> None:
    inside = judged(*[(0.9, True)] * 50, *[(0.5, True)] * 50)

    found = abstention(inside, [0.6] * 10 + [0.1] * 90)

    assert found.answered_at_3_wrong == 0.5


def test_few_strangers_weigh_as_much_as_many() -> None:
    inside = judged(*[(0.9, True)] * 50, *[(0.5, True)] * 50)

    found = abstention(inside, [0.6, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])

    assert found.answered_at_3_wrong == 0.5


def test_nothing_asked_is_no_error() -> None:
    found = abstention([], [])

    assert (found.inside, found.auroc, found.answered_at_3_wrong) == (0, 1, 0)
