"""`teller knowledge`: a bank's articles, in from its files and out again."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.importing import Document, Wish, imported
from api.cli.output import FAILED, say, show, tell
from api.records import open_records
from api.secret import load_secrets
from api.settings import read_settings
from bot.article import ArticleState
from knowledge.exporter import to_csv, to_jsonl

SHOWN_FINDINGS = 20

knowledge = typer.Typer(help="Import and export articles.", no_args_is_help=True)


class Form(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


def register(app: typer.Typer) -> None:
    app.add_typer(knowledge, name="knowledge")


@knowledge.command("import")
def import_files(
    files: Annotated[
        list[Path], typer.Argument(help="CSV, XLSX, JSONL, Markdown, DOCX or HTML.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish at once, as an administrator.")
    ] = False,
    no_train: Annotated[
        bool, typer.Option("--no-train", help="Do not learn from what is published.")
    ] = False,
) -> None:
    """Make drafts of a bank's own files; customers read them once published."""
    wish = Wish(
        files=tuple(files),
        dry_run=dry_run,
        publish=publish and not dry_run,
        train=not no_train,
        quiet=as_json,
    )
    documents = imported(read_settings(), wish)
    if as_json:
        show({"files": documents})
    else:
        for document in documents:
            _tell_of(document)
    if not all(document["articles"] for document in documents):
        raise typer.Exit(FAILED)


@knowledge.command()
def export(
    form: Annotated[
        Form, typer.Option("--format", help="Both can be imported again.")
    ] = Form.CSV,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file; default: stdout.")
    ] = None,
) -> None:
    """Everything that is published, in a form that can be imported again."""
    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    records = open_records(settings, load_secrets(settings.home))
    try:
        articles = records.articles.all(settings.tenant)
    finally:
        records.database.close()
    texts = [one.text for one in articles if one.state is ArticleState.PUBLISHED]
    content = to_csv(texts) if form is Form.CSV else to_jsonl(texts)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        output.write_bytes(content)
    tell(f"{len(texts)} articles, of {len(articles)} versions and drafts")


def _tell_of(document: Document) -> None:
    say(f"{document['file']}: {document['rows']} rows, {document['articles']} articles")
    for column, meaning in document["recognised"].items():
        say(f"  column    {column} = {meaning}")
    for column in document["unknown"]:
        say(f"  column    {column} = attribute")
    for column in document["missing"]:
        say(f"  missing   column {column}")
    for kind in ("errors", "warnings"):
        found = document[kind]
        for one in found[:SHOWN_FINDINGS]:
            place = f"row {one['row']}" if one["row"] else "file"
            say(f"  {kind[:-1]:<9} {place} {one['column']}: {one['en']}")
        if len(found) > SHOWN_FINDINGS:
            say(f"  {len(found) - SHOWN_FINDINGS} more {kind}: --json lists them")
    say(f"  {_outcome(document)}")


def _outcome(document: Document) -> str:
    updates = len(document["updates"])
    again = f", {updates} of them new versions" if updates else ""
    if document["dry_run"]:
        return (
            f"dry run: nothing was changed{again and f' ({updates} are there already)'}"
        )
    if document["published"]:
        learned = "" if document["trained"] else "; `teller train` learns from them"
        return f"published {len(document['published'])}{again}{learned}"
    if document["drafts"]:
        return (
            f"{len(document['drafts'])} drafts{again}: somebody else publishes them at "
            "the desk, or --publish does as an administrator"
        )
    return "nothing was imported"
