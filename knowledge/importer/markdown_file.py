"""Reads Markdown: `#` is a category, `##` a question, the text below its answer."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.importer.decoding import decoded
from knowledge.importer.outline import Block, Kind, outlined
from knowledge.importer.table import Table

_QUESTION_LEVEL = 2
_PLAIN = {"text", "code_inline"}
_BREAKS = {"softbreak", "hardbreak"}


def read_markdown(content: bytes) -> Table:
    tokens = MarkdownIt("commonmark").parse(decoded(content))
    return outlined(_blocks(tokens), _QUESTION_LEVEL)


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    heading = 0
    depth = 0
    for token in tokens:
        if token.type == "heading_open":
            heading = int(token.tag[1:])
        elif token.type == "heading_close":
            heading = 0
        elif token.type in ("list_item_open", "list_item_close"):
            depth += token.nesting
        elif token.type in ("inline", "fence", "code_block"):
            kind = Kind.HEADING if heading else Kind.ITEM if depth else Kind.TEXT
            number = token.map[0] + 1 if token.map else 0
            yield Block(kind=kind, text=_plain(token), number=number, level=heading)


def _plain(token: Token) -> str:
    """The words without their marks; a link keeps its address."""
    parts: list[str] = []
    links: list[str] = []
    for child in token.children or ():
        if child.type in _PLAIN:
            parts.append(child.content)
        elif child.type in _BREAKS:
            parts.append("\n")
        elif child.type == "link_open":
            links.append(str(child.attrs.get("href", "")))
        elif child.type == "link_close" and links:
            address = links.pop()
            if address and address not in parts:
                parts.append(f" ({address})")
    return "".join(parts) if token.children else token.content
