"""Files of questions of which the right article is known: CSV or JSON lines."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from api.errors import DoorError
from bot.message import Language, language_of
from knowledge.importer.decoding import decoded
from knowledge.importer.table import Unreadable

WANTED = ("question", "expected")


class QuestionsMalformed(DoorError):
    """A file of questions cannot be read; the text names file and row."""

    code = "questions_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    question: str
    expected: str
    """External id or standard question of the right article."""
    language: Language


def read_questions(path: Path) -> tuple[Asked, ...]:
    """Raises QuestionsMalformed."""
    try:
        text = decoded(path.read_bytes())
    except OSError as wrong:
        raise QuestionsMalformed(f"{path} cannot be read: {wrong.strerror}") from None
    except Unreadable as wrong:
        raise QuestionsMalformed(f"{path}: {wrong.finding.en}") from None
    rows = _json_rows(path, text) if _has_json(path, text) else _csv_rows(path, text)
    asked = tuple(_asked(path, number, row) for number, row in rows)
    if not asked:
        raise QuestionsMalformed(f"{path} holds no rows: question, expected")
    return asked


def _has_json(path: Path, text: str) -> bool:
    return path.suffix in {".jsonl", ".json"} or text.lstrip().startswith("{")


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise QuestionsMalformed(f"{path}, line {number}: not a JSON object")
        yield number, row


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    names = {name.strip().lower() for name in reader.fieldnames or ()}
    missing = [name for name in WANTED if name not in names]
    if missing:
        raise QuestionsMalformed(f"{path} has no column {', '.join(missing)}")
    for row in reader:
        yield (
            reader.line_num,
            {k.strip().lower(): v or "" for k, v in row.items() if k},
        )


def _asked(path: Path, number: int, row: Mapping[str, object]) -> Asked:
    question, expected = (str(row.get(name) or "").strip() for name in WANTED)
    if not question or not expected:
        raise QuestionsMalformed(
            f"{path}, line {number}: question and expected must not be empty"
        )
    written = str(row.get("language") or "")
    known = {language.value: language for language in Language}
    language = known.get(written) or language_of(question, Language.ZH)
    return Asked(question=question, expected=expected, language=language)
