"""Dates and times of day, as they are said in Chinese."""

import re

from speech.speakable.rule import TO, Rule, rule
from speech.speakable.zh_numbers import cardinal, counted, in_order

_START = r"(?<![0-9A-Za-z.,:-])"
_YEAR = r"(?P<y>(?:19|20|21)[0-9]{2})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_DAY = r"(?P<d>3[01]|[12][0-9]|0?[1-9])"
_CLOCK = r"(?P<h>2[0-4]|[01]?[0-9])[:：](?P<min>[0-5][0-9])(?:[:：](?P<s>[0-5][0-9]))?"
_END = r"(?![0-9])(?!\.[0-9])"


def _date(found: re.Match[str]) -> str:
    year = in_order(found["y"])
    return f"{year}年{_month_and_day(found)}"


def _month_and_day(found: re.Match[str]) -> str:
    return f"{cardinal(int(found['m']))}月{cardinal(int(found['d']))}日"


def _month(found: re.Match[str]) -> str:
    return f"{in_order(found['y'])}年{cardinal(int(found['m']))}月"


def _year(found: re.Match[str]) -> str:
    return f"{in_order(found['y'])}年"


def _years(found: re.Match[str]) -> str:
    return f"{in_order(found['first'])}至{in_order(found['y'])}年"


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found["h"]), int(found["min"])
    words = f"{counted(hour)}点"
    if minute or found["s"]:
        words += f"{'零' if minute < 10 else ''}{cardinal(minute)}分".replace(
            "零零分", "零分"
        )
    return f"{words}{cardinal(int(found['s']))}秒" if found["s"] else words


def _days_of_month(found: re.Match[str]) -> str:
    low, high = (cardinal(int(found[name])) for name in ("low", "high"))
    return f"{low}{found['unit']}至{high}{found['unit']}"


DATES: tuple[Rule, ...] = (
    rule(r"(?<=[日号月天])\s?[-–—~～]\s?(?=[0-9])", "至"),
    rule(rf"{_START}{_YEAR}([-/.]){_MONTH}\2{_DAY}{_END}(?:T(?=[0-9]))?日?", _date),
    rule(rf"{_START}{_YEAR}\s?年\s?{_MONTH}\s?月\s?{_DAY}\s?[日号]", _date),
    rule(rf"{_START}{_YEAR}\s?年\s?{_MONTH}\s?月", _month),
    rule(rf"{_START}{_YEAR}[-/](?P<m>1[0-2]|0[1-9]){_END}", _month),
    rule(rf"{_START}(?P<first>(?:19|20)[0-9]{{2}})\s?年?{TO}{_YEAR}\s?年", _years),
    rule(rf"{_START}{_YEAR}\s?年", _year),
    rule(
        rf"{_START}(?P<m>1[0-2]|0[1-9])[-/](?P<d>3[01]|[12][0-9]|0[1-9]){_END}"
        r"(?!\s?(?:元|个|天|年|期|笔|次|小时|分钟|[-/%]))",
        _month_and_day,
    ),
    rule(
        rf"{_START}(?P<low>[0-9]{{1,2}}){TO}(?P<high>[0-9]{{1,2}})\s?(?P<unit>[月日号])",
        _days_of_month,
    ),
)

CLOCK: tuple[Rule, ...] = (
    rule(rf"(?<=[0-9])\s?(?:-|–|—|~|～)\s?(?=[0-9]{{1,2}}[:：][0-5][0-9]{_END})", "至"),
    rule(rf"(?<![0-9.,:：]){_CLOCK}(?![0-9:：])", _clock),
)
