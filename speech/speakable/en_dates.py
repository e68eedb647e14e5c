"""Dates and times of day, as they are said in English."""

import re

from speech.speakable.en_numbers import cardinal, ordinal, year
from speech.speakable.rule import TO, Rule, rule

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SHORT = {name[:3].lower(): name for name in _MONTHS}
_NAME = (
    r"(?P<name>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|"
    r"Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?(?![a-z])"
)
_START = r"(?<![0-9A-Za-z.,:-])"
_YEAR = r"(?P<y>(?:19|20|21)[0-9]{2})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_DAY = r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
_END = r"(?![0-9])(?!\.[0-9])(?!,[0-9])"
_HALF = r"(?:\s?(?P<half>[ap])\.?m(?![a-z])\.?)?"
_CLOCK = rf"(?P<h>2[0-4]|[01]?[0-9]):(?P<min>[0-5][0-9])(?::(?P<s>[0-5][0-9]))?{_HALF}"


def _named(found: re.Match[str]) -> str:
    name = _SHORT[found["name"][:3].lower()]
    return _said(name, found["d"], found["y"])


def _numbered(found: re.Match[str]) -> str:
    return _said(_MONTHS[int(found["m"]) - 1], found["d"], found["y"])


def _said(month: str, day: str, year_digits: str | None) -> str:
    words = f"{month} {ordinal(int(day))}"
    return f"{words}, {year(int(year_digits))}" if year_digits else words


def _month(found: re.Match[str]) -> str:
    return f"{_MONTHS[int(found['m']) - 1]} {year(int(found['y']))}"


def _named_month(found: re.Match[str]) -> str:
    return f"{_SHORT[found['name'][:3].lower()]} {year(int(found['y']))}"


def _after_word(found: re.Match[str]) -> str:
    return f"{found[1]} {year(int(found['y']))}"


def _years(found: re.Match[str]) -> str:
    return f"{year(int(found['first']))} to {year(int(found['y']))}"


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found["h"]), int(found["min"])
    half = found["half"] or ("a" if hour % 24 < 12 else "p")
    words = cardinal(hour % 12 or 12)
    if minute:
        words += f" {'oh ' if minute < 10 else ''}{cardinal(minute)}"
    if found["s"]:
        words += f" and {cardinal(int(found['s']))} seconds"
    return f"{words} {half.upper()} M"


def _whole_hour(found: re.Match[str]) -> str:
    return f"{cardinal(int(found['h']))} {found['half'].upper()} M"


def _ordinal(found: re.Match[str]) -> str:
    return ordinal(int(found[1]))


_OPTIONAL_YEAR = rf"(?:,?\s{_YEAR}{_END})?"

DATES: tuple[Rule, ...] = (
    rule(rf"{_START}{_YEAR}([-/.]){_MONTH}\2{_DAY}{_END}(?:T(?=[0-9]))?", _numbered),
    rule(
        rf"{_START}(?:the\s)?{_DAY}(?:st|nd|rd|th)?(?:\sof)?\s{_NAME}{_OPTIONAL_YEAR}",
        _named,
        ignore_case=True,
    ),
    rule(
        rf"(?<![a-z]){_NAME}\s(?:the\s)?{_DAY}(?:st|nd|rd|th)?{_END}(?![0-9:]){_OPTIONAL_YEAR}",
        _named,
        ignore_case=True,
    ),
    rule(rf"(?<![a-zA-Z]){_NAME}\s{_YEAR}{_END}", _named_month),
    rule(rf"{_START}{_YEAR}[-/](?P<m>1[0-2]|0[1-9]){_END}", _month),
    rule(rf"{_START}(?P<first>(?:19|20)[0-9]{{2}}){TO}{_YEAR}{_END}", _years),
    rule(
        rf"(?<![a-zA-Z])([Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Oo]f|[Yy]ear|[Ff]rom)\s{_YEAR}{_END}"
        r"(?!\s?(?:yuan|points|[%A-Za-z]*yuan))",
        _after_word,
    ),
    rule(r"(?<![0-9A-Za-z.,])([0-9]{1,4})(?:st|nd|rd|th)(?![a-z])", _ordinal),
)

CLOCK: tuple[Rule, ...] = (
    rule(rf"(?<=[0-9])\s?(?:-|–|—|~)\s?(?=[0-9]{{1,2}}:[0-5][0-9]{_END})", " to "),
    rule(rf"(?<![0-9.,:]){_CLOCK}(?![0-9:])", _clock, ignore_case=True),
    rule(
        r"(?<![0-9.,:])(?P<h>1[0-2]|0?[1-9])\s?(?P<half>[ap])\.?m(?![a-z])\.?",
        _whole_hour,
        ignore_case=True,
    ),
)
