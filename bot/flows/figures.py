"""Figures: amounts, dates, rates and terms as customers read them."""

import re
from datetime import date

from bot.message import Language

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_LONG = re.compile(r"(?<![0-9])([0-9]{3})[0-9]{4,}([0-9]{4})(?![0-9])")


def written(value: str, form: str, language: Language) -> str:
    """A value in a format; as it is when the value does not fit the format."""
    zh = language is Language.ZH
    match form:
        case "money" if _whole(value):
            return money(int(value), language)
        case "yuan" if _whole(value):
            return money(int(value), language).replace(".00", "")
        case "date":
            return _date(value, zh)
        case "month":
            return _month(value, zh)
        case "rate":
            return f"{value}%"
        case "term" if _whole(value):
            return f"{value}个月" if zh else _counted(int(value), "month")
        case "phone":
            return masked(value)
        case _:
            return value


def money(fen: int, language: Language) -> str:
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    amount = f"{sign}{whole // 100:,}.{whole % 100:02}"
    return f"{amount}元" if language is Language.ZH else f"CNY {amount}"


def masked(text: str) -> str:
    """Long numbers with their ends only."""
    return _LONG.sub(r"\1****\2", text)


def _whole(value: str) -> bool:
    return value.removeprefix("-").isdecimal()


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _date(value: str, zh: bool) -> str:
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return value
    if zh:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _month(value: str, zh: bool) -> str:
    try:
        day = date.fromisoformat(f"{value[:7]}-01")
    except ValueError:
        return value
    return (
        f"{day.year}年{day.month}月" if zh else f"{_MONTHS[day.month - 1]} {day.year}"
    )
