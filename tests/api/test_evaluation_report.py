"""A report is one readable page, drawn from the questions of a run."""

from html.parser import HTMLParser

import pytest

from api.evaluation.curves import (
    bins_of,
    calibration_error,
    confusion_of,
    curve_of,
    operating_point,
    worst_of,
)
from api.evaluation.report import report_of
from api.evaluation.runs import Kind, Result, Run
from tests.api.test_evaluation_runs import result

pytestmark = pytest.mark.door

HOSTILE = "<script>alert(1)</script>"


class Page(HTMLParser):
    """What a page holds, and what it would fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [str(v) for k, v in attrs if k in {"src", "href"}]


def taken(expected: str, given: str, sure: float = 0.8) -> Result:
    return Result(
        question=f"{expected}?",
        expected=expected,
        given=given,
        right=expected == given,
        shown=True,
        confidence=sure,
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_a_report_is_one_page_that_fetches_nothing(kind: Kind) -> None:
    questions = [
        result("年费"),
        result(HOSTILE, right=False),
        result("天气", expected=""),
    ]

    page = report_of(Run(kind=kind, figures={"n": 3, "x": None}, questions=questions))

    found = Page(page)
    assert found.fetched == []
    assert "script" not in found.tags
    assert found.tags.count("svg") == (3 if kind is Kind.INTENTS else 2)
    assert HOSTILE not in page


def test_a_run_without_questions_still_has_a_report() -> None:
    page = report_of(Run(kind=Kind.INTENTS, figures={}, questions=()))

    assert "Nothing was wrong" in page


def test_one_as_sure_as_right_stands_on_the_diagonal() -> None:
    half = [result("一", sure=0.5), result("二", sure=0.5, right=False)]

    bins = bins_of(half)

    assert [(one.confidence, one.accuracy, one.count) for one in bins] == [
        (0.5, 0.5, 2)
    ]
    assert calibration_error(bins) == 0
    assert calibration_error(bins_of([result("一", right=False, sure=1.0)])) == 1.0


def test_the_curve_counts_answers_to_strangers_as_wrong() -> None:
    asked = [
        result("一", sure=0.9),
        result("天气", sure=0.8, right=False, expected=""),
        result("二", sure=0.3),
    ]

    points = [(one.coverage, one.accuracy) for one in curve_of(asked)]
    now = operating_point(asked)

    assert points == [(0.5, 1.0), (0.5, 0.5), (1.0, 2 / 3)]
    assert now is not None
    assert (now.coverage, now.accuracy) == (0.5, 0.5)


def test_equal_confidences_stand_or_fall_together() -> None:
    asked = [result("一", sure=0.5), result("二", sure=0.5, right=False)]

    assert len(curve_of(asked)) == 1


def test_only_the_intents_that_are_confused_fill_a_large_map() -> None:
    names = [f"n{number}" for number in range(40)]
    asked = [*(taken(name, name) for name in names), taken("n1", "n2")]

    found = confusion_of(asked)

    assert found.names == ["n1", "n2"]
    assert found.counts == [[1, 1], [0, 1]]
    assert found.left_out == 38


def test_wrong_answers_that_are_seen_come_before_right_ones_that_are_not() -> None:
    asked = [
        result("对", sure=0.9),
        result("对而未答", sure=0.5),
        result("错而未答", sure=0.4, right=False),
        result("错", sure=0.7, right=False),
        result("更错", sure=0.8, right=False),
    ]

    worst = [one.question for one in worst_of(asked)]

    assert worst == ["更错", "错", "错而未答", "对而未答"]
