"""Numbers as they are said in English."""

from speech.speakable.split_number import split

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = (
    *("", "", "twenty", "thirty", "forty"),
    *("fifty", "sixty", "seventy", "eighty", "ninety"),
)
_SCALES = ("", " thousand", " million", " billion", " trillion")
LARGEST = 10**15
_ORDINALS = {
    **{"one": "first", "two": "second", "three": "third", "five": "fifth"},
    **{"eight": "eighth", "nine": "ninth", "twelve": "twelfth"},
}


def cardinal(number: int) -> str:
    """1234 is one thousand two hundred and thirty-four."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    if number >= LARGEST:
        return spelled(str(number))
    if number < 1000:
        return _below_thousand(number)
    parts: list[str] = []
    for place in reversed(range(len(_SCALES))):
        section = number // 1000**place % 1000
        if section:
            joint = "and " if parts and not place and section < 100 else ""
            parts.append(f"{joint}{_below_thousand(section)}{_SCALES[place]}")
    return " ".join(parts)


def ordinal(number: int) -> str:
    """21 is twenty-first."""
    words = cardinal(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    head, last = words[:cut], words[cut:]
    if last.endswith("y"):
        return f"{head}{last[:-1]}ieth"
    return f"{head}{_ORDINALS.get(last, f'{last}th')}"


def year(number: int) -> str:
    """2026 is twenty twenty-six, 2005 two thousand and five."""
    century, rest = divmod(number, 100)
    if century == 20 and rest < 10:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    after = f"oh {cardinal(rest)}" if rest < 10 else cardinal(rest)
    return f"{cardinal(century)} {after}"


def spelled(digits: str) -> str:
    return " ".join(_SMALL[int(digit)] for digit in digits)


def number(text: str) -> str:
    whole, decimals = split(text)
    after = f" point {spelled(decimals)}" if decimals else ""
    return f"{cardinal(whole)}{after}"


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    after = f" and {_below_hundred(rest)}" if rest else ""
    return f"{_SMALL[hundreds]} hundred{after}"


def _below_hundred(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]}-{_SMALL[ones]}" if ones else _TENS[tens]
