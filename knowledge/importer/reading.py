"""The importer's door: a file goes in, a preview comes out, whatever the file is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from itertools import chain, islice
from pathlib import Path, PurePath
from zoneinfo import ZoneInfo

from bot.article import ArticleText
from knowledge.importer import duplicates
from knowledge.importer.assembling import Assembly
from knowledge.importer.columns import Columns, understood
from knowledge.importer.csv_file import read_csv
from knowledge.importer.docx_file import read_docx
from knowledge.importer.html_file import read_html
from knowledge.importer.jsonl_file import read_jsonl
from knowledge.importer.markdown_file import read_markdown
from knowledge.importer.messages import finding
from knowledge.importer.preview import Finding, Preview
from knowledge.importer.table import MOST_BYTES, Table, Unreadable
from knowledge.importer.xlsx_file import read_xlsx
from knowledge.ports import Fold

MOST_FINDINGS = 1_000
SHANGHAI = ZoneInfo("Asia/Shanghai")

_READERS: Mapping[str, Callable[[bytes], Table]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".xlsx": read_xlsx,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_jsonl,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".docx": read_docx,
    ".html": read_html,
    ".htm": read_html,
}
EXTENSIONS = tuple(_READERS)


def read_file(
    path: Path,
    *,
    fold: Fold,
    zone: tzinfo = SHANGHAI,
    base: Sequence[ArticleText] = (),
) -> Preview:
    """Raises OSError when there is no such file."""
    if path.stat().st_size > MOST_BYTES:
        return _refused(finding("file_too_large", limit=MOST_BYTES >> 20))
    return read(path.read_bytes(), path.name, fold=fold, zone=zone, base=base)


def read(
    content: bytes,
    name: str,
    *,
    fold: Fold,
    zone: tzinfo = SHANGHAI,
    base: Sequence[ArticleText] = (),
) -> Preview:
    """Never raises for what a file holds: all that is wrong stands in the preview.

    `zone`: where a date without a time begins. `base`: what is there already.
    """
    try:
        table = _table(content, name)
    except Unreadable as error:
        return _refused(error.finding)
    columns = understood(table.columns)
    if columns.missing:
        return _without_columns(table, columns)
    assembly = Assembly(fold=fold, zone=zone, recognised=columns.recognised)
    assembly.read(table.rows)
    articles = assembly.articles()
    warnings = chain(
        table.warnings,
        (finding("column_repeated", detail=name) for name in columns.repeated),
        assembly.warnings,
        duplicates.within(articles, fold),
        duplicates.against(articles, base, fold),
    )
    errors = [*table.errors, *assembly.errors]
    if not articles and not errors:
        errors.append(finding("nothing_found"))
    return _preview(table, columns, articles, errors, list(warnings), base)


def _table(content: bytes, name: str) -> Table:
    if len(content) > MOST_BYTES:
        raise Unreadable(finding("file_too_large", limit=MOST_BYTES >> 20))
    if not content.strip():
        raise Unreadable(finding("file_empty"))
    extension = PurePath(name).suffix.lower()
    reader = _READERS.get(extension)
    if reader is None:
        raise Unreadable(finding("file_unknown", detail=extension or name))
    return reader(content)


def _refused(found: Finding) -> Preview:
    return Preview(articles=(), errors=(found,))


def _without_columns(table: Table, columns: Columns) -> Preview:
    missing = [finding("column_missing", detail=name) for name in columns.missing]
    if not columns.recognised:
        code = "no_header" if table.columns else "nothing_found"
        missing = [finding(code)]
    return Preview(
        articles=(),
        errors=(*table.errors, *missing)[:MOST_FINDINGS],
        rows=len(table.rows),
        recognised=columns.recognised,
        unknown=columns.unknown,
        missing=columns.missing,
    )


def _preview(
    table: Table,
    columns: Columns,
    articles: Mapping[int, ArticleText],
    errors: list[Finding],
    warnings: list[Finding],
    base: Sequence[ArticleText],
) -> Preview:
    known = {article.external_id for article in base}
    ids = (article.external_id for article in articles.values())
    shown = tuple(islice(errors, MOST_FINDINGS))
    warned = tuple(islice(warnings, MOST_FINDINGS))
    return Preview(
        articles=tuple(articles.values()),
        errors=shown,
        warnings=warned,
        rows=len(table.rows),
        recognised=columns.recognised,
        unknown=columns.unknown,
        missing=columns.missing,
        updates=tuple(external_id for external_id in ids if external_id in known),
        left_out=len(errors) - len(shown) + len(warnings) - len(warned),
    )
