"""The queue: who waits for a human, and who comes before whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.conversation import Conversation
from bot.desk.rules import URGENT, DeskRules
from bot.desk.tiers import Tier
from bot.handoff import Handoff
from bot.message import Channel

Place = tuple[datetime, datetime, str]


class Medium(StrEnum):
    TEXT = "text"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A handoff that nobody has taken, as routing sees it."""

    id: str
    conversation_id: str
    since: datetime
    """Counts for its place: a customer who is passed on keeps what was waited."""
    skill: str
    level: int
    """Asked for at first, 1 to 5."""
    tier: Tier = Tier.ORDINARY
    urgent: bool = False
    medium: Medium = Medium.TEXT
    preferred: str = ""
    """The agent who is asked before all others."""
    preferred_until: datetime | None = None
    passed: frozenset[str] = frozenset()
    """Agents who let it go a short while ago."""

    def kept_for(self, now: datetime) -> str:
        """The agent for whom it is kept at `now`; empty when it is not."""
        until = self.preferred_until
        return self.preferred if until is not None and now < until else ""

    def level_at(self, rules: DeskRules, now: datetime) -> int:
        """The level that is still asked for; 0: nobody's skill matters any more."""
        waited = (now - self.since).total_seconds()
        if self.skill not in rules.strict and waited >= rules.anybody_seconds:
            return 0
        return max(self.level - int(waited // rules.relax_seconds), 1)


def head_start(tier: Tier, urgent: bool, rules: DeskRules) -> timedelta:
    return rules.head_start[URGENT if urgent else tier]


def in_order(
    conversations: Sequence[Conversation], rules: DeskRules
) -> list[Conversation]:
    """Those that wait, as they will be served."""
    found = [
        (place(waiting_of(one, one.handoff), rules), one)
        for one in conversations
        if one.handoff
    ]
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def waiting_of(
    conversation: Conversation, handoff: Handoff, passed: frozenset[str] = frozenset()
) -> Waiting:
    """`passed`: agents who let it go a short while ago."""
    call = conversation.channel is Channel.PHONE
    return Waiting(
        id=handoff.id,
        conversation_id=conversation.id,
        since=handoff.waits_since,
        skill=handoff.skill,
        level=handoff.level,
        tier=handoff.tier,
        urgent=handoff.urgent,
        medium=Medium.CALL if call else Medium.TEXT,
        preferred=handoff.preferred,
        preferred_until=handoff.preferred_until,
        passed=passed,
    )


def place(waiting: Waiting, rules: DeskRules) -> Place:
    """The smaller comes first.

    A head start is a share of waiting that is given once. So priority ages by itself:
    nobody is overtaken by somebody who asked later by more than the longest of them.
    """
    start = head_start(waiting.tier, waiting.urgent, rules)
    return (waiting.since - start, waiting.since, waiting.id)
