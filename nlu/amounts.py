"""Amounts of money, in fen."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from bot.understanding import Entity, EntityKind
from nlu.numerals import CHINESE, DIGITS, ENGLISH, chinese_number, english_number

_SUB = r"[0-9零一二两三四五六七八九]"
_COUNTED = (
    r"(?![0-9零一二三四五六七八九十百千万个张次笔天日月年期号点位岁%‰人]"
    r"|分之|小时|积分|工作日|股|家|火急)"
)
"""What follows a number that counts no money."""
_YUAN = re.compile(
    rf"(?P<yuan>{CHINESE})\s?(?:元|块钱?|圆|人民币)"
    rf"(?:(?P<jiao>{_SUB})(?:[毛角](?:(?P<fen>{_SUB})分?)?|{_COUNTED}))?(?:整|钱)?"
)
_CURRENCY_FIRST = re.compile(
    r"(?:¥|rmb|cny|人民币)\s?(?P<yuan>[0-9][0-9,]{0,15}(?:\.[0-9]{1,2})?"
    r"(?:万|千|[wk](?![a-z]))?)"
)
_SPENT = re.compile(
    r"(?:[还转取存借贷付刷汇充花欠笔]|消费|金额|额度|限额)"
    r"(?:[给到了成为是约出入进账款钱]|[他她它我]){0,3}"
    rf"(?P<yuan>{CHINESE}){_COUNTED}"
)
_MYRIADS = re.compile(rf"(?P<yuan>{CHINESE}(?<=[万w])){_COUNTED}")
_ENGLISH_NUMBER = (
    rf"(?<![a-z0-9.,])(?P<yuan>{ENGLISH}|[0-9][0-9,]{{0,15}}(?:\.[0-9]+)?)"
)
_YUAN_ENGLISH = re.compile(rf"{_ENGLISH_NUMBER}\s?(?:yuan|rmb|cny|kuai)(?![a-z])")
_SPENT_ENGLISH = re.compile(
    r"(?<![a-z])(?:transfer|pay|repay|withdraw|borrow|deposit|send|spent"
    rf"|limit (?:to|of))\s(?:about |around )?{_ENGLISH_NUMBER}(?![0-9.,%a-z])"
    r"(?!\s?(?:times|months?|years?|days?|usd|dollars?|euros?|points|inst))"
)
_SHAPES = (_CURRENCY_FIRST, _YUAN, _YUAN_ENGLISH, _SPENT, _MYRIADS, _SPENT_ENGLISH)


def find_amounts(text: str) -> Iterator[Entity]:
    for shape in _SHAPES:
        for match in shape.finditer(text):
            yuan = _number(match["yuan"])
            if yuan is not None:
                parts = match.groupdict()
                yuan += _tenths(parts.get("jiao"), 10) + _tenths(parts.get("fen"), 100)
                yield _amount(yuan, match.start("yuan"), match.end())


def _number(text: str) -> Decimal | None:
    if text.endswith("k"):
        return english_number(text)
    english = text[0].isascii() and not text[0].isdigit()
    return english_number(text) if english else chinese_number(text)


def _tenths(digit: str | None, parts: int) -> Decimal:
    if not digit:
        return Decimal(0)
    return Decimal(DIGITS[digit] if digit in DIGITS else int(digit)) / parts


def _amount(yuan: Decimal, start: int, end: int) -> Entity:
    fen = (yuan * 100).to_integral_value(ROUND_HALF_UP)
    return Entity(kind=EntityKind.AMOUNT, value=str(int(fen)), start=start, end=end)
