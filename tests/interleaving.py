"""Interleaving: customer, bot and two agents act on one conversation in any order.

Everybody works on copies that may be old by the time they are saved, as workers do.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from hypothesis import strategies as st

from bot.change import Change, Received
from bot.conversation import Conversation
from bot.desk.steps import Agent, Steps
from bot.dialogue import Dialogue
from bot.errors import BotError
from bot.handoff import Floor
from bot.message import Author, Message, Owner
from bot.rules import Rules
from bot.words import Wording
from tests.fakes import (
    NOW,
    TENANT,
    CountingIds,
    FakeRetriever,
    FakeUnderstander,
    MemoryDesk,
    said,
)

AGENTS = (Agent(id="a1", name="小林"), Agent(id="a2", name="小王"))
WORDS = (
    ("信用卡年费怎么收？", ""), ("天气怎么样", ""), ("谢谢", ""), ("转人工", ""),
    ("我的卡丢了", ""), ("你这个垃圾", ""), ("不等了", ""), ("13812345678", ""),
    ("继续等待", "stay"), ("由机器人继续", "bot"), ("预约回电", "callback"),
    ("留言", "leave_message"), ("都不是", "none"),
)  # fmt: skip
PEOPLE = ("take", "reply", "hand back", "close")
OTHERS = ("say", "repeat", "think", "save", "leave", "lose", "remind", "look")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    name: str
    """One of PEOPLE or OTHERS."""
    who: int = 0
    """Which agent, which words, which waiting message or change."""
    age: int = 0
    """How old a copy it works on: 0 is read just now."""


ACTS = st.lists(
    st.builds(
        Act,
        name=st.sampled_from(PEOPLE + OTHERS + ("say", "think", "save")),
        who=st.integers(0, 12),
        age=st.sampled_from([0, 0, 0, 1, 2, 5]),
    ),
    max_size=40,
)


class WholeStore(Protocol):
    """What a store must offer to be played on."""

    def create(
        self, conversation: Conversation, first: Sequence[Message] = ()
    ) -> tuple[Message, ...]: ...
    def get(self, tenant_id: str, conversation_id: str) -> Conversation: ...
    def receive(self, message: Message) -> Received: ...
    def save(self, change: Change) -> tuple[Message, ...]: ...
    def messages(
        self, tenant_id: str, conversation_id: str, *, after: int = 0, limit: int = 200
    ) -> tuple[Message, ...]: ...
    def unhandled(self, limit: int = 100) -> tuple[Message, ...]: ...


class Postponing:
    """A store that keeps the one change of a turn back, to be saved later."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.change: Change | None = None

    def get(self, tenant_id: str, conversation_id: str) -> Conversation:
        return self.conversation

    def receive(self, message: Message) -> Received:
        return Received(message=message, duplicate=False)

    def save(self, change: Change) -> tuple[Message, ...]:
        self.change = change
        return ()


