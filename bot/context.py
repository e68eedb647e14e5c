"""What a message means that leans on the answer before it."""

import re
from dataclasses import dataclass

LONGEST_ZH = 12
"""Characters of a message that can lean on the one before."""
LONGEST_EN = 8
"""Words of one."""

_EDGE = " ,，。.!！?？~、"
_ZH = re.compile(r"[\u3400-\u9fff]")
_ZH_FOLLOW = re.compile(
    r"^(?:那么|那要是|那如果|那|要是|如果|换成|改成|还有|另外|然后|再就是)+"
    r"[,，、 ]*(.+?)"
    r"(?:的话)?(?:怎么样|怎么说|咋样|又如何)?[呢吗嘛啊呀]*$"
)
_ZH_NE = re.compile(r"^(.+?)(?:的话)?呢$")
_ZH_BARE = re.compile(
    r"^(?:要|得|需要|大概|一般|最快|最多|最少|能|可以|会|还)?"
    r"(?:多久|多长时间|多少钱?|几天|几号|什么时候|为什么|为啥|怎么弄|怎么办理?|怎么操作|"
    r"在哪里?|去哪里?|哪里办|哪里看|哪里查|收费|要钱|收钱|花钱|免费|有手续费|要手续费|"
    r"到账|生效|什么材料|带什么|什么条件|有条件|上限|最低|取消|撤销|改|退)"
    r"(?:办理?|弄|查|看|到账|生效|才到|的)?[吗呢啊呀嘛]*$"
)
_ZH_POINTING = re.compile(
    r"^(?:它|这个|那个|这种|那种|这张|那张|这笔|那笔)的?(.+?)[吗呢啊呀嘛]*$"
)
_EN_FOLLOW = re.compile(
    r"^(?:(?:ok|okay|so|but|and|then)[, ]+)*(?:what about|how about|what if|and)"
    r"(?: it is| it's| i have| with| for| on| in| to| my| the| a| an)*\s+(.+)$"
)
_EN_BARE = re.compile(
    r"^(?:(?:ok|okay|so|but|and|then)[, ]+)*(how long|how much|how many|how often|when|"
    r"where|why|is there a (?:fee|charge|limit)|any (?:fee|charge|limit)s?|"
    r"(?:is|does|can|will|do) (?:it|that|this|they|i)\b.*|"
    r"how (?:long|much|often) (?:is|does|will|do) (?:it|that|this)\b.*)$"
)

_ZH_ASKING = re.compile(
    r"请问|怎么样?|怎样|如何|是?多少|是?什么|哪些|哪里|是?哪天|为什么|可以|能不能|能否|"
    r"是否|有没有|多久|几天|我想?|你们|办理|[吗呢？?，,。]"
)
_EN_ASKING = re.compile(
    r"\b(?:how|what|when|where|why|which|who|do|does|did|can|could|is|are|will|i|my|"
    r"the|a|an|to|get|much|many|long|for|of|on)\b|[?.,]",
    re.IGNORECASE,
)
_ZH_SUBJECT = re.compile(
    r"(?:信用|借记|储蓄|[金白普黑]金?|钻石)?卡|[\u3400-\u9fff]{0,3}?贷款?|房贷|存款|账户|"
    r"转账|汇款|理财|基金|保险|积分|额度|分期|手机银行|网上银行"
)
_EN_SUBJECT = re.compile(
    r"\b(?:credit card|debit card|card|mortgage|loan|deposit|account|transfer|"
    r"instal?ments?|points|limit)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What was answered last."""

    title: str
    category: str = ""
    """Path in the category tree, parts joined by "/"."""


def readings(text: str, topic: Topic) -> tuple[str, ...]:
    """What a message that leans on the topic may ask in full, the likeliest first.

    Empty: it stands alone. `text` is normalised. Ask each reading; the surest passage
    counts, and the article of the topic only where no other is found.
    """
    asked = text.strip(_EDGE)
    chinese = bool(_ZH.search(asked))
    rest = _rest_zh(asked) if chinese else _rest_en(asked.lower())
    if not rest or not topic.title:
        return ()
    between = "" if chinese else " "
    made = (
        _exchanged_zh(rest, topic.title)
        if chinese
        else _exchanged_en(rest, topic.title),
        _joined(_subject(topic, chinese), rest, between),
        _joined(_core(topic.title, chinese), rest, between),
    )
    return tuple(dict.fromkeys(filter(None, made)))


def _rest_zh(asked: str) -> str:
    """What a leaning message adds; empty when it stands alone."""
    if len(asked) > LONGEST_ZH:
        return ""
    if _ZH_BARE.match(asked):
        return asked
    for pattern in (_ZH_FOLLOW, _ZH_POINTING, _ZH_NE):
        found = pattern.match(asked)
        if found:
            return found[1].strip(_EDGE)
    return ""


def _rest_en(asked: str) -> str:
    if len(asked.split()) > LONGEST_EN:
        return ""
    bare = _EN_BARE.match(asked)
    if bare:
        return bare[1]
    found = _EN_FOLLOW.match(asked)
    return found[1].strip(_EDGE) if found else ""


def _exchanged_zh(rest: str, title: str) -> str:
    """The title with a thing of the same kind in its place: 金卡 for 普卡."""
    head = rest[-1]
    named = re.compile(rf"(?:信用|借记|储蓄|[\u3400-\u9fff]){re.escape(head)}")
    found = named.search(title)
    if found is None or len(rest) < 2 or rest in title:
        return ""
    return title[: found.start()] + rest + title[found.end() :]


def _exchanged_en(rest: str, title: str) -> str:
    head = rest.split()[-1]
    named = re.compile(rf"\b[\w-]+ {re.escape(head)}\b", re.IGNORECASE)
    found = named.search(title)
    if found is None or " " not in rest or rest in title.lower():
        return ""
    return title[: found.start()] + rest + title[found.end() :]


def _subject(topic: Topic, chinese: bool) -> str:
    found = (_ZH_SUBJECT if chinese else _EN_SUBJECT).search(topic.title)
    if found:
        return found[0]
    return topic.category.split("/")[0] if chinese else ""


def _core(title: str, chinese: bool) -> str:
    """The title without what makes it a question."""
    kept = (_ZH_ASKING if chinese else _EN_ASKING).sub("" if chinese else " ", title)
    return " ".join(kept.split())


def _joined(before: str, rest: str, between: str) -> str:
    return rest if before in rest else f"{before}{between}{rest}"
