"""Rendering: what was said, as HTML that is safe to put into a page."""

from collections.abc import Iterable
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
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
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


@lru_cache(maxsize=REMEMBERED)
def html_of_answer(text: str, link_hosts: frozenset[str] = frozenset()) -> str:
    """`link_hosts`: sites that may be linked to; other links become plain text."""
    tokens = [
        kept for token in _markdown.parse(text) for kept in _kept(token, link_hosts)
    ]
    rendered = str(_markdown.renderer.render(tokens, _markdown.options, {}))
    return nh3.clean(
        rendered,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"https"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    ).strip()


def _kept(token: Token, link_hosts: frozenset[str]) -> Iterable[Token]:
    if token.type == "inline" and token.children:
        token.children = list(_linked(token.children, link_hosts))
    if token.type in ("heading_open", "heading_close"):
        yield from _as_strong(token)
        return
    yield token


def _as_strong(heading: Token) -> Iterable[Token]:
    """An answer's heading must not disturb the headings of the page."""
    opens = heading.nesting == 1
    paragraph = Token("paragraph_open" if opens else "paragraph_close", "p", 0)
    strong = Token("strong_open" if opens else "strong_close", "strong", 0)
    paragraph.nesting = strong.nesting = heading.nesting
    paragraph.block = True
    yield from (paragraph, strong) if opens else (strong, paragraph)


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
