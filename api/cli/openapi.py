"""`teller openapi`: the OpenAPI document of everything that the pages do."""

import json
from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import say, tell
from api.main import doors
from api.settings import read_settings


def register(app: typer.Typer) -> None:
    app.command()(openapi)


def openapi(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file; default: stdout.")
    ] = None,
) -> None:
    """Write the OpenAPI document; nothing is opened for it."""
    document = doors(read_settings()).openapi()
    text = json.dumps(document, ensure_ascii=False, indent=1)
    if output is None:
        say(text)
        return
    output.write_text(text + "\n", "utf-8")
    tell(f"written to {output}")
