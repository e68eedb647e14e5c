"""Reads HTML: tables with a header, or else headings with the text beneath."""

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector

from knowledge.importer.decoding import decoded
from knowledge.importer.grid import tabulated
from knowledge.importer.messages import finding
from knowledge.importer.outline import Block, Kind, outlined
from knowledge.importer.table import Table, Unreadable

_UNSPOKEN = ("script", "style", "noscript", "template", "nav", "iframe", "svg")
_HEADINGS = ("h1", "h2", "h3")
_TEXTS = ("p", "li", "blockquote", "pre", "dt", "dd", "div", "td")


def read_html(content: bytes) -> Table:
    try:
        soup = BeautifulSoup(_text(content), "lxml")
    except (RecursionError, ValueError) as error:
        detail = type(error).__name__
        raise Unreadable(finding("file_damaged", detail=detail)) from None
    for unspoken in soup.find_all(_UNSPOKEN):
        unspoken.decompose()
    found = tabulated([_grid(table) for table in soup.find_all("table")])
    return found if found.rows else outlined(_blocks(soup))


def _text(content: bytes) -> str:
    """By the page's own word for its encoding, where it keeps it."""
    declared = EncodingDetector.find_declared_encoding(content, is_html=True)
    if declared and declared.lower() not in ("utf-8", "utf8"):
        try:
            return content.decode(declared)
        except (LookupError, UnicodeDecodeError):
            return decoded(content)
    return decoded(content)


def _blocks(soup: BeautifulSoup) -> Iterator[Block]:
    for number, tag in enumerate(soup.find_all((*_HEADINGS, *_TEXTS)), start=1):
        if tag.name in _HEADINGS:
            text = _line(tag)
            level = int(tag.name[1])
            yield Block(kind=Kind.HEADING, text=text, number=number, level=level)
        elif not tag.find((*_HEADINGS, *_TEXTS)):
            kind = Kind.ITEM if tag.name == "li" else Kind.TEXT
            yield Block(kind=kind, text=_line(tag), number=number)


def _line(tag: Tag) -> str:
    return " ".join(tag.get_text(" ", strip=True).split())


def _grid(table: Tag) -> list[list[str]]:
    return [
        [_line(cell) for cell in row.find_all(("td", "th"))]
        for row in table.find_all("tr")
    ]
