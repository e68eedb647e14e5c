"""Why a question went wrong, in words for people: Chinese, then English."""

from dataclasses import dataclass

from api.evaluation.runs import Kind, Result

NEAR = 0.1
"""Confidences closer than this are told to be a matter of chance."""
ALIKE = 0.85
"""Similarity from which a wording looks like the same question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    zh: str
    en: str


def why(one: Result, kind: Kind) -> Why:
    if not one.expected:
        return _stranger(one, kind)
    if one.right:
        return Why(
            zh=f"答案是对的，但把握只有 {one.confidence:.0%}，没有直接给出",
            en=f"right, but only {one.confidence:.0%} sure: not shown at once",
        )
    if not one.given:
        return Why(zh="什么也没有找到", en="nothing was found")
    if kind is Kind.INTENTS:
        return _intent(one)
    return _passage(one, kind)


def _stranger(one: Result, kind: Kind) -> Why:
    if kind is Kind.INTENTS:
        return Why(
            zh=f"不属于任何意图，却被当作“{one.given}”",
            en=f"none of the intents, yet taken for {one.given}",
        )
    return Why(
        zh=f"本不该回答，却与“{one.matched}”相像（{_alike(one)}）",
        en=f"should be left alone, yet is like “{one.matched}” ({_likeness(one)})",
    )


def _intent(one: Result) -> Why:
    if one.shown:
        return Why(zh=f"被当作“{one.given}”", en=f"taken for {one.given}")
    return Why(zh=f"被拒绝；最像“{one.given}”", en=f"refused; most like {one.given}")


def _passage(one: Result, kind: Kind) -> Why:
    if one.rank > 1:
        return _behind(one)
    if kind is Kind.ABSTENTION:
        return Why(
            zh=f"另一条目更像：“{one.matched}”（{_alike(one)}）",
            en=f"another article is nearer: “{one.matched}” ({_likeness(one)})",
        )
    return Why(
        zh=f"正确条目不在前十；“{one.matched}”更像（{_alike(one)}）",
        en=f"the right article is not among the first ten; “{one.matched}” is nearer "
        f"({_likeness(one)})",
    )


def _behind(one: Result) -> Why:
    if one.confidence - one.expected_confidence < NEAR:
        return Why(
            zh=f"与正确条目难分先后（正确条目第 {one.rank} 位，"
            f"{one.expected_confidence:.0%}）",
            en=f"hardly told apart from the right one (place {one.rank}, "
            f"{one.expected_confidence:.0%})",
        )
    if one.dense >= ALIKE:
        return Why(
            zh=f"几乎就是另一条目的问法“{one.matched}”（{_alike(one)}），"
            f"正确条目第 {one.rank} 位：请查看两个条目是否重复",
            en=f"almost another article's wording “{one.matched}” ({_likeness(one)}), "
            f"the right one is at place {one.rank}: are the two articles duplicates?",
        )
    return Why(
        zh=f"与“{one.matched}”更像（{_alike(one)}），正确条目第 {one.rank} 位："
        "可为它补充这种问法",
        en=f"nearer to “{one.matched}” ({_likeness(one)}), the right one is at place "
        f"{one.rank}: this wording may be added to it",
    )


def _alike(one: Result) -> str:
    return f"语义 {one.dense:.2f}，字面 {one.keyword:.2f}"


def _likeness(one: Result) -> str:
    return f"meaning {one.dense:.2f}, letters {one.keyword:.2f}"
