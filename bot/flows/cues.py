"""Cues: what in a customer's words repairs a dialogue, whatever the flow."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_END = r"[\s,，。.!！?？~啊呀吧呢哦嘛的了]*$"


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().strip()


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    table = tomllib.loads(files("bot").joinpath("cues.toml").read_text("utf-8"))
    return {name: _pattern(row["found"], "whole" in row) for name, row in table.items()}


def _pattern(found: list[str], whole: bool) -> re.Pattern[str]:
    joined = "|".join(found)
    return re.compile(f"^(?:{joined}){_END}" if whole else joined)


def _found(name: str, text: str) -> bool:
    return bool(_patterns()[name].search(folded(text)))


def leaves(text: str) -> bool:
    """Wants out of the open flow."""
    return _found("leave", text)


def place_named(written: str) -> str:
    """A place that the words name by themselves; empty when they name none."""
    found = _patterns()["place"].search(written)
    return next(filter(None, found.groups()), "") if found else ""


def agrees(text: str) -> bool:
    return _found("yes", text)


def declines(text: str) -> bool:
    return _found("no", text)


def objects(text: str) -> bool:
    """Says that something is wrong, and not what."""
    return _found("objection", text)


def wants_repeat(text: str) -> bool:
    return _found("repeat", text)


def asks_why(text: str) -> bool:
    return _found("why", text)


def corrects(text: str) -> bool:
    return _found("correction", text)


def asks(text: str) -> bool:
    """Looks like a question."""
    return _found("question", text.rstrip("。.!！ "))


def negated(text: str, start: int) -> bool:
    """True when what begins at `start` is what the customer does not mean."""
    return bool(_patterns()["negation"].search(text[:start]))


def wants_other(text: str) -> bool:
    return _found("other", text)


def wants_all(text: str) -> bool:
    return _found("all", text)


def wants_again(text: str) -> bool:
    return _found("again", text)
