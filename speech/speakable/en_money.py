"""Amounts of money and percentages, as they are said in English."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from speech.speakable.en_numbers import cardinal, number
from speech.speakable.rule import ALONE, NUMBER, TO, Rule, rule


@dataclass(frozen=True, slots=True)
class Currency:
    one: str
    many: str
    hundredth: str = ""
    """Empty where parts are said as decimals."""
    hundredths: str = ""


_YUAN = Currency("yuan", "yuan", "fen", "fen")
_DOLLAR = Currency("dollar", "dollars", "cent", "cents")
_US = Currency("U S dollar", "U S dollars", "cent", "cents")
_HK = Currency("Hong Kong dollar", "Hong Kong dollars", "cent", "cents")
_EURO = Currency("euro", "euros", "cent", "cents")
_POUND = Currency("pound", "pounds", "penny", "pence")
_YEN = Currency("yen", "yen")
_CURRENCIES: Mapping[str, Currency] = {
    **{"¥": _YUAN, "￥": _YUAN, "cny": _YUAN, "rmb": _YUAN, "yuan": _YUAN},
    **{"us$": _US, "usd": _US, "$": _DOLLAR, "dollars": _DOLLAR, "dollar": _DOLLAR},
    **{"hk$": _HK, "hkd": _HK, "€": _EURO, "eur": _EURO, "euros": _EURO},
    **{"£": _POUND, "gbp": _POUND, "pounds": _POUND, "jpy": _YEN, "yen": _YEN},
}
_CODES = "|".join(re.escape(one) for one in sorted(_CURRENCIES, key=len, reverse=True))
_SIGN = r"(?P<sign>[-−]\s?)?"
_SCALES = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion"}
_SCALE = r"(?:\s?(?P<scale>thousand|million|billion|bn|[kmb])(?![a-z]))?"
_PARTS = {"%": "percent", "‰": "per mille"}


def _amount(sign: str | None, digits: str, scale: str | None, code: str) -> str:
    currency, value = _CURRENCIES[code.lower()], Decimal(digits.replace(",", ""))
    before = "minus " if sign else ""
    if scale:
        size = _SCALES.get(scale.lower(), scale.lower())
        return f"{before}{number(digits)} {size} {currency.many}"
    if not currency.hundredth or value != value.quantize(Decimal("0.01")):
        return f"{before}{number(digits)} {currency.many}"
    return f"{before}{_parts(currency, value)}"


def _parts(currency: Currency, value: Decimal) -> str:
    """1234.05 is one thousand two hundred and thirty-four yuan and five fen."""
    whole, rest = divmod(int(value * 100), 100)
    name = currency.one if whole == 1 else currency.many
    words = f"{cardinal(whole)} {name}"
    if not rest:
        return words
    part = currency.hundredth if rest == 1 else currency.hundredths
    after = f"{cardinal(rest)} {part}"
    return f"{words} and {after}" if whole else after


def _code_first(found: re.Match[str]) -> str:
    sign = found["sign"] or found["minus"]
    return _amount(sign, found["n"], found["scale"], found["code"])


def _code_last(found: re.Match[str]) -> str:
    return _amount(found["sign"], found["n"], found["scale"], found["code"])


def _range(found: re.Match[str]) -> str:
    high = _amount(None, found["high"], found["scale"], found["code"])
    return f"{number(found['low'])} to {high}"


def _percent(found: re.Match[str]) -> str:
    before = "minus " if found["sign"] else ""
    return f"{before}{number(found['n'])} {_PARTS[found['mark']]}"


def _percents(found: re.Match[str]) -> str:
    part = _PARTS[found["mark"]]
    return f"{number(found['low'])} to {number(found['n'])} {part}"


MONEY: tuple[Rule, ...] = (
    rule(
        rf"(?<![a-z0-9])(?P<code>{_CODES})\s?(?P<low>{NUMBER}){TO}(?:(?P=code)\s?)?"
        rf"(?P<high>{NUMBER}){_SCALE}",
        _range,
        ignore_case=True,
    ),
    rule(
        rf"(?P<minus>[-−])?(?<![a-z])(?P<code>{_CODES})\s?{_SIGN}(?P<n>{NUMBER}){_SCALE}",
        _code_first,
        ignore_case=True,
    ),
    rule(
        rf"{ALONE}(?P<low>{NUMBER}){TO}(?P<high>{NUMBER}){_SCALE}[\s-]?(?P<code>{_CODES})(?![a-z])",
        _range,
        ignore_case=True,
    ),
    rule(
        rf"{ALONE}{_SIGN}(?P<n>{NUMBER}){_SCALE}[\s-]?(?P<code>{_CODES})(?![a-z])",
        _code_last,
        ignore_case=True,
    ),
)


PERCENT: tuple[Rule, ...] = (
    rule(
        rf"{ALONE}(?P<low>{NUMBER})\s?[%‰]?{TO}(?P<n>{NUMBER})\s?(?P<mark>[%‰])",
        _percents,
    ),
    rule(rf"{ALONE}{_SIGN}(?P<n>{NUMBER})\s?(?P<mark>[%‰])", _percent),
)
