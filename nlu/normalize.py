"""The one form of a text that rules, encoder and retrieval look at."""

import re
import unicodedata

from opencc import OpenCC

_TO_SIMPLIFIED = OpenCC("t2s")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ROUNDS = 8
"""Bound on the rounds to a stable form; two or three are the rule."""

_EDGE = r"[\s,，。.、…~!！?？;；:：-]"
_HUM = r"(?:嗯|呃|唔|(?:um+|uh+|erm?|hmm+)(?![a-z]))"
_LEADING = re.compile(
    rf"^(?:{_HUM}{_EDGE}*|那个(?={_EDGE}|那个|[我你您咱请就]|想){_EDGE}*)+"
)
_TRAILING = re.compile(
    rf"(?:{_EDGE}+(?:嗯|呃|唔|那个|(?<![a-z])(?:um+|uh+|erm?|hmm+)))+{_EDGE}*$"
)
_SPACES = re.compile(r"\s+")


def normalize(text: str) -> str:
    """Half-width, simplified, lower-case, without unseen characters and edge fillers.

    Numerals stay as they were said. Applying it twice changes nothing.
    """
    for _ in range(_ROUNDS):
        step = _without_fillers(_folded(text))
        if step == text:
            break
        text = step
    return text


def _folded(text: str) -> str:
    seen = "".join(map(_seen, unicodedata.normalize("NFKC", text)))
    lowered = _TO_SIMPLIFIED.convert(seen).lower()
    return _SPACES.sub(" ", lowered).strip()


def _seen(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _UNSEEN else character


def _without_fillers(text: str) -> str:
    kept = _LEADING.sub("", text, count=1)
    kept = _TRAILING.sub("", kept, count=1)
    return kept if any(map(str.isalnum, kept)) else text
