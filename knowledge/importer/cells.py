"""Single cells to values: text made safe, languages, lists of wordings."""

import re
from collections.abc import Sequence

from bot.message import Language
from knowledge.importer.messages import finding
from knowledge.importer.preview import Finding
from knowledge.importer.table import Cell

LONGEST_QUESTION = 500
LONGEST_ANSWER = 20_000
LONGEST_OTHER = 2_000
MOST_SIMILAR = 2_000

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2060\ufeff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_BETWEEN = re.compile(r"[|｜\n]")
_LANGUAGES = {
    "zh-cn": Language.ZH, "zh": Language.ZH, "zh_cn": Language.ZH,
    "cn": Language.ZH, "中文": Language.ZH, "简体中文": Language.ZH,
    "en": Language.EN, "en-us": Language.EN, "en-gb": Language.EN,
    "english": Language.EN, "英文": Language.EN, "英语": Language.EN,
}  # fmt: skip
_LIMITS = {"question": LONGEST_QUESTION, "similar_questions": LONGEST_QUESTION}


def longest(meaning: str) -> int:
    if meaning.startswith("answer"):
        return LONGEST_ANSWER
    return _LIMITS.get(meaning, LONGEST_OTHER)


def text_of(cell: Cell) -> str:
    """Without characters that nobody can see or store; a list as lines."""
    written = cell if isinstance(cell, str) else _written(cell)
    return _CONTROLS.sub("", written).strip()


def _written(cell: Cell) -> str:
    if isinstance(cell, Sequence):
        return "\n".join(cell)
    return cell.isoformat()


def complaints(text: str, row: int, column: str, most: int) -> list[Finding]:
    if _SURROGATES.search(text):
        return [finding("cell_broken", row, column)]
    if len(text) > most:
        return [finding("cell_too_long", row, column, limit=most)]
    return []


def wordings(cell: Cell) -> list[str]:
    """Several questions in one cell: separated by "|" or lines, or a real list."""
    parts = _BETWEEN.split(cell) if isinstance(cell, str) else [text_of(cell)]
    if not isinstance(cell, str) and isinstance(cell, Sequence):
        parts = list(cell)
    return [text for part in parts if (text := text_of(part))]


def language(text: str) -> Language | None:
    return _LANGUAGES.get(text.strip().lower())
