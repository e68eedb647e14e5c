"""Telephone numbers, card tails, codes: digits that are no quantity, in Chinese."""

import re

from speech.speakable.rule import Rule, rule
from speech.speakable.zh_numbers import in_order, spelled

_PAUSE = "，"
_START = r"(?<![0-9A-Za-z.])(?<![0-9],)"
_END = r"(?![0-9])(?!\.[0-9])"
_NO_UNIT = r"(?!\s?(?:元|万|亿|个|笔|次|人|分(?!行)|积分|%|期|天|年|月|小时|美元))"
_TAIL = r"(?:尾号|末尾|后四位|末四位|后4位|末4位|后几位)"
_NAMED = (
    r"(?:卡号|账号|帐号|户号|单号|订单号|流水号|编号|工号|邮编|邮政编码|手机号码?|证件号码?|"
    r"身份证号码?|号码|验证码|校验码|动态码|口令|密码|代码|房间号?|门牌号?)"
)
_BEFORE = r"(?:拨打|致电|电话|热线|专线|打|拨|联系|号码|短信至|发送至|短信到|拨通|客服)"


def _groups(digits: str) -> str:
    """Eleven digits as 3-4-4, others in fours; the last group may be longer."""
    if len(digits) == 11:
        sizes = [3, 4, 4]
    elif len(digits) <= 6:
        sizes = [len(digits)]
    else:
        first = len(digits) % 4
        sizes = [size for size in (first, *[4] * (len(digits) // 4)) if size]
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


def _extension(found: re.Match[str]) -> str:
    return f"{_hyphened_text(found[1])}转{spelled(found[2])}"


def _hyphened_text(text: str) -> str:
    return _PAUSE.join(spelled(part) for part in re.split(r"[-\s]", text))


def _masked_phone(found: re.Match[str]) -> str:
    return f"{spelled(found[1])}开头，尾号{spelled(found[2])}"


def _masked_identity(found: re.Match[str]) -> str:
    last = found[2].upper()
    return f"{spelled(found[1])}开头，{spelled(last) if last.isdigit() else last}结尾"


def _masked_card(found: re.Match[str]) -> str:
    return f"尾号{spelled(found[1])}"


def _tail(found: re.Match[str]) -> str:
    return f"{found['before']}{spelled(found['n'])}"


def _mixed(found: re.Match[str]) -> str:
    """An order number of letters and digits, sign by sign."""
    return " ".join(in_order(c) if c.isdigit() else c for c in found[0] if c != "-")


MASKED: tuple[Rule, ...] = (
    rule(
        r"(?<![0-9*])(1[0-9]{2})\s?[*＊xX•·]{3,}\s?([0-9]{4})(?![0-9])", _masked_phone
    ),
    rule(
        r"(?<![0-9*])([0-9]{1,6})\s?[*＊]{4,}\s?([0-9]{0,3}[0-9Xx])(?![0-9])",
        _masked_identity,
    ),
    rule(
        r"(?:尾号\s?)?[*＊•·](?:[*＊•·\s]*[*＊•·])?\s?([0-9]{2,4})(?![0-9])",
        _masked_card,
    ),
    rule(r"(?<=[\u4e00-\u9fff])[*＊]{1,3}(?=[\u4e00-\u9fff，。、！？；\s(（]|$)", "某"),
)

RUNS: tuple[Rule, ...] = (
    rule(rf"(?P<before>{_TAIL}[为是：:\s]*)(?P<n>[0-9]{{3,6}}){_END}", _tail),
    rule(
        rf"(?P<before>{_NAMED}[为是：:\s“\"]*)"
        rf"(?P<n>[0-9](?:[0-9 -]*[0-9])?){_END}{_NO_UNIT}",
        _of_number,
    ),
    rule(rf"{_START}\+?86[ -](?=(?:400|800)[ -])", "八六，"),
    rule(
        rf"{_START}\+?86[ -]?(1[3-9][0-9]{{9}}){_END}", lambda found: _groups(found[1])
    ),
    rule(
        r"(0[0-9]{2,3}-[0-9]{7,8}|400-[0-9]{3}-[0-9]{4})(?:转|-)([0-9]{1,5})",
        _extension,
    ),
    rule(rf"{_START}(?:400|800)[- ][0-9]{{3}}[- ][0-9]{{4}}{_END}", _hyphened),
    rule(rf"{_START}(?:400|800)[0-9]{{7}}{_END}{_NO_UNIT}", _of_whole),
    rule(rf"{_START}0[0-9]{{2,3}}-[0-9]{{7,8}}{_END}", _hyphened),
    rule(rf"{_START}1[3-9][0-9]([- ])[0-9]{{4}}\1[0-9]{{4}}{_END}", _hyphened),
    rule(
        rf"{_START}[0-9]{{4}}(?: [0-9]{{4}}){{2,3}}(?: [0-9]{{1,3}})?{_END}", _hyphened
    ),
    rule(rf"(?P<before>{_BEFORE}\s?)(?P<n>1[0-9]{{2}}){_END}{_NO_UNIT}", _tail),
    rule(
        rf"{_START}1(?:10|14|19|20|22)(?=\s?(?:报警|急救|火警|，|。|和|或|、|；|$)){_END}",
        _of_whole,
    ),
    rule(rf"{_START}(?:9[56][0-9]{{3}}|1[0123][0-9]{{3}}){_END}{_NO_UNIT}", _of_whole),
    rule(rf"{_START}[0-9]{{7,}}{_END}{_NO_UNIT}", _of_whole),
    rule(rf"{_START}0[0-9]+{_END}", _of_whole),
    rule(
        r"(?<![A-Za-z0-9])(?=[A-Z0-9-]{6,})(?=[0-9-]*[A-Z])(?=[A-Z-]*[0-9])[A-Z0-9]+(?:-[A-Z0-9]+)*(?![A-Za-z0-9])",
        _mixed,
    ),
)
