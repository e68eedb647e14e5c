"""`teller evaluate`: retrieval measured, and written dialogues played."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli import (
    evaluate_abstention,
    evaluate_compare,
    evaluate_dialogues,
    evaluate_intents,
)
from api.cli.banks import opened
from api.cli.evaluate_keep import Out, Report, keep, passage_result
from api.cli.output import Watch, say, show, tell, watched
from api.cli.questions import Asked, QuestionsMalformed, read_questions
from api.evaluation.runs import Kind, Result, Run
from api.rooms import Rooms
from api.settings import read_settings
from bot.message import Channel
from bot.passage import Passage, Question
from knowledge.evaluation import Answered, Retrieval, measured, rank_of, titles
from nlu.normalize import normalize

DEEPEST = 10
"""Articles looked at for each question: MRR counts the first ten."""
WARM_UP = 20
"""Questions asked before the clock counts."""

evaluate = typer.Typer(help="Measure; play dialogues.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON only.")]


def register(app: typer.Typer) -> None:
    evaluate_dialogues.register(evaluate)
    evaluate_intents.register(evaluate)
    evaluate_abstention.register(evaluate)
    evaluate_compare.register(evaluate)
    app.add_typer(evaluate, name="evaluate")


@evaluate.command()
def retrieval(
    file: Annotated[Path, typer.Argument(help="CSV or JSONL: question, expected.")],
    as_json: AsJson = False,
    out: Out = None,
    report: Report = None,
) -> None:
    """Ask questions of which the right article is known, and count."""
    asked = read_questions(file)
    rooms = opened(read_settings(), quiet=as_json)
    try:
        _check(rooms, asked)
        with watched("Asking", quiet=as_json) as watch:
            came = _came(rooms, asked, watch)
        answering = rooms.rules.answering
    finally:
        rooms.close()
    answered = [one.answered for one in came]
    choices = titles(answered, answering)
    figures = {
        **_figures(measured(answered, answering.answer_at)),
        "titles_offered": round(choices.offered, 4),
        "right_among_titles": round(choices.right, 4),
    }
    results = [_result(one, answering.answer_at) for one in came]
    keep(Run(kind=Kind.RETRIEVAL, figures=figures, questions=results), out, report)
    if as_json:
        show(figures)
        return
    for name, value in figures.items():
        say(f"{name:<22} {value}")


def _check(rooms: Rooms, asked: Sequence[Asked]) -> None:
    articles = rooms.records.articles.published(rooms.tenant)
    if not articles:
        raise QuestionsMalformed(
            "no article is published here: import the bank's articles first, with "
            "`teller knowledge import FILE --publish`"
        )
    names = {name for one in articles for name in (one.external_id, one.text.question)}
    folded = {normalize(name) for name in names}
    unknown = {one.expected for one in asked if normalize(one.expected) not in folded}
    if unknown:
        tell(
            f"note: {len(unknown)} expected articles are not published here, and "
            f"count as missed: {', '.join(sorted(unknown)[:5])}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came for one question."""

    asked: Asked
    answered: Answered
    found: Sequence[Passage]


def _came(rooms: Rooms, asked: Sequence[Asked], watch: Watch) -> list[Came]:
    for one in asked[:WARM_UP]:
        _ask(rooms, one)
    came = []
    for place, one in enumerate(asked):
        watch(place / len(asked), "asking")
        came.append(_ask(rooms, one))
    return came


def _ask(rooms: Rooms, asked: Asked) -> Came:
    """Before the policy: what retrieval alone puts first, however unsure."""
    now = rooms.clock()
    began = time.perf_counter()
    found = rooms.retriever.search(
        Question(
            tenant_id=rooms.tenant,
            text=normalize(asked.question),
            language=asked.language,
            channel=Channel.WEB,
            now=now,
            limit=DEEPEST,
        )
    )
    took = time.perf_counter() - began
    answered = Answered(
        rank=rank_of(normalize(asked.expected), _names(found)),
        confidence=found[0].confidence if found else 0.0,
        latency_ms=took * 1_000,
        next=tuple(one.confidence for one in found[1:]),
    )
    return Came(asked=asked, answered=answered, found=found)


def _names(found: Sequence[Passage]) -> list[tuple[str, str]]:
    return [(normalize(one.article_id), normalize(one.title)) for one in found]


def _result(came: Came, threshold: float) -> Result:
    asked, answered = came.asked, came.answered
    told = passage_result(asked, came.found[0] if came.found else None, threshold)
    wanted = normalize(asked.expected)
    fits = (wanted in names for names in _names(came.found))
    pairs = zip(came.found, fits, strict=True)
    chances = (one.confidence for one, right in pairs if right)
    return replace(
        told,
        right=answered.rank == 1,
        rank=answered.rank,
        expected_confidence=round(next(chances, 0.0), 4),
    )


def _figures(found: Retrieval) -> dict[str, float]:
    return {
        "hit_at_1": round(found.hit_at_1, 4),
        "hit_at_3": round(found.hit_at_3, 4),
        "hit_at_5": round(found.hit_at_5, 4),
        "mrr_at_10": round(found.mrr_at_10, 4),
        "coverage": round(found.coverage, 4),
        "accuracy_of_answered": round(found.accuracy_of_answered, 4),
        "latency_p50_ms": round(found.latency_p50_ms, 2),
        "latency_p95_ms": round(found.latency_p95_ms, 2),
        "n": found.questions,
    }
