"""Rendering: what was said, as HTML that is safe to put into a page."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.message import Author, Message

TAGS = frozenset(
    [
        "p",
        "br",
        "strong",
        "em",
        "code",
        "hr",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
    ]
)
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "*": set[str]()}
NOT_FOR_PROSE = (
    "html_block",
    "html_inline",
    "image",
    "autolink",
    "code",
    "fence",
    "blockquote",
    "lheading",
    "reference",
)
"""What plain text of a bank would trigger by accident, or an answer never needs."""
REMEMBERED = 2048
"""Rendered texts; the same approved answers come again and again."""

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
_markdown.enable("table").disable(NOT_FOR_PROSE)


def html_of(message: Message, link_hosts: frozenset[str] = frozenset()) -> str:
    """The bot's words are approved Markdown; everybody else's are plain text."""
    if message.author is Author.BOT and message.reply and message.reply.parts:
        written = (part.written for part in message.reply.parts)
        return "".join(html_of_answer(text, link_hosts) for text in written)
    return html_of_text(message.text)


def html_of_text(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "<p>" + "<br>".join(map(escape, lines)) + "</p>"


_AFTER_LIST = re.compile(
    r"^([ \t]*(?:[-*+]|[0-9]+[.)])[ \t].*)\n(?=[^\s\-*+0-9])", re.M
)
"""An item followed by plain words: people mean a new paragraph."""


@lru_cache(maxsize=REMEMBERED)
def html_of_answer(text: str, link_hosts: frozenset[str] = frozenset()) -> str:
    """`link_hosts`: sites that may be linked to; other links become plain text."""
    tokens = _markdown.parse(_AFTER_LIST.sub(r"\1\n\n", text))
    _headings_as_strong(tokens)
    for token in tokens:
        if token.children:
            token.children = list(_linked(token.children, link_hosts))
    rendered = str(_markdown.renderer.render(tokens, _markdown.options, {}))
    return nh3.clean(
        rendered,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"https"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    ).strip()


def words_of_answer(text: str) -> tuple[str, ...]:
    """The bare words of an answer, block by block: what can be read out."""
    tokens = _markdown.parse(_AFTER_LIST.sub(r"\1\n\n", text))
    blocks = (_words(token.children) for token in tokens if token.children)
    return tuple(block for block in blocks if block)


def _words(tokens: Sequence[Token]) -> str:
    breaks = ("softbreak", "hardbreak")
    told = ("\n" if one.type in breaks else one.content for one in tokens)
    return "".join(told).strip()


def _headings_as_strong(tokens: Sequence[Token]) -> None:
    """An answer's heading must not disturb the headings of the page."""
    for opening, words, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type == "heading_open":
            opening.tag = closing.tag = "p"
            words.children = [
                Token("strong_open", "strong", 1),
                *(words.children or ()),
                Token("strong_close", "strong", -1),
            ]


def _linked(tokens: Iterable[Token], link_hosts: frozenset[str]) -> Iterable[Token]:
    """Drops the marks of links that lead elsewhere; their words stay."""
    allowed = True
    for token in tokens:
        if token.type == "link_open":
            allowed = link_allowed(str(token.attrs.get("href", "")), link_hosts)
        if allowed or token.type not in ("link_open", "link_close"):
            yield token
        if token.type == "link_close":
            allowed = True


def link_allowed(href: str, link_hosts: frozenset[str]) -> bool:
    try:
        parts = urlsplit(href)
        port = parts.port
    except ValueError:
        return False
    plain = not set(parts.netloc) & set("@\\%") and port in (None, 443)
    host = (parts.hostname or "").rstrip(".")
    known = any(host == one or host.endswith("." + one) for one in link_hosts)
    return parts.scheme == "https" and plain and known
