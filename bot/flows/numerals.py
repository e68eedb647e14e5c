"""Numerals: a number that stands alone in a customer's words, in digits or Chinese."""

import re
from collections.abc import Callable
from decimal import Decimal

_DIGITS = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "亿": 100_000_000}
_ARABIC = re.compile(r"(?<![0-9.])([0-9][0-9,]*(?:\.[0-9]{1,4})?)\s*([万w千k亿]?)")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")


def number_in(text: str, unless: Callable[[str, int], bool]) -> Decimal | None:
    """The last number in the text that is meant; None where there is none."""
    found = [one for one in _ARABIC.finditer(text) if not unless(text, one.start())]
    if found:
        return _arabic(found[-1][1], found[-1][2])
    chinese = [one for one in _CHINESE.finditer(text) if not unless(text, one.start())]
    return _chinese(chinese[-1][0]) if chinese else None


def _arabic(digits: str, scale: str) -> Decimal:
    return Decimal(digits.replace(",", "")) * _SCALES.get(scale, 1)


def _chinese(text: str) -> Decimal:
    total, part, digit, unit = 0, 0, 0, 1
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            unit = _UNITS[character]
            part, digit = part + (digit or 1) * unit, 0
        else:
            unit = _SCALES[character]
            total, part, digit = (total + part + digit) * unit, 0, 0
    short = digit * unit // 10 if unit >= 100 and text[-2:-1] not in "零〇" else digit
    return Decimal(total + part + short) if text != "零" else Decimal(0)
