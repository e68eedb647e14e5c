"""Dates, said in full or seen from today."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.understanding import Entity, EntityKind
from nlu.numerals import chinese_number

_N = r"[0-9零〇一二三四五六七八九十]"
_DAY = rf"(?P<day>{_N}{{1,3}})"
_MONTH = rf"(?P<month>{_N}{{1,3}})"
_SEASONS = {
    "上": -1,
    "这": 0,
    "本": 0,
    "当": 0,
    "下": 1,
    "last": -1,
    "this": 0,
    "next": 1,
}
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
_NEAR = {
    **{
        "大前天": -3,
        "前天": -2,
        "昨天": -1,
        "昨日": -1,
        "昨晚": -1,
        "今天": 0,
        "今日": 0,
    },
    **{"今晚": 0, "今早": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3},
    **{"the day before yesterday": -2, "day before yesterday": -2, "yesterday": -1},
    **{"today": 0, "tonight": 0, "the day after tomorrow": 2},
    **{"day after tomorrow": 2, "tomorrow": 1},
}
_WEEKDAYS = [
    f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
]
_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_MONTH_WORD = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_NO_PLACE = r"(?![0-9线楼柜窗店院门码房桌台])"
"""Keeps 3号线 and 5号窗口 from being days."""

_FULL = re.compile(
    rf"(?P<year>(?:20)?[0-9]{{2}}|[零〇一二三四五六七八九]{{4}}|前年|去年|今年|明年)"
    rf"年?(?<=年)的?{_MONTH}月(?:份)?{_DAY}[日号]?"
)
_ISO = re.compile(
    r"(?<![0-9])(?P<year>20[0-9]{2})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)"
    r"(?P<day>[0-9]{1,2})(?![0-9])"
)
_MONTH_DAY = re.compile(rf"(?<!{_N}){_MONTH}月{_DAY}[日号]?(?!{_N})")
_OTHER_MONTH = re.compile(
    rf"(?P<which>[上这本当下])个?月的?(?:{_DAY}[日号]{_NO_PLACE}|(?P<end>底|末))"
)
_THIS_MONTH = re.compile(
    rf"(?<![{_N[1:-1]}尾工编月第账户卡]){_DAY}号{_NO_PLACE}|(?P<end>月底)"
)
_RELATIVE = re.compile("|".join(map(re.escape, sorted(_NEAR, key=len, reverse=True))))
_AGO = re.compile(
    rf"(?P<days>{_N}{{1,3}}|两)天(?P<way>[前后])|(?P<ago>[0-9]{{1,3}}) days? ago"
)
_WEEKDAY = re.compile(
    r"(?P<which>[上这本下])?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"
)
_WEEKDAY_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?P<which>last|this|next|on) )?"
    rf"(?P<day>{'|'.join(_WEEKDAYS)})(?![a-z])"
)
_MONTH_FIRST = re.compile(
    rf"(?<![a-z]){_MONTH_WORD} (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9a-z])"
    r"(?:,? (?P<year>20[0-9]{2}))?"
)
_DAY_FIRST = re.compile(
    rf"(?<![0-9])(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH_WORD}(?![a-z])"
    r"(?:,? (?P<year>20[0-9]{2}))?"
)
_OTHER_MONTH_ENGLISH = re.compile(
    r"(?<![0-9])(?P<day>[0-9]{1,2})(?:st|nd|rd|th) of (?P<which>last|this|next) month"
)

Match = re.Match[str]


def find_dates(text: str, today: date) -> Iterator[Entity]:
    for shape, read in _SHAPES:
        for match in shape.finditer(text):
            try:
                day = read(match, today)
            except (ValueError, OverflowError):
                continue
            yield Entity(
                kind=EntityKind.DATE,
                value=day.isoformat(),
                start=match.start(),
                end=match.end(),
            )


def _full(match: Match, today: date) -> date:
    said = match["year"]
    if said in _YEARS:
        return date(today.year + _YEARS[said], _int(match["month"]), _int(match["day"]))
    year = _int(said)
    return date(
        year + 2000 if year < 100 else year, _int(match["month"]), _int(match["day"])
    )


def _nearest(match: Match, today: date) -> date:
    """Without a year: the one that makes the day nearest to today."""
    month, day = _month(match["month"]), _int(match["day"])
    year = match.groupdict().get("year")
    if year:
        return date(int(year), month, day)
    years = (today.year - 1, today.year, today.year + 1)
    possible = [date(y, month, day) for y in years if day <= monthrange(y, month)[1]]
    return min(possible, key=lambda found: abs(found - today))


def _in_month(match: Match, today: date) -> date:
    parts = match.groupdict()
    months = today.year * 12 + today.month - 1 + _SEASONS[parts.get("which") or "这"]
    year, month = months // 12, months % 12 + 1
    if parts.get("end"):
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, _int(match["day"]))


def _relative(match: Match, today: date) -> date:
    return today + timedelta(days=_NEAR[match[0]])


def _ago(match: Match, today: date) -> date:
    said = match["ago"] or match["days"]
    days = 2 if said == "两" else _int(said)
    return today + timedelta(days=days if match["way"] == "后" else -days)


def _weekday(match: Match, today: date) -> date:
    """Alone it is the next such day, today included; a week begins on Monday."""
    said = match["day"]
    day = _WEEKDAYS.index(said) if said in _WEEKDAYS else "一二三四五六日".find(said)
    day = 6 if day < 0 else day
    monday = today - timedelta(days=today.weekday())
    if match["which"] in _SEASONS:
        return monday + timedelta(days=day, weeks=_SEASONS[match["which"]])
    return today + timedelta(days=(day - today.weekday()) % 7)


def _month(said: str) -> int:
    return _MONTHS.index(said[:3]) + 1 if said[:3] in _MONTHS else _int(said)


def _int(said: str) -> int:
    number = chinese_number(said)
    if number is None:
        raise ValueError(said)
    return int(number)


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[Match, date], date]], ...] = (
    (_ISO, _full),
    (_FULL, _full),
    (_MONTH_DAY, _nearest),
    (_OTHER_MONTH, _in_month),
    (_MONTH_FIRST, _nearest),
    (_DAY_FIRST, _nearest),
    (_OTHER_MONTH_ENGLISH, _in_month),
    (_RELATIVE, _relative),
    (_AGO, _ago),
    (_WEEKDAY, _weekday),
    (_WEEKDAY_ENGLISH, _weekday),
    (_THIS_MONTH, _in_month),
)
