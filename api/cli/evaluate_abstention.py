"""`teller evaluate abstention`: what confidence lets through, and what it keeps."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from api.cli.banks import opened
from api.cli.evaluate_keep import Out, Report, keep, passage_result
from api.cli.output import Watch, say, show, watched
from api.cli.questions import Asked, QuestionsMalformed, read_questions
from api.evaluation.runs import Kind, Result, Run
from api.rooms import Rooms
from api.settings import read_settings
from bot.message import Channel, Language, language_of
from bot.passage import Passage, Question
from knowledge.abstention import Judged, abstention
from knowledge.importer.decoding import decoded
from knowledge.importer.table import Unreadable
from nlu.normalize import normalize

COLUMNS = ("question", "text")
"""Where the question of an OUT_FILE stands; a file with neither holds plain lines."""


def register(evaluate: typer.Typer) -> None:
    evaluate.command(name="abstention")(measure)


def measure(
    in_file: Annotated[Path, typer.Argument(help="CSV or JSONL: question, expected.")],
    out_file: Annotated[
        Path, typer.Argument(help="CSV, JSONL or plain lines: what no article answers.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
    out: Out = None,
    report: Report = None,
) -> None:
    """Tell questions to answer from questions to leave alone, and count."""
    asked, strange = read_questions(in_file), read_strange(out_file)
    rooms = opened(read_settings(), quiet=as_json)
    try:
        with watched("Asking", quiet=as_json) as watch:
            inside = _results(rooms, asked, partial(_half, watch, 0.0))
            outside = _results(rooms, strange, partial(_half, watch, 0.5))
    finally:
        rooms.close()
    found = abstention(
        [Judged(confidence=one.confidence, right=one.right) for one in inside],
        [one.confidence for one in outside],
    )
    figures = {name: round(value, 4) for name, value in asdict(found).items()}
    questions = (*inside, *outside)
    run = Run(kind=Kind.ABSTENTION, figures=figures, questions=questions)
    keep(run, out, report)
    if as_json:
        show(figures)
        return
    for name, value in figures.items():
        say(f"{name:<22} {value}")


def read_strange(path: Path) -> tuple[Asked, ...]:
    """Raises QuestionsMalformed."""
    try:
        text = decoded(path.read_bytes())
    except OSError as wrong:
        raise QuestionsMalformed(f"{path} cannot be read: {wrong.strerror}") from None
    except Unreadable as wrong:
        raise QuestionsMalformed(f"{path}: {wrong.finding.en}") from None
    asked = [line.strip() for line in _lines(path, text) if line.strip()]
    if not asked:
        raise QuestionsMalformed(f"{path} holds no questions")
    return tuple(
        Asked(question=one, expected="", language=language_of(one, Language.ZH))
        for one in asked
    )


def _lines(path: Path, text: str) -> Iterator[str]:
    if path.suffix in {".jsonl", ".json"} or text.lstrip().startswith("{"):
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                yield _of(_object(line, f"{path}, line {number}"))
        return
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = {name.strip().lower() for name in reader.fieldnames or ()}
    if not names.intersection(COLUMNS):
        yield from text.splitlines()
        return
    for row in reader:
        yield _of({key.strip().lower(): value for key, value in row.items() if key})


def _object(line: str, place: str) -> Mapping[str, object]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise QuestionsMalformed(f"{place}: not a JSON object")
    return row


def _of(row: Mapping[str, object]) -> str:
    return next((str(row[name]) for name in COLUMNS if row.get(name)), "")


def _results(rooms: Rooms, asked: Sequence[Asked], watch: Watch) -> list[Result]:
    threshold = rooms.rules.answering.answer_at
    results = []
    for place, one in enumerate(asked):
        watch(place / len(asked), "asking")
        found = _first(rooms, one.question, one.language)
        results.append(passage_result(one, found, threshold))
    return results


def _half(watch: Watch, start: float, share: float, words: str) -> None:
    watch(start + share / 2, words)


def _first(rooms: Rooms, question: str, language: Language) -> Passage | None:
    found = rooms.retriever.search(
        Question(
            tenant_id=rooms.tenant,
            text=normalize(question),
            language=language,
            channel=Channel.WEB,
            now=rooms.clock(),
            limit=1,
        )
    )
    return found[0] if found else None
