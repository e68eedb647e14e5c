"""Signs, units, shortened words and layout, as they are said in English."""

import re
import tomllib
from importlib.resources import files

from speech.speakable.en_numbers import cardinal, number, ordinal, spelled
from speech.speakable.rule import ALONE, ENDS, NUMBER, TO, Rule, rule

_TABLE = tomllib.loads(
    files("speech").joinpath("speakable", "en.toml").read_text("utf-8")
)
_UNITS: dict[str, str] = _TABLE["units"]
_WORDS: dict[str, str] = _TABLE["words"]
_SYMBOLS: dict[str, str] = _TABLE["symbols"]
_UNIT = "|".join(re.escape(one) for one in sorted(_UNITS, key=len, reverse=True))
_WORD = "|".join(re.escape(one) for one in sorted(_WORDS, key=len, reverse=True))


def _with_unit(found: re.Match[str]) -> str:
    return f"{number(found['n'])} {_UNITS[found['unit']]}"


def _range(found: re.Match[str]) -> str:
    return f"{number(found['low'])} to {number(found['high'])}"


def _fraction(found: re.Match[str]) -> str:
    over, under = int(found[1]), int(found[2])
    if (over, under) == (24, 7):
        return "twenty-four seven"
    if over == 1 and under in (2, 4):
        return "a half" if under == 2 else "a quarter"
    return f"{cardinal(over)} {_part(under)}{'s' if over != 1 else ''}"


def _part(under: int) -> str:
    return "half" if under == 2 else ordinal(under)


def _ratio(found: re.Match[str]) -> str:
    return f"{cardinal(int(found[1]))} to {cardinal(int(found[2]))}"


def _number(found: re.Match[str]) -> str:
    return number(found[0])


def _signed(found: re.Match[str]) -> str:
    return f"minus {number(found[1])}"


def _left(found: re.Match[str]) -> str:
    return f" {spelled(found[0])} "


def _item(found: re.Match[str]) -> str:
    return f"{found[1]}{ordinal(int(found[2])).capitalize()}, "


def _short(found: re.Match[str]) -> str:
    return _WORDS[found[0]]


def _letters(found: re.Match[str]) -> str:
    return " ".join(found[0])


def _symbol(found: re.Match[str]) -> str:
    return f" {_SYMBOLS[found[0]]} "


LAYOUT: tuple[Rule, ...] = (
    rule(r"!?\[([^\]]*)\]\([^)]*\)", lambda found: found[1]),
    rule(
        r"https?://[^\s]+[^\s.,;)!?]|www\.[A-Za-z0-9./_-]+[A-Za-z0-9/]", "our web page"
    ),
    rule(r"(?m)^[ \t]*(?:[-•·▪●*–—]|#{1,6})[ \t]+", ""),
    rule(r"(?m)(^)[ \t]*([1-9][0-9]?)[.)](?![0-9])[ \t]+", _item),
    rule(
        r"(?<!\*)(\*\*|__|`)(?=[^\s*_`])([^*\n`]*[^\s*_`])\1(?!\*)",
        lambda found: found[2],
    ),
    rule(r"(?<=[A-Za-z0-9])@(?=[A-Za-z0-9])", " at "),
)

NUMBERS: tuple[Rule, ...] = (
    rule(rf"{ALONE}(?P<n>{NUMBER})\s?(?P<unit>{_UNIT})(?![A-Za-z])", _with_unit),
    rule(rf"{ALONE}([0-9]{{1,3}})/([0-9]{{1,3}})(?![0-9/])", _fraction),
    rule(r"(?<![0-9:.])([0-9]{1,3}):([0-9]{1,3})(?![0-9:])", _ratio),
    rule(rf"{ALONE}(?P<low>{NUMBER}){TO}(?P<high>{NUMBER}){ENDS}", _range),
    rule(rf"(?<![0-9A-Za-z])[-−]\s?({NUMBER}){ENDS}", _signed),
    rule(rf"{ALONE}{NUMBER}", _number),
    rule(r"[0-9]", _left),
)

MARKS: tuple[Rule, ...] = (
    rule(rf"(?<![A-Za-z.])(?:{_WORD})(?![A-Za-z])", _short),
    rule(r"(?<=[A-Za-z])\.(?=[A-Za-z])", " dot "),
    rule(
        r"(?<![A-Za-z])[B-HJ-Z](?:[A-Z]{1,4})(?![A-Za-z])|(?<![A-Za-z])[AI][A-Z]{1,4}(?![A-Za-z])",
        _letters,
    ),
    rule(r"(?<=yuan|ents|year|time|here)\s?/\s?", " per "),
    rule(r"/", " or "),
    rule("|".join(re.escape(one) for one in _SYMBOLS), _symbol),
)
