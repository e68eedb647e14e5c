"""From bytes to text: UTF-8 with or without its mark, UTF-16, GB18030."""

import codecs

from knowledge.importer.messages import finding
from knowledge.importer.table import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MOST_CONTROLS = 0.02
"""Share of control characters above which it is no text."""


def decoded(content: bytes) -> str:
    """Raises Unreadable."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _as_text(content[len(mark) :], encoding)
    try:
        return _plausible(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _as_text(content, "gb18030")


def _as_text(content: bytes, encoding: str) -> str:
    try:
        return _plausible(content.decode(encoding))
    except UnicodeDecodeError:
        raise Unreadable(finding("file_not_text")) from None


def _plausible(text: str) -> str:
    sample = text[:100_000]
    controls = sum(c < " " and c not in "\t\r\n\f" for c in sample)
    if controls > max(4, len(sample) * _MOST_CONTROLS):
        raise Unreadable(finding("file_not_text"))
    return text.replace("\r\n", "\n").replace("\r", "\n")
