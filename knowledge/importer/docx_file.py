"""Reads DOCX: headings as in Markdown, or else tables with a header."""

import io
import re
from collections.abc import Iterator
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from knowledge.importer.archive import inspect
from knowledge.importer.grid import tabulated
from knowledge.importer.messages import finding
from knowledge.importer.outline import Block, Kind, outlined
from knowledge.importer.table import Table, Unreadable

_QUESTION_LEVEL = 2
_HEADING = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_LIST = re.compile(r"list|列表|列出", re.IGNORECASE)


def read_docx(content: bytes) -> Table:
    inspect(content)
    try:
        document = docx.Document(io.BytesIO(content))
        blocks = list(_blocks(document))
        grids = [_grid(table) for table in document.tables]
    except (OpcError, LxmlError, BadZipFile, KeyError, ValueError) as error:
        detail = type(error).__name__
        raise Unreadable(finding("file_damaged", detail=detail)) from None
    found = tabulated(grids)
    return found if found.rows else outlined(blocks, _QUESTION_LEVEL)


def _blocks(document: Document) -> Iterator[Block]:
    for number, part in enumerate(document.iter_inner_content(), start=1):
        if isinstance(part, Paragraph):
            yield _block(part, number)
        else:
            lines = (" | ".join(cells) for cells in _grid(part))
            yield Block(kind=Kind.TEXT, text="\n".join(lines), number=number)


def _block(paragraph: Paragraph, number: int) -> Block:
    style = paragraph.style.name if paragraph.style else ""
    text = paragraph.text
    if found := _HEADING.match(style or ""):
        level = int(found.group(1))
        return Block(kind=Kind.HEADING, text=text, number=number, level=level)
    properties = paragraph._p.pPr
    numbered = properties is not None and properties.numPr is not None
    kind = Kind.ITEM if numbered or _LIST.search(style or "") else Kind.TEXT
    return Block(kind=kind, text=text, number=number)


def _grid(table: WordTable) -> list[list[str]]:
    return [[cell.text.strip() for cell in row.cells] for row in table.rows]
