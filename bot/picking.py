"""Picking: which of the offered choices a customer means by a number or a title."""

import re
import unicodedata
from collections.abc import Sequence

from bot.reply import Choice

_ORDINAL = re.compile(
    r"^(?:第|选|选择|要|我选|我要|就|number|no\.?|option|the)?\s*"
    r"([1-9]|[一二两三四五六七八九]|one|two|three|first|second|third)\s*"
    r"(?:个|条|项|one|吧|号|[.。、!！])*$"
)
_NUMBERS = {
    **{str(n): n for n in range(1, 10)},
    **{word: n for n, word in enumerate("一二三四五六七八九", start=1)},
    "两": 2,
    "one": 1,
    "two": 2,
    "three": 3,
    "first": 1,
    "second": 2,
    "third": 3,
}
_YES = re.compile(
    r"^(?:是|是的|对|对的|对啊|嗯|嗯嗯|没错|就是|就是这个|可以|好|好的|yes|yeah|yep|right|"
    r"correct|ok|okay|sure)[\s,，。.!！啊呀吧]*$"
)
_NO = re.compile(
    r"^(?:都不是|不是|不对|没有|都没有|不是这些?|不是这个|no|nope|none|neither|"
    r"none of (?:these|them)|not (?:these|this|that))[\s,，。.!！啊呀的]*$"
)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return folded.strip(" \t\r\n。，,.!！?？“”\"'")


def picked(text: str, choices: Sequence[Choice]) -> Choice | None:
    """The choice meant, or None when the text means none of them."""
    plain = _plain(text)
    for choice in choices:
        if plain == _plain(choice.title):
            return choice
    if ordinal := _ORDINAL.match(plain):
        place = _NUMBERS[ordinal[1]]
        return choices[place - 1] if place <= len(choices) else None
    return _agreed(plain, choices)


def _agreed(plain: str, choices: Sequence[Choice]) -> Choice | None:
    """A yes or a no means something only where "none of these" was offered, a yes also
    where one task was."""
    none = next((one for one in choices if one.id == "none"), None)
    if none is None:
        sole = len(choices) == 1 and choices[0].id.startswith("flow:")
        return choices[0] if sole and _YES.match(plain) else None
    if _NO.match(plain):
        return none
    return choices[0] if _YES.match(plain) and len(choices) == 2 else None
