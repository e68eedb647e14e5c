"""`teller evaluate intents`: learn intents from one file and measure on another."""

import csv
import io
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.evaluate_keep import Out, Report, keep
from api.errors import DoorError
from api.evaluation.runs import Kind, Result, Run
from api.rooms import SEED, named_encoder, silent
from api.settings import read_settings
from nlu.embedded import FOLDER
from nlu.example_classifier import ExampleClassifier, Verdict
from nlu.examples import Example, learn_examples
from nlu.intent_figures import OURS, figures

FOREIGN = frozenset({"", "oos", "ood", "out_of_scope", "none"})
"""Names of an intent that mean: none of them."""
WANTED = ("text", "intent")
WARM_UP = 20
"""Questions asked before the clock counts."""
TIMED = 1_000
"""Questions that are asked one at a time, for the clock."""


class ExamplesMalformed(DoorError):
    """A file of examples cannot be read; the text names file and row."""

    code = "examples_malformed"


def register(evaluate: typer.Typer) -> None:
    evaluate.command()(intents)


def intents(  # noqa: PLR0913  each is an option of the command
    train: Annotated[Path, typer.Option(help="CSV or JSONL: text, intent.")],
    test: Annotated[Path, typer.Option(help="CSV or JSONL: text, intent.")],
    oos: Annotated[
        Path | None, typer.Option(help="CSV or JSONL: text; none of the intents.")
    ] = None,
    encoder: Annotated[
        str, typer.Option(help="embedded, a model's name or a folder.")
    ] = "",
    start: Annotated[
        Path, typer.Option(help="Weights that the embedded encoder starts from.")
    ] = FOLDER,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
    out: Out = None,
    report: Report = None,
) -> None:
    """Learn intents from examples; count right, wrong and refused."""
    asked = read_examples(test)
    foreign = [one for one in asked if not one.intent]
    if oos is not None:
        foreign += read_examples(oos, named=False)
    chosen = encoder or read_settings().encoder
    classifier = learn_examples(
        read_examples(train),
        seed=SEED,
        progress=silent if as_json else _tell,
        encoder=named_encoder(chosen),
        start=start,
    )
    ours = [one for one in asked if one.intent]
    found, questions = measured(classifier, ours, foreign)
    run = Run(kind=Kind.INTENTS, figures=found, questions=questions)
    keep(run, out, report)
    if as_json:
        typer.echo(json.dumps(found, indent=1))
        return
    for name, value in found.items():
        typer.echo(f"{name:<34} {'-' if value is None else value}")


def measured(
    classifier: ExampleClassifier, asked: Sequence[Example], foreign: Sequence[Example]
) -> tuple[dict[str, float | None], list[Result]]:
    judged = classifier.judge([one.text for one in asked])
    refused = classifier.judge([one.text for one in foreign])
    found = figures([one.intent for one in asked], judged, refused)
    told: dict[str, float | None] = {
        name: None if value is None else round(value, 4)
        for name, value in asdict(found).items()
    }
    told["latency_p95_ms"] = round(_latency_ms(classifier, asked), 2)
    told["n"], told["n_oos"] = len(asked), len(foreign)
    pairs = [*zip(asked, judged, strict=True), *zip(foreign, refused, strict=True)]
    return told, [_result(one, verdict) for one, verdict in pairs]


def _result(asked: Example, verdict: Verdict) -> Result:
    return Result(
        question=asked.text,
        expected=asked.intent,
        given=verdict.intent,
        right=bool(asked.intent) and verdict.intent == asked.intent,
        shown=verdict.ours >= OURS,
        confidence=round(verdict.confidence * verdict.ours, 4),
    )


def read_examples(path: Path, *, named: bool = True) -> list[Example]:
    """`named`: the intent counts. Raises ExamplesMalformed."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise ExamplesMalformed(f"{path} cannot be read as UTF-8 text") from None
    rows = _rows(path, text)
    found = [_example(path, number, row, named) for number, row in rows]
    if not found:
        raise ExamplesMalformed(f"{path} holds no rows: text, intent")
    return found


def _rows(path: Path, text: str) -> list[tuple[int, Mapping[str, object]]]:
    if path.suffix not in {".jsonl", ".json"} and not text.lstrip().startswith("{"):
        reader = csv.DictReader(io.StringIO(text, newline=""))
        return [(reader.line_num, row) for row in reader]
    lines = enumerate(text.splitlines(), start=1)
    return [(number, _object(path, number, line)) for number, line in lines if line]


def _object(path: Path, number: int, line: str) -> Mapping[str, object]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise ExamplesMalformed(f"{path}, line {number}: not a JSON object")
    return row


def _example(
    path: Path, number: int, row: Mapping[str, object], named: bool
) -> Example:
    text, intent = (str(row.get(name) or "").strip() for name in WANTED)
    if not text or (named and row.get("intent") is None):
        raise ExamplesMalformed(f"{path}, line {number}: needs text, intent")
    foreign = not named or intent.lower() in FOREIGN
    return Example(text=text, intent="" if foreign else intent)


def _latency_ms(classifier: ExampleClassifier, asked: Sequence[Example]) -> float:
    times = []
    for one in asked[: WARM_UP + TIMED]:
        began = time.perf_counter()
        _judged(classifier, one)
        times.append(time.perf_counter() - began)
    ordered = sorted(times[WARM_UP:] or times)
    return 1_000 * ordered[int(0.95 * (len(ordered) - 1))] if ordered else 0.0


def _judged(classifier: ExampleClassifier, one: Example) -> Verdict:
    return classifier.judge([one.text])[0]


def _tell(done: float, note: str) -> None:
    typer.echo(f"{done:6.1%} {note}", err=True)
