"""Where a run of an evaluation goes besides the screen: a file, a report."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.questions import Asked
from api.evaluation.report import report_of
from api.evaluation.runs import Result, Run, write_run
from bot.passage import Passage
from nlu.normalize import normalize

Out = Annotated[
    Path | None,
    typer.Option(help="Keep the run here, each question with what came of it."),
]
Report = Annotated[
    Path | None,
    typer.Option(help="Write a report that people can read: one HTML file."),
]


def keep(run: Run, out: Path | None, report: Path | None) -> None:
    if out is not None:
        write_run(run, out)
    if report is not None:
        report.write_text(report_of(run), "utf-8")


def passage_result(asked: Asked, first: Passage | None, threshold: float) -> Result:
    """`first`: what came first; `asked.expected` is empty when nothing should have."""
    if first is None:
        return Result(
            question=asked.question,
            expected=asked.expected,
            given="",
            right=False,
            shown=False,
            confidence=0.0,
        )
    names = (normalize(first.article_id), normalize(first.title))
    return Result(
        question=asked.question,
        expected=asked.expected,
        given=first.article_id,
        right=bool(asked.expected) and normalize(asked.expected) in names,
        shown=first.confidence >= threshold,
        confidence=round(first.confidence, 4),
        title=first.title,
        matched=first.matched,
        dense=round(first.dense, 4),
        keyword=round(first.keyword, 4),
    )
