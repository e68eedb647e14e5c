"""Public holidays by the library, for the years that it knows."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

from bot.desk.opening import Special

ZONES = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Urumqi", "PRC"})
"""Where the calendar of the mainland holds."""


@lru_cache(maxsize=8)
def public_days(zone: str, since: date, days: int) -> Mapping[date, Special]:
    """Weekdays that are not worked, and weekends that are; nothing for a year that is
    not announced yet, and elsewhere."""
    if zone not in ZONES:
        return {}
    every = (since + timedelta(days=number) for number in range(days))
    return {day: told for day in every if (told := _told(day)) is not None}


def _told(day: date) -> Special | None:
    try:
        works = chinese_calendar.is_workday(day)
        _, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    if works == (day.isoweekday() <= 5):
        return None
    return Special(open=works, reason=name or "")
