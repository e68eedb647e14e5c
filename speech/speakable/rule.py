"""A rule of reading aloud: where it applies, what is said there."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
"""Digits with or without thousands commas and decimals; no group of its own."""
ALONE = r"(?<![0-9A-Za-z.,])"
"""Nothing before it that the number could belong to."""
ENDS = r"(?![0-9])(?!\.[0-9])(?!,[0-9]{3}(?![0-9]))"
TO = r"\s*(?:-|–|—|~|～|至|到|to)\s*"

Said = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: re.Pattern[str]
    said: Said


def rule(pattern: str, said: Said | str, *, ignore_case: bool = False) -> Rule:
    flags = re.IGNORECASE if ignore_case else 0
    words = said if callable(said) else _always(said)
    return Rule(re.compile(pattern, flags), words)


def applied(rules: Sequence[Rule], text: str) -> str:
    """What an earlier rule has said holds no digit, so no later one reads it again."""
    for one in rules:
        text = one.pattern.sub(one.said, text)
    return text


def _always(words: str) -> Said:
    return lambda found: words
