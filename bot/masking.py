"""Masking: what a customer should never have typed is blotted out before it is kept.

Card numbers keep their last four digits, identity numbers their ends; a code or a
password that is announced as such ("验证码 123456") disappears. Sources: GB 11643
(identity number checksum), ISO/IEC 7812 (Luhn).
"""

import re

from bot.challenge import plain

_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}[Xx]?(?![0-9])")
_SECRET = re.compile(
    r"(验证码|校验码|动态码|短信码|密码|口令|cvv2?|cvn2?|安全码|otp|pin|passcode|"
    r"password|code)(\s*(?:是|为|就是|:|：|=|is)?\s*)([0-9]{3,8})(?![0-9])",
    re.IGNORECASE,
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_ONE = "[0-9零〇一二三四五六七八九幺]"
_RUN = re.compile(
    rf"(?<!{_ONE})(?:{_ONE}[ -]?){{5}}{_ONE}(?!{_ONE})"
    r"(?!\s*(?:元|块|万|亿|年|月|%|yuan|cny|rmb))",
    re.IGNORECASE,
)
"""As long as a one-time code, and no amount."""
CODE_HIDDEN = "[验证码]"
STARS = "******"
_NUMBER = re.compile(rf"{_ONE}(?:[ -]?{_ONE}){{2,}}[Xx]?")
"""From three digits on: it may become a code, a card or an identity number."""
LONGEST_PREVIEW = 500
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def identity_number(text: str) -> bool:
    """An 18-character mainland identity number with a right checksum."""
    if len(text) != 18 or not text[:17].isdigit():
        return False
    total = sum(int(d) * w for d, w in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == text[17].upper()


def _masked(found: re.Match[str]) -> str:
    plain = re.sub(r"[ -]", "", found[0])
    if identity_number(plain):
        return f"{plain[0]}{'*' * 16}{plain[-1]}"
    if plain.isdigit() and 13 <= len(plain) <= 19 and luhn(plain):
        return f"**** **** **** {plain[-4:]}"
    return found[0]


def masked(text: str) -> str:
    """The text as it may be kept, shown and understood."""
    half = text.translate(_HALF_WIDTH)
    hidden = _SECRET.sub(lambda m: f"{m[1]}{m[2]}{STARS}", half)
    return _DIGITS.sub(_masked, hidden)


def previewed(text: str) -> str:
    """Words that are still being typed: no number in them is told."""
    return _NUMBER.sub(lambda found: "•" * len(found[0]), masked(text))[
        :LONGEST_PREVIEW
    ]


def same_words(kept: str, told: str) -> bool:
    """True for the same words, though a code was expected only one of both times."""
    hidden = CODE_HIDDEN in kept or CODE_HIDDEN in told
    return kept == told or (hidden and _hidden(kept) == _hidden(told))


def _hidden(text: str) -> str:
    return masked_while_verifying(text).replace(CODE_HIDDEN, STARS)


def masked_while_verifying(text: str) -> str:
    """As `masked`, while a code may be expected: what could be one disappears too."""
    typed = plain(text)
    if typed.isascii() and typed.isdigit() and 4 <= len(typed) <= 8:
        return CODE_HIDDEN
    return masked(_RUN.sub(CODE_HIDDEN, text.translate(_HALF_WIDTH)))
