"""Which column of a file means what, in both languages and any order."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.message import Channel

REQUIRED = ("question", "answer")

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "external_id": ("externalid", "id", "编号", "条目编号", "知识编号", "序号"),
    "question": ("question", "标准问", "标准问题", "问题", "标题", "title"),
    "similar_questions": (
        "similarquestions", "similarquestion", "similar", "相似问", "相似问题",
        "相似问法", "扩展问", "扩展问题",
    ),
    "answer": ("answer", "答案", "标准答案", "回答", "回复"),
    "category": ("category", "分类", "类别", "类目", "目录"),
    "language": ("language", "lang", "语言", "语种"),
    "valid_from": ("validfrom", "生效时间", "生效日期", "开始时间"),
    "valid_to": ("validto", "失效时间", "失效日期", "截止时间", "结束时间"),
}  # fmt: skip

_CHANNELS: Mapping[str, Channel] = {
    "网页": Channel.WEB,
    "应用": Channel.APP,
    "手机银行": Channel.APP,
    "微信": Channel.WECHAT,
    "短信": Channel.SMS,
    "电话": Channel.PHONE,
    "语音": Channel.PHONE,
    **{channel.value: channel for channel in Channel},
}

_MEANING = {alias: meaning for meaning, names in _ALIASES.items() for alias in names}
_CHANNEL_ANSWER = re.compile(r"(?:answer|答案|回答)(.+)|(.+)(?:答案|回答)")
_NOISE = re.compile(r"[\s_\-*()\[\]:（）【】：＊]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    recognised: Mapping[str, str]
    """Column of the file -> meaning; channels as `answer_<channel>`."""
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    repeated: tuple[str, ...]


def understood(names: Iterable[str]) -> Columns:
    recognised: dict[str, str] = {}
    unknown: list[str] = []
    repeated: list[str] = []
    for name in names:
        found = meaning(name)
        if not found:
            unknown.append(name)
        elif found in recognised.values():
            repeated.append(name)
        else:
            recognised[name] = found
    missing = tuple(m for m in REQUIRED if m not in recognised.values())
    return Columns(
        recognised=recognised,
        unknown=tuple(unknown),
        missing=missing,
        repeated=tuple(repeated),
    )


def meaning(name: str) -> str:
    """What a column is for; empty if that is not known."""
    folded = _NOISE.sub("", unicodedata.normalize("NFKC", name).lower())
    if folded in _MEANING:
        return _MEANING[folded]
    for_channel = _CHANNEL_ANSWER.fullmatch(folded)
    named = next(filter(None, for_channel.groups())) if for_channel else ""
    channel = _CHANNELS.get(named)
    return f"answer_{channel.value}" if channel else ""
