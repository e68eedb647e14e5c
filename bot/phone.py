"""Phone numbers in what a customer writes, mobile or with an area code."""

import re
from unicodedata import normalize

_BETWEEN = re.compile(r"[\s()\-–—]")
"""What people write between the digits of a phone number."""

_PHONE = re.compile(
    r"(?<![0-9])(?:\+?86)?(1[3-9][0-9]{9}|0[0-9]{2,3}[0-9]{7,8}|\+[0-9]{8,15})(?![0-9])"
)


def phone_in(text: str) -> str:
    """The first number; empty when there is none."""
    found = _PHONE.search(_BETWEEN.sub("", normalize("NFKC", text)))
    return found[1] if found else ""
