"""Numbers as people say and write them, in Chinese and English."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **{"两": 2, "俩": 2, "幺": 1, "貮": 2},
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "w": 10**4, "亿": 10**8}
_LARGEST = Decimal(10) ** 18
_NOTHING = Decimal(0)

CHINESE = (
    r"[0-9零〇一二两俩三四五六七八九幺壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿]"
    r"(?:[0-9零〇一二两俩三四五六七八九幺壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿点.,]{0,30}"
    r"[0-9零〇一二两俩三四五六七八九幺壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿])?"
    r"(?:w(?![a-z0-9]))?"
)
"""A run of characters that may be a number; `chinese_number` decides."""

_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|.")
_POINT = re.compile(r"(.+?)点([零〇一二三四五六七八九]+)(万|亿)?")
_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")

_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_SMALL = dict(zip(_WORDS, range(20), strict=True))
_TENS = {
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
    **{"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
}
_SCALES = {"thousand": 10**3, "grand": 10**3, "million": 10**6, "billion": 10**9}
_WORD = "|".join([*_SMALL, *_TENS, "hundred", *_SCALES])
ENGLISH = (
    rf"(?:[0-9][0-9,.]{{0,15}}|an?|{_WORD})(?:(?:[ -](?:and )?)(?:{_WORD}))"
    rf"{{0,12}}(?![a-z])|[0-9][0-9,.]{{0,15}}k(?![a-z0-9])"
)
"""A run of words that may be a number; `english_number` decides."""


def chinese_number(text: str) -> Decimal | None:
    """三千二百八十六, 一万两千三, 1.5万, 3千5, 二〇二五, 1,200.50; None if none."""
    if _COMMAS.fullmatch(text):
        return plain_number(text)
    if len(text) > 1 and all(character in DIGITS for character in text):
        return Decimal("".join(str(DIGITS[character]) for character in text))
    point = _POINT.fullmatch(text)
    if point is not None:
        return _with_point(*point.groups())
    return _with_units(_TOKEN.findall(text))


def plain_number(text: str) -> Decimal | None:
    """Arabic digits, with or without thousands commas and a decimal point."""
    if "," in text and not _COMMAS.fullmatch(text):
        return None
    return _decimal(text.replace(",", ""))


def english_number(text: str) -> Decimal | None:
    """twelve hundred, two thousand and five, a hundred, 1.5 million, 5k."""
    words = re.sub(r"[ -]+", " ", text).replace(" and ", " ").split()
    if len(words) == 1 and words[0].endswith("k"):
        number = plain_number(words[0][:-1])
        return None if number is None else number * 1000
    return _of_words(words)


def digits_only(text: str) -> str:
    """Digits said one by one, in Arabic; everything that is no digit is left out."""
    arabic = (str(DIGITS.get(character, character)) for character in text)
    return "".join(character for character in arabic if character in "0123456789")


def _with_point(whole: str, digits: str, myriad: str | None) -> Decimal | None:
    number = chinese_number(whole)
    if number is None or number != int(number):
        return None
    value = Decimal(f"{int(number)}.{digits_only(digits)}")
    return value * _MYRIADS.get(myriad or "", 1)


def _with_units(tokens: list[str]) -> Decimal | None:
    reading = _Reading()
    read = bool(tokens) and all(map(reading.take, tokens))
    return _bounded(reading.value) if read else None


@dataclass(slots=True)
class _Reading:
    """Sections under ten thousand, each closed by 万 or 亿. A last digit without a
    unit counts in the next lower one (一万二 is 12,000), unless 零 stands before."""

    total: Decimal = _NOTHING
    section: Decimal = _NOTHING
    pending: Decimal | None = None
    lower: int = 1

    @property
    def value(self) -> Decimal:
        last = self.pending or _NOTHING
        if self.lower > 10 and 0 < last < 10:
            last = last * self.lower / 10
        return self.total + self.section + last

    def take(self, mark: str) -> bool:
        """False if no number goes on like this."""
        if mark in _UNITS:
            return self._unit(_UNITS[mark])
        if mark in _MYRIADS:
            return self._myriad(_MYRIADS[mark])
        if mark in "零〇" and self.pending is None:
            self.lower = 1
            return True
        self.pending = _digit(mark) if self.pending is None else None
        return self.pending is not None

    def _unit(self, size: int) -> bool:
        if self.pending is None and (size > 10 or self.lower == 10):
            return False
        self.section += size * (Decimal(1) if self.pending is None else self.pending)
        self.pending, self.lower = None, size
        return True

    def _myriad(self, size: int) -> bool:
        closed = self.section + (self.pending or _NOTHING)
        if not closed and not self.total:
            return False
        whole = size > 10**4
        self.total = (
            (self.total + closed) * size if whole else self.total + closed * size
        )
        self.section, self.pending, self.lower = _NOTHING, None, size
        return True


def _digit(token: str) -> Decimal | None:
    return Decimal(DIGITS[token]) if token in DIGITS else _decimal(token)


def _of_words(words: list[str]) -> Decimal | None:
    if words[:1] in (["a"], ["an"]):
        words = ["one", *words[1:]] if len(words) > 1 else []
    total = section = _NOTHING
    for word in words:
        if word in _SCALES:
            total, section = total + (section or 1) * _SCALES[word], _NOTHING
        elif word == "hundred":
            section = (section or Decimal(1)) * 100
        else:
            value = _word(word)
            if value is None:
                return None
            section += value
    return _bounded(total + section) if words else None


def _word(word: str) -> Decimal | None:
    value = _SMALL.get(word, _TENS.get(word))
    return plain_number(word) if value is None else Decimal(value)


def _decimal(text: str) -> Decimal | None:
    try:
        return _bounded(Decimal(text)) if text[:1].isdigit() else None
    except InvalidOperation:
        return None


def _bounded(value: Decimal) -> Decimal | None:
    return value if value <= _LARGEST else None
