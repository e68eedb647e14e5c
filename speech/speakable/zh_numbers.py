"""Numbers as they are said in Chinese."""

from decimal import Decimal

from speech.speakable.split_number import split

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿", "万亿")
LARGEST = 10**16
"""From here on digits are said one by one."""


def cardinal(number: int) -> str:
    """1234 is 一千二百三十四, 2000 is 两千, 12 is 十二."""
    if number < 0:
        return f"负{cardinal(-number)}"
    if number >= LARGEST:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if number == 0:
        return "零"
    words, gap = "", False
    for place, section in _sections(number):
        if section == 0:
            gap = bool(words)
            continue
        zero = "零" if words and (gap or section < 1000) else ""
        words, gap = f"{words}{zero}{_section(section, place)}", False
    return words.removeprefix("一") if words.startswith("一十") else words


def counted(number: int) -> str:
    """Before a measure word: two is 两."""
    return "两" if number == 2 else cardinal(number)


def spelled(digits: str) -> str:
    """One by one, 1 as 幺: telephone and card numbers."""
    return in_order(digits).replace("一", "幺")


def in_order(digits: str) -> str:
    """One by one, as years are said."""
    return "".join(_DIGITS[int(digit)] for digit in digits)


def number(text: str) -> str:
    """Digits with commas or decimals: 1,234.5 is 一千二百三十四点五."""
    whole, decimals = split(text)
    after = f"点{in_order(decimals)}" if decimals else ""
    return f"{cardinal(whole)}{after}"


def value(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _sections(number: int) -> list[tuple[int, int]]:
    """Sections of four digits with their place, the highest first."""
    found = []
    for place in range(len(_MYRIADS)):
        number, section = divmod(number, 10_000)
        found.append((place, section))
        if not number:
            break
    return list(reversed(found))


def _section(section: int, place: int) -> str:
    if section == 2 and place:
        return f"两{_MYRIADS[place]}"
    words, gap = "", False
    for unit in (3, 2, 1, 0):
        digit = section // 10**unit % 10
        if digit == 0:
            gap = bool(words)
            continue
        name = "两" if digit == 2 and unit == 3 else _DIGITS[digit]
        words, gap = f"{words}{'零' if gap else ''}{name}{_PLACES[unit]}", False
    return f"{words}{_MYRIADS[place]}"
