"""What each figure of the wall board means, in words, with its unit."""

from collections.abc import Mapping
from typing import Literal

from bot.message import Language

Unit = Literal["people", "seconds", "share", "count"]

UNITS: Mapping[str, Unit] = {
    "time_to_human": "seconds",
    "time_to_human_p90": "seconds",
    "waiting": "people",
    "longest_wait": "seconds",
    "service_level_20": "share",
    "service_level_60": "share",
    "abandon": "share",
    "bot_solved": "share",
    "handoff_share": "share",
    "online": "people",
    "busy": "people",
    "wrap_up": "people",
    "on_break": "people",
    "offers_unanswered": "count",
}


def _words(zh: str, en: str) -> dict[Language, str]:
    return {Language.ZH: zh, Language.EN: en}


MEANINGS: Mapping[str, dict[Language, str]] = {
    "time_to_human": _words(
        "今天已由人工接起的转接，从请求到接起的时间，中位数。",
        "From the request to a human's answer, today: the median of those answered.",
    ),
    "time_to_human_p90": _words(
        "同上，九成客户在这个时间以内被接起。",
        "The same: nine of ten who were answered waited no longer.",
    ),
    "waiting": _words("现在排队的客户。", "Customers in the queue now."),
    "longest_wait": _words(
        "现在排队的客户中，等得最久的时间。",
        "The longest wait among those in the queue now.",
    ),
    "service_level_20": _words(
        "今天的转接中，在较严的目标时间内接起的占比；还没到时间的不算。",
        "Share answered within the stricter target, of those for whom it is known.",
    ),
    "service_level_60": _words(
        "今天的转接中，在目标时间内接起的占比；还没到时间的不算。",
        "Share answered within the target, of those for whom it is known.",
    ),
    "abandon": _words(
        "今天的转接中，没等到人工就离开的占比；还在排队的不算。",
        "Share who left before a human came, of those no longer in the queue.",
    ),
    "bot_solved": _words(
        "今天开始、客户说过话的会话中，没有人工参与且客户确认已解决的占比。",
        "Of today's conversations in which a customer wrote: no human, and the customer"
        " says that it is solved.",
    ),
    "handoff_share": _words(
        "今天开始、客户说过话的会话中，转过人工的占比。",
        "Of today's conversations in which a customer wrote: led to a human.",
    ),
    "online": _words("现在在线的坐席。", "Agents online now."),
    "busy": _words("在线坐席中，手上有会话的。", "Of those online: with something on."),
    "wrap_up": _words("正在整理的坐席。", "Agents finishing a conversation."),
    "on_break": _words("小休或培训中的坐席。", "Agents on a break or in a training."),
    "offers_unanswered": _words(
        "今天没有人应答而转走的派单。", "Offers of today that nobody answered in time."
    ),
}
