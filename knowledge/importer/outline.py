"""From a written document to rows: headings ask, the text beneath them answers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from knowledge.importer.table import MOST_ROWS, Cell, Row, Table

COLUMNS = ("external_id", "question", "similar_questions", "answer", "category")
_SIMILAR = re.compile(
    r"(?:相似问题?|相似问法|扩展问|similar\s+questions?)\s*[:：]?", re.IGNORECASE
)
_ID = re.compile(r"\s*\{#([^{}\s]{1,80})\}\s*$")


class Kind(Enum):
    HEADING = auto()
    TEXT = auto()
    ITEM = auto()
    """One entry of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    kind: Kind
    text: str
    number: int
    """Where it stands in the document."""
    level: int = 0
    """Of a heading, from 1."""


@dataclass(slots=True, kw_only=True)
class _Entry:
    number: int
    question: str
    category: str
    answer: list[str] = field(default_factory=list)
    similar: list[str] = field(default_factory=list)

    def row(self) -> Row:
        question, external_id = self.question, ""
        if marked := _ID.search(question):
            question, external_id = question[: marked.start()], marked.group(1)
        cells: dict[str, Cell] = {
            "external_id": external_id,
            "question": question,
            "similar_questions": tuple(self.similar),
            "answer": "\n".join(self.answer).strip(),
            "category": self.category,
        }
        filled = {name: cell for name, cell in cells.items() if cell}
        return Row(number=self.number, cells=filled)


def outlined(blocks: Iterable[Block], asking: int = 0) -> Table:
    """`asking`: level of the headings that are questions; 0: the deepest there is."""
    blocks = [block for block in blocks if block.text.strip()]
    levels = {block.level for block in blocks if _asks(block)}
    level = asking if asking in levels else max(levels, default=0)
    rows = tuple(entry.row() for entry in _entries(blocks, level))
    return Table(columns=COLUMNS if rows else (), rows=rows[:MOST_ROWS])


def _asks(block: Block) -> bool:
    return block.kind is Kind.HEADING and not _SIMILAR.fullmatch(block.text.strip())


def _entries(blocks: Iterable[Block], asking: int) -> list[_Entry]:
    entries: list[_Entry] = []
    path: dict[int, str] = {}
    listing = False
    for block in blocks:
        text = block.text.strip()
        if _SIMILAR.fullmatch(text):
            listing = True
        elif block.kind is Kind.HEADING and block.level < asking:
            path = {level: name for level, name in path.items() if level < block.level}
            path[block.level] = text
        elif block.kind is Kind.HEADING and block.level == asking:
            category = "/".join(path[level] for level in sorted(path))
            entries.append(
                _Entry(number=block.number, question=text, category=category)
            )
            listing = False
        elif entries:
            listing = listing and block.kind is Kind.ITEM
            _add(entries[-1], block, listing=listing)
    return entries


def _add(entry: _Entry, block: Block, *, listing: bool) -> None:
    if listing:
        entry.similar.append(block.text.strip())
    elif block.kind is Kind.ITEM:
        entry.answer.append(f"- {block.text.strip()}")
    else:
        entry.answer.append(block.text.strip())
