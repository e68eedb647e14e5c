"""How much of a written text a caller has heard of it, by the words that were said."""

import re
from typing import Final

from bot.message import Language
from speech.speakable.saying import speakable

TAIL: Final = 24
"""Characters of the last words that were heard, to find the place again."""
_MARKS = re.compile(r"[\s，。！？；：、,.!?;:]+")
_WITHIN = re.compile(r"[0-9A-Za-z.,%*\u00a5-]")
_GOES_ON = re.compile(r"[0-9A-Za-z.,%*百千万亿元]")
"""After a digit or a letter, these belong to it."""


def heard_characters(written: str, heard: str, language: Language) -> int:
    """An offset into `written`: nothing beyond it was heard.

    Too little is credited rather than too much: never half a number or half a word.
    """
    said = _plain(heard)
    if not said:
        return 0
    if said == _plain(speakable(written, language)):
        return len(written)
    places = (place for place in range(len(written), 0, -1) if _apart(written, place))
    for place in places:
        begun = _plain(speakable(written[:place], language))
        if begun and said.startswith(begun):
            return place
    return 0


def last_words(written: str, offset: int) -> str:
    return written[max(offset - TAIL, 0) : offset]


def _apart(written: str, place: int) -> bool:
    """Whether a cut here leaves numbers and Latin words whole."""
    if place == len(written):
        return True
    return not (_WITHIN.match(written[place - 1]) and _GOES_ON.match(written[place]))


def _plain(text: str) -> str:
    return _MARKS.sub("", text)