class Play:
    def __init__(
        self, store: WholeStore, start: Conversation, rules: Rules, wording: Wording
    ) -> None:
        self.store = store
        self.key = (TENANT, start.id)
        self.rules = rules
        self.wording = wording
        self.ids = CountingIds(start.id)
        self.steps = Steps(ids=self.ids, rules=rules, wording=wording)
        self.now: datetime = NOW
        self.copies: list[Conversation] = []
        self.pending: list[Change] = []
        self.received: list[Message] = []
        self.handled = Counter[str]()
        self.held: list[str] = []
        store.create(start)

    def run(self, acts: Sequence[Act]) -> None:
        for act in acts:
            self.now += timedelta(seconds=20)
            self.copies.append(self.store.get(*self.key))
            try:
                self._act(act, self._copy(act.age))
            except BotError:
                continue
            finally:
                self._witness()

    def settle(self) -> None:
        """All that waits is handled, as a worker does after a refusal."""
        while waiting := self.waiting():
            self.run([Act(name="think"), Act(name="save", who=-1)])
            assert self.waiting() != waiting

    def waiting(self) -> tuple[Message, ...]:
        """What was received and not handled yet, in this conversation."""
        found = self.store.unhandled(10_000)
        return tuple(one for one in found if one.conversation_id == self.key[1])

    def _copy(self, age: int) -> Conversation:
        return self.copies[max(len(self.copies) - 1 - age, 0)]

    def _act(self, act: Act, copy: Conversation) -> None:
        if act.name in PEOPLE:
            self._save(self._by_agent(act, copy))
        elif act.name in {"say", "repeat"}:
            self._say(act)
        elif act.name == "think":
            self._think(act, copy)
        elif act.name == "save" and self.pending:
            self._save(self.pending.pop(act.who % len(self.pending)))
        elif act.name == "leave":
            self._save(self.steps.closed(copy, None, self.now))
        elif act.name == "lose" and copy.owner is Owner.AGENT:
            self._save(self.steps.requeued(copy, self.now))
        elif act.name == "remind":
            floor = Floor(online=1, ahead=0)
            self._save(self.steps.reminded(copy, floor, self.now))

    def _by_agent(self, act: Act, copy: Conversation) -> Change:
        agent = AGENTS[act.who % 2]
        match act.name:
            case "take":
                return self.steps.taken(copy, agent, self.now)
            case "reply":
                key = f"r{act.who}-{len(self.copies)}"
                return self.steps.replied(copy, agent, "您好。", key, self.now)
            case "hand back":
                return self.steps.handed_back(copy, agent, "", self.now)
        return self.steps.closed(copy, agent, self.now)

    def _say(self, act: Act) -> None:
        if act.name == "repeat" and self.received:
            again = self.received[act.who % len(self.received)]
            assert self.store.receive(replace(again, seq=0)).duplicate
            return
        text, choice = WORDS[act.who % len(WORDS)]
        number = len(self.received) + 1
        words = said(text, choice=choice, number=number, to=self.key[1])
        received = self.store.receive(replace(words, sent_at=self.now))
        self.received.append(received.message)

    def _think(self, act: Act, copy: Conversation) -> None:
        waiting = self.waiting()
        if not waiting:
            return
        postponing = Postponing(copy)
        dialogue = Dialogue(
            understander=FakeUnderstander({"谢谢": "thanks"}),
            retriever=FakeRetriever(),
            store=postponing,
            desk=MemoryDesk(),
            ids=self.ids,
            rules=self.rules,
            wording=self.wording,
        )
        dialogue.handle(waiting[act.who % len(waiting)], now=self.now)
        assert postponing.change is not None
        self.pending.append(postponing.change)

    def _save(self, change: Change | None) -> None:
        if change is None:
            return
        self.store.save(change)
        if change.turn is not None:
            self.handled[change.turn.message.id] += 1

    def _witness(self) -> None:
        """Notes which agent holds it after each step, by the seq reached."""
        now = self.store.get(*self.key)
        seq = len(self.store.messages(*self.key, limit=10_000))
        self.held += [now.agent_id] * (seq - len(self.held))


def faults(play: Play) -> Iterator[str]:
    """All that must never be, in words."""
    conversation = play.store.get(*play.key)
    messages = play.store.messages(*play.key, limit=10_000)
    if [one.seq for one in messages] != list(range(1, len(messages) + 1)):
        yield "the order has holes"
    if (conversation.owner is Owner.AGENT) != bool(conversation.agent_id):
        yield "held by an agent without a name, or named without being held"
    yield from _spoken_out_of_turn(messages, play.held)
    waiting = {one.id for one in play.waiting()}
    for one in play.received:
        if play.handled[one.id] + (one.id in waiting) != 1:
            yield f"{one.id} was handled {play.handled[one.id]} times"


def _spoken_out_of_turn(
    messages: Sequence[Message], held: Sequence[str]
) -> Iterator[str]:
    before = Owner.BOT
    for one in messages:
        leaving = before is Owner.QUEUE and "leavequeue" in one.action
        ours = leaving or before in {Owner.BOT, Owner.CLOSED}
        if one.author is Author.BOT and not ours:
            yield f"the bot spoke at {one.seq} while {before} had it"
        if one.author is Author.AGENT and before is not Owner.AGENT:
            yield f"an agent spoke at {one.seq} while {before} had it"
        if one.author is Author.AGENT and held[one.seq - 1] != one.agent_id:
            yield f"{one.agent_id} spoke at {one.seq} for {held[one.seq - 1]}"
        before = one.owner
