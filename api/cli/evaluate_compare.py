"""`teller evaluate compare`: what one run answers better than another, and worse."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.output import say, show
from api.evaluation.comparing import Comparison, Figure, Pair, compare
from api.evaluation.runs import Result, read_run

TOLD = 20
"""Questions of each list that are told to a person; `--json` tells all."""


def register(evaluate: typer.Typer) -> None:
    evaluate.command(name="compare")(compared)


def compared(
    before: Annotated[Path, typer.Argument(help="A run kept with --out.")],
    after: Annotated[Path, typer.Argument(help="Another, of the same questions.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Compare two saved runs, question by question; the worst first."""
    found = compare(read_run(before), read_run(after))
    if as_json:
        show(_document(found))
        return
    for figure in found.figures:
        say(_line(figure))
    say()
    say(
        f"gained {len(found.gained)}, lost {len(found.lost)}, same {found.same}; "
        f"by chance alone: {found.chance:.3f}"
    )
    if found.only_before or found.only_after:
        say(
            f"in one run only: {found.only_before} of the first, "
            f"{found.only_after} of the second"
        )
    _list("lost", found.lost)
    _list("gained", found.gained)


def _line(figure: Figure) -> str:
    change = "" if figure.change is None else f"{figure.change:+.4g}"
    before, after = map(_number, (figure.before, figure.after))
    return f"{figure.name:<34} {before:>9} {after:>9} {change:>9}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.6g}"


def _list(name: str, pairs: Sequence[Pair]) -> None:
    if not pairs:
        return
    say()
    say(f"{name}:")
    for pair in pairs[:TOLD]:
        say(f"  {pair.after.question}  (expected {pair.after.expected or 'no answer'})")
        say(f"    before  {_told(pair.before)}")
        say(f"    after   {_told(pair.after)}")
    if len(pairs) > TOLD:
        say(f"  {len(pairs) - TOLD} more: --json lists them")


def _told(one: Result) -> str:
    given = f"{one.given} {one.title}".strip() or "nothing"
    unseen = "" if one.shown else ", not shown"
    return f"{one.confidence:.2f} {given}{unseen}"


def _document(found: Comparison) -> dict[str, Any]:
    return {
        "figures": {
            one.name: {"before": one.before, "after": one.after, "change": one.change}
            for one in found.figures
        },
        "gained": [_pair(pair) for pair in found.gained],
        "lost": [_pair(pair) for pair in found.lost],
        "same": found.same,
        "only_before": found.only_before,
        "only_after": found.only_after,
        "chance": round(found.chance, 6),
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "question": pair.after.question,
        "expected": pair.after.expected,
        "before": _side(pair.before),
        "after": _side(pair.after),
    }


def _side(one: Result) -> dict[str, Any]:
    return {
        "given": one.given,
        "title": one.title,
        "confidence": one.confidence,
        "shown": one.shown,
        "rank": one.rank,
    }
