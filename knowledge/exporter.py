"""Articles to files that the importer reads back: CSV for people, JSON lines."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.article import ArticleText

_COLUMNS = (
    "external_id", "question", "similar_questions", "answer", "category",
    "language", "valid_from", "valid_to",
)  # fmt: skip
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the start of a formula."""


def to_csv(articles: Sequence[ArticleText]) -> bytes:
    """UTF-8 with its mark, so that a spreadsheet opens it rightly."""
    rows = [_row(article) for article in articles]
    columns = _columns(rows)
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([_disarmed(column) for column in columns])
    for row in rows:
        writer.writerow([_disarmed(row.get(column, "")) for column in columns])
    return target.getvalue().encode("utf-8-sig")


def to_jsonl(articles: Iterable[ArticleText]) -> bytes:
    lines = (
        json.dumps(
            {**_row(article), "similar_questions": list(article.similar_questions)},
            ensure_ascii=False,
        )
        for article in articles
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8")


def _columns(rows: Iterable[dict[str, str]]) -> list[str]:
    extra = sorted({name for row in rows for name in row} - set(_COLUMNS))
    return [*_COLUMNS, *extra]


def _row(article: ArticleText) -> dict[str, str]:
    return {
        **article.attributes,
        "external_id": article.external_id,
        "question": article.question,
        "similar_questions": "|".join(article.similar_questions),
        "answer": article.answer,
        "category": article.category,
        "language": article.language.value,
        "valid_from": _moment(article.valid_from),
        "valid_to": _moment(article.valid_to),
        **{f"answer_{name}": text for name, text in article.answers.items()},
    }


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def _disarmed(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
