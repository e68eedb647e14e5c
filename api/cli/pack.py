"""`teller pack`: a bank's files checked, and their formats for editors."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import FAILED, say, show
from api.pack_files.checking import check_pack
from api.pack_files.schemas import schemas

pack = typer.Typer(help="Check a bank's files; their formats.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(pack, name="pack")


@pack.command()
def check(
    path: Annotated[Path, typer.Argument(help="The folder of a pack.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Tell everything that is wrong, with file, line and what to do."""
    found = check_pack(path)
    if as_json:
        show({"ok": not found, "complaints": [asdict(one) for one in found]})
    else:
        for one in found:
            say(str(one))
        say(f"{len(found)} complaints" if found else "The pack can be used.")
    if found:
        raise typer.Exit(FAILED)


@pack.command()
def schema(
    out: Annotated[
        Path | None, typer.Option(help="Write a file for each format into this folder.")
    ] = None,
) -> None:
    """Print the JSON Schemas of the files, or write them for an editor."""
    made = schemas()
    if out is None:
        show(made)
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, one in made.items():
        file = out / f"{name}.schema.json"
        file.write_text(json.dumps(one, ensure_ascii=False, indent=1) + "\n", "utf-8")
        say(str(file))
