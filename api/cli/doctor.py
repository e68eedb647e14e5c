"""`teller doctor`: what is present, what is missing, and what to do."""

from typing import Annotated, Any

import typer

from api.cli.checks import LOOKS, State
from api.cli.output import FAILED, say, show
from api.settings import read_settings


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Look at what is present, what is missing, and what to do; change nothing."""
    settings = read_settings()
    rows: list[dict[str, Any]] = []
    for name, look in LOOKS.items():
        found = look(settings)
        rows.append(
            {
                "name": name,
                "state": found.state.value,
                "found": found.found,
                "what_to_do": found.what_to_do,
            }
        )
    fit = all(row["state"] != State.BROKEN for row in rows)
    if as_json:
        show({"fit": fit, "checks": rows})
    else:
        _print(rows)
    if not fit:
        raise typer.Exit(FAILED)


def _print(rows: list[dict[str, Any]]) -> None:
    colours = {State.OK: "green", State.MISSING: "yellow", State.BROKEN: "red"}
    for row in rows:
        state = typer.style(f"{row['state']:<8}", fg=colours[State(row["state"])])
        say(f"{row['name']:<11} {state} {row['found']}")
        if row["what_to_do"]:
            say(f"{'':<20} {row['what_to_do']}")
