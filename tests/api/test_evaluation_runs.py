"""Runs of an evaluation are kept, read again, and compared question by question."""

from pathlib import Path

import pytest

from api.evaluation.comparing import RunsDiffer, compare
from api.evaluation.runs import Kind, Result, Run, RunUnreadable, read_run, write_run

pytestmark = pytest.mark.door


def result(
    question: str, *, right: bool = True, sure: float = 0.9, expected: str = "S-1"
) -> Result:
    return Result(
        question=question,
        expected=expected,
        given="S-1" if right else "S-2",
        right=right,
        shown=sure >= 0.6,
        confidence=sure,
    )


def run(*questions: Result, kind: Kind = Kind.RETRIEVAL, **figures: float) -> Run:
    return Run(kind=kind, figures=figures, questions=questions)


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    kept = run(result("年费多少"), result("怎么开户", right=False), hit_at_1=0.5)
    file = tmp_path / "run.json"

    write_run(kept, file)

    assert read_run(file) == kept


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"run": "lunch"}', '{"run": 1'])
def test_what_is_no_run_is_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "run.json"
    file.write_text(content, "utf-8")

    with pytest.raises(RunUnreadable, match=r"run\.json"):
        read_run(file)


def test_each_question_is_gained_lost_or_the_same() -> None:
    before = run(result("一"), result("二", right=False), result("三"), n=3)
    after = run(result("一"), result("二"), result("三", right=False), n=3)

    found = compare(before, after)

    assert [pair.after.question for pair in found.gained] == ["二"]
    assert [pair.after.question for pair in found.lost] == ["三"]
    assert found.same == 1


def test_what_customers_would_be_told_most_surely_comes_first() -> None:
    before = run(*map(result, "一二三"))
    after = run(
        result("一", right=False, sure=0.2),
        result("二", right=False, sure=0.9),
        result("三", right=False, sure=0.5),
    )

    found = compare(before, after)

    assert [pair.after.question for pair in found.lost] == ["二", "三", "一"]


def test_a_question_for_nobody_is_good_when_nothing_is_shown() -> None:
    before = run(result("天气", right=False, sure=0.9, expected=""))
    after = run(result("天气", right=False, sure=0.1, expected=""))

    assert len(compare(before, after).gained) == 1


def test_figures_stand_side_by_side_even_when_one_is_missing() -> None:
    before = run(result("一"), hit_at_1=0.5, old=1.0)
    after = run(result("一"), hit_at_1=0.75)

    found = {one.name: one.change for one in compare(before, after).figures}

    assert found == {"hit_at_1": 0.25, "old": None}


def test_a_small_difference_is_told_to_be_chance() -> None:
    words = [f"问{number}" for number in range(12)]
    good = run(*map(result, words))
    bad = run(*(result(word, right=False) for word in words))
    one_bad = run(result(words[0], right=False), *map(result, words[1:]))

    assert compare(good, bad).chance < 0.001
    assert compare(good, one_bad).chance == 1.0


@pytest.mark.parametrize(
    "other", [run(result("别的")), run(result("一"), kind=Kind.INTENTS)]
)
def test_runs_with_nothing_in_common_are_refused(other: Run) -> None:
    with pytest.raises(RunsDiffer):
        compare(run(result("一")), other)
