"""One row of a table to the parts of an article, or to what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from bot.message import Language
from knowledge.importer import cells
from knowledge.importer.dates import moment
from knowledge.importer.messages import finding
from knowledge.importer.preview import Finding
from knowledge.importer.table import Cell, Row

_ANSWER = "answer_"
_END = "valid_to"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    number: int
    external_id: str
    question: str
    similar: tuple[str, ...]
    answer: str
    answers: Mapping[str, str]
    category: str
    language: Language | None
    valid_from: datetime | None
    valid_to: datetime | None
    attributes: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What one row has given so far."""

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    similar: list[str] = field(default_factory=list)
    moments: dict[str, datetime] = field(default_factory=dict)
    language: Language | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    errors: list[Finding] = field(default_factory=list)

    def complain(self, code: str, column: str, **values: object) -> None:
        self.errors.append(finding(code, self.number, column, **values))


def line_of(
    row: Row, recognised: Mapping[str, str], zone: tzinfo
) -> tuple[Line, list[Finding]]:
    """The line is to be used only when nothing is wrong."""
    reading = _Reading(number=row.number)
    for column, cell in row.cells.items():
        _take(reading, recognised.get(column, ""), column, cell, zone)
    start, end = reading.moments.get("valid_from"), reading.moments.get(_END)
    if start is not None and end is not None and end <= start:
        reading.complain("validity_empty", "")
    texts = reading.texts
    line = Line(
        number=row.number,
        external_id=texts.get("external_id", ""),
        question=texts.get("question", ""),
        similar=tuple(reading.similar),
        answer=texts.get("answer", ""),
        answers={
            meaning.removeprefix(_ANSWER): text
            for meaning, text in texts.items()
            if meaning.startswith(_ANSWER)
        },
        category=texts.get("category", ""),
        language=reading.language,
        valid_from=start,
        valid_to=end,
        attributes=reading.attributes,
    )
    return line, reading.errors


def _take(
    reading: _Reading, meaning: str, column: str, cell: Cell, zone: tzinfo
) -> None:
    match meaning:
        case "similar_questions":
            _take_similar(reading, column, cells.wordings(cell))
        case "valid_from" | "valid_to":
            _take_moment(reading, meaning, column, cell, zone)
        case "language":
            reading.language = cells.language(cells.text_of(cell))
            if reading.language is None:
                detail = cells.text_of(cell)
                reading.complain("language_unknown", column, detail=detail)
        case _:
            _take_text(reading, meaning, column, cell)


def _take_text(reading: _Reading, meaning: str, column: str, cell: Cell) -> None:
    text = cells.text_of(cell)
    wrong = cells.complaints(text, reading.number, column, cells.longest(meaning))
    reading.errors += wrong
    if meaning:
        reading.texts[meaning] = text
    elif text and not wrong:
        reading.attributes[column] = text


def _take_similar(reading: _Reading, column: str, found: Sequence[str]) -> None:
    most = cells.longest("similar_questions")
    for text in found:
        wrong = cells.complaints(text, reading.number, column, most)
        if wrong:
            reading.errors.append(wrong[0])
            return
    if len(found) > cells.MOST_SIMILAR:
        reading.complain("too_many_similar", column, limit=cells.MOST_SIMILAR)
    reading.similar += found


def _take_moment(
    reading: _Reading, meaning: str, column: str, cell: Cell, zone: tzinfo
) -> None:
    found = moment(cell, zone, end=meaning == _END)
    if found is None:
        reading.complain("date_malformed", column, detail=cells.text_of(cell))
    else:
        reading.moments[meaning] = found
