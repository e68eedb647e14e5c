"""Telephone numbers, card tails, codes: digits that are no quantity, in English."""

import re

from speech.speakable.en_numbers import spelled
from speech.speakable.rule import Rule, rule

_PAUSE = ", "
_START = r"(?<![0-9A-Za-z.])(?<![0-9],)"
_END = r"(?![0-9])(?!\.[0-9])"
_NO_UNIT = (
    r"(?!\s?(?:yuan|rmb|cny|dollars|euros|points|people|customers|times|days|%|"
    r"percent|thousand|million))"
)
_NAMED = (
    r"(?:card number|account number|account|order number|order|reference|"
    r"reference number|number|code|postcode|passcode|password|pin|id)"
)
_BEFORE = r"(?:call|dial|phone|ring|hotline|line|text|at|on|to|or|contact|number)"


def _groups(digits: str) -> str:
    """Eleven digits as 3-4-4, others in fours."""
    if len(digits) == 11:
        sizes = [3, 4, 4]
    elif len(digits) <= 6:
        sizes = [len(digits)]
    else:
        sizes = [size for size in (len(digits) % 4, *[4] * (len(digits) // 4)) if size]
    parts, start = [], 0
    for size in sizes:
        parts.append(spelled(digits[start : start + size]))
        start += size
    return _PAUSE.join(parts)


def _of_whole(found: re.Match[str]) -> str:
    return _groups(re.sub(r"[^0-9]", "", found[0]))


def _of_number(found: re.Match[str]) -> str:
    return f"{found['before']}{_groups(re.sub('[^0-9]', '', found['n']))}"


def _hyphened(found: re.Match[str]) -> str:
    return _PAUSE.join(spelled(part) for part in re.split(r"[-\s]", found[0]))


def _masked_phone(found: re.Match[str]) -> str:
    return f"starting {spelled(found[1])} and ending {spelled(found[2])}"


def _masked_identity(found: re.Match[str]) -> str:
    last = found[2].upper()
    ends = " ".join(spelled(one) if one.isdigit() else one for one in last)
    return f"starting {spelled(found[1])} and ending {ends}"


def _masked_card(found: re.Match[str]) -> str:
    return f"ending in {spelled(found[1])}"


def _tail(found: re.Match[str]) -> str:
    return f"{found['before']}{spelled(found['n'])}"


def _mixed(found: re.Match[str]) -> str:
    signs = [spelled(one) if one.isdigit() else one for one in found[0] if one != "-"]
    return " ".join(signs)


MASKED: tuple[Rule, ...] = (
    rule(r"(?<![0-9*])(1[0-9]{2})\s?[*xX•·]{3,}\s?([0-9]{4})(?![0-9])", _masked_phone),
    rule(
        r"(?<![0-9*])([0-9]{1,6})\s?\*{4,}\s?([0-9]{0,3}[0-9Xx])(?![0-9])",
        _masked_identity,
    ),
    rule(
        r"(?:ending (?:in |with )?)?[*•·](?:[*•·\s]*[*•·])?\s?([0-9]{2,4})(?![0-9])",
        _masked_card,
    ),
)

RUNS: tuple[Rule, ...] = (
    rule(
        r"(?P<before>(?:ending|ends|last (?:four|4) digits)"
        rf"(?:\s(?:in|with|are|is))?[\s:]+)(?P<n>[0-9]{{3,6}}){_END}",
        _tail,
        ignore_case=True,
    ),
    rule(
        rf"(?P<before>(?<![a-z]){_NAMED}(?:\sis)?[\s:]+)"
        rf"(?P<n>[0-9]{{4}}(?:[0-9 -]*[0-9])?){_END}{_NO_UNIT}",
        _of_number,
        ignore_case=True,
    ),
    rule(rf"{_START}\+86[ -](?=(?:400|800)[ -])", "eight six, "),
    rule(
        rf"{_START}\+86[ -]?(1[3-9][0-9]{{9}}){_END}", lambda found: _groups(found[1])
    ),
    rule(rf"{_START}(?:400|800)[- ][0-9]{{3}}[- ][0-9]{{4}}{_END}", _hyphened),
    rule(rf"{_START}0[0-9]{{2,3}}-[0-9]{{7,8}}{_END}", _hyphened),
    rule(rf"{_START}1[3-9][0-9]([- ])[0-9]{{4}}\1[0-9]{{4}}{_END}", _hyphened),
    rule(
        rf"{_START}[0-9]{{4}}(?: [0-9]{{4}}){{2,3}}(?: [0-9]{{1,3}})?{_END}", _hyphened
    ),
    rule(
        rf"(?P<before>(?<![a-z]){_BEFORE}\s)(?P<n>1[0-9]{{2}}){_END}(?!\s?[a-z%])(?!,[0-9])",
        _tail,
        ignore_case=True,
    ),
    rule(
        rf"(?P<before>(?<![a-z])(?:call|dial|ring|phone|on)\s)"
        rf"(?P<n>1(?:10|19|20|14|22)){_END}{_NO_UNIT}(?!-)",
        _tail,
        ignore_case=True,
    ),
    rule(rf"{_START}(?:9[56][0-9]{{3}}|1[0123][0-9]{{3}}){_END}{_NO_UNIT}", _of_whole),
    rule(rf"{_START}[0-9]{{7,}}{_END}{_NO_UNIT}", _of_whole),
    rule(rf"{_START}0[0-9]+{_END}", _of_whole),
    rule(
        r"(?<![A-Za-z0-9])(?=[A-Z0-9-]{6,})(?=[0-9-]*[A-Z])(?=[A-Z-]*[0-9])"
        r"[A-Z0-9]+(?:-[A-Z0-9]+)*(?![A-Za-z0-9])",
        _mixed,
    ),
)
