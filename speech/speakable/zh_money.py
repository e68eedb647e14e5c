"""Amounts of money and percentages, as they are said in Chinese."""

import re
from collections.abc import Mapping
from decimal import Decimal

from speech.speakable.rule import ALONE, ENDS, NUMBER, TO, Rule, rule
from speech.speakable.zh_numbers import cardinal, counted, number, value

_SIGN = r"(?P<sign>[-−]\s?)?"
_SCALE = r"(?P<scale>\s?(?:百万|千万|万亿|万|亿|千))?"
_CURRENCIES: Mapping[str, str] = {
    **{"¥": "元", "￥": "元", "CNY": "元", "RMB": "元", "人民币": "元"},
    **{"US$": "美元", "USD": "美元", "$": "美元", "HK$": "港元", "HKD": "港元"},
    **{"€": "欧元", "EUR": "欧元", "£": "英镑", "GBP": "英镑", "JPY": "日元"},
}
_CODES = "|".join(re.escape(one) for one in sorted(_CURRENCIES, key=len, reverse=True))
_PARTS = {"%": "百分之", "‰": "千分之", "‱": "万分之"}


def _money(sign: str | None, digits: str, scale: str | None, unit: str) -> str:
    before = "负" if sign else ""
    amount = value(digits)
    if scale:
        return f"{before}{_with_scale(digits, scale.strip())}{unit}"
    if unit != "元" or amount != amount.quantize(Decimal("0.01")):
        return f"{before}{_whole_or_decimal(digits)}{unit}"
    return f"{before}{_yuan(amount)}"


def _with_scale(digits: str, scale: str) -> str:
    return f"{_whole_or_decimal(digits)}{scale}"


def _whole_or_decimal(digits: str) -> str:
    amount = value(digits)
    return counted(int(amount)) if amount == int(amount) else number(digits)


def _yuan(amount: Decimal) -> str:
    """1234.05 is 一千二百三十四元零五分."""
    fen = int(amount * 100)
    whole, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    words = f"{counted(whole)}元" if whole or not fen else ""
    if jiao:
        words += f"{cardinal(jiao)}角"
    elif rest and whole:
        words += "零"
    return f"{words}{cardinal(rest)}分" if rest else words


def _currency_first(found: re.Match[str]) -> str:
    unit = _CURRENCIES[found["code"].upper()]
    return _money(found["sign"] or found["minus"], found["n"], found["scale"], unit)


def _unit_last(found: re.Match[str]) -> str:
    unit = _CURRENCIES.get(found["unit"].upper(), found["unit"])
    return _money(found["sign"], found["n"], found["scale"], unit)


def _range(found: re.Match[str]) -> str:
    low = _with_scale(found["low"], found["scale"] or "")
    high = _with_scale(found["high"], found["scale"] or "")
    unit = _CURRENCIES.get(found["unit"].upper(), found["unit"])
    return f"{low}至{high}{unit}"


def _percent(found: re.Match[str]) -> str:
    before = "负" if found["sign"] else ""
    said = "百" if found["n"] == "100" else number(found["n"])
    return f"{before}{_PARTS[found['mark']]}{said}"


def _percents(found: re.Match[str]) -> str:
    part = _PARTS[found["mark"]]
    return f"{part}{number(found['low'])}至{part}{number(found['n'])}"


_UNIT = rf"(?P<unit>元|美元|欧元|港元|港币|日元|英镑|{_CODES})"

MONEY: tuple[Rule, ...] = (
    rule(
        rf"(?P<minus>[-−])?(?P<code>{_CODES})\s?{_SIGN}(?P<n>{NUMBER}){ENDS}{_SCALE}元?",
        _currency_first,
        ignore_case=True,
    ),
    rule(
        rf"{ALONE}(?P<low>{NUMBER}){TO}(?P<high>{NUMBER}){_SCALE}\s?{_UNIT}",
        _range,
    ),
    rule(
        rf"{ALONE}{_SIGN}(?P<n>{NUMBER}){_SCALE}\s?{_UNIT}",
        _unit_last,
        ignore_case=True,
    ),
)

PERCENT: tuple[Rule, ...] = (
    rule(
        rf"{ALONE}(?P<low>{NUMBER})\s?[%‰‱]?{TO}(?P<n>{NUMBER})\s?(?P<mark>[%‰‱])",
        _percents,
    ),
    rule(rf"{ALONE}{_SIGN}(?P<n>{NUMBER})\s?(?P<mark>[%‰‱])", _percent),
)
