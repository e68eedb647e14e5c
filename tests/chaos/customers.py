"""Customers who write to several conversations, some of them from two tabs at once."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.chaos.bank import QUESTIONS
from tests.chaos.client import PAGE, Client, Stage
from tests.chaos.history import Entry, Kind

START = "/api/v1/conversations"
HUMAN = ("转人工", "我要找人工客服", "请帮我转接人工")
OTHER = ("你好", "谢谢", "今天天气怎么样", "火星上有网点吗", "不用等了，还是机器人吧")
OWN = 3
"""Conversations that one customer keeps open."""


@dataclass(slots=True, kw_only=True)
class Talk:
    """A conversation as one of its tabs knows it."""

    id: str
    token: str
    mine: bool
    after: int = 0
    answers: list[dict[str, Any]] = field(default_factory=list)
    """Events of the bot that were seen."""
    last_said: tuple[str, str] = ("", "")
    """Key and words of what was acknowledged last in this tab."""

    @property
    def path(self) -> str:
        return f"{START}/{self.id}"


class Square:
    """Conversations whose token a second tab has as well."""

    def __init__(self) -> None:
        self.open: list[tuple[str, str]] = []
        """Id and token; lists are only ever appended to."""


class Customer(Client):
    def __init__(self, name: str, stage: Stage, chance: Random, square: Square) -> None:
        super().__init__(name, stage, chance)
        self._square = square
        self._talks: list[Talk] = []

    def act(self) -> None:
        acts: tuple[Callable[[Talk], None], ...] = (
            self.ask_something, self.ask_something, self.follow, self.follow,
            self.want_a_human, self.press, self.repeat, self.judge, self.chatter,
        )  # fmt: skip
        talk = self._some_talk()
        if talk is None:
            return
        self.chance.choice(acts)(talk)
        if talk.mine and self.chance.random() < 0.02:
            self.ask("POST", f"{talk.path}/close", talk.token)
        self.pause(0.02, 0.2)

    def _some_talk(self) -> Talk | None:
        own = sum(talk.mine for talk in self._talks)
        if not self._talks or (own < OWN and self.chance.random() < 0.2):
            return self._started()
        known = {talk.id for talk in self._talks}
        if self._square.open and self.chance.random() < 0.1:
            conversation, token = self.chance.choice(self._square.open)
            if conversation not in known:
                self._talks.append(Talk(id=conversation, token=token, mine=False))
        return self.chance.choice(self._talks)

    def _started(self) -> Talk | None:
        since = time.monotonic_ns()
        answer = self.ask("POST", START, body={})
        if answer is None or not answer.ok:
            return None
        talk = Talk(
            id=answer.body["conversation_id"], token=answer.body["token"], mine=True
        )
        self.write(Entry(kind=Kind.STARTED, conversation=talk.id, key=talk.token))
        self.saw(talk.id, answer.body["events"], 0, since)
        self._talks.append(talk)
        if self.chance.random() < 0.3:
            self._square.open.append((talk.id, talk.token))
        return talk

    def ask_something(self, talk: Talk) -> None:
        question, similar, _ = self.chance.choice(QUESTIONS)
        self._speak(talk, self.chance.choice((question, similar)))

    def want_a_human(self, talk: Talk) -> None:
        self._speak(talk, self.chance.choice(HUMAN))

    def chatter(self, talk: Talk) -> None:
        """Faster than anybody answers."""
        for text in self.chance.sample(OTHER, 3):
            self._speak(talk, text)

    def press(self, talk: Talk) -> None:
        offered = [choice for event in talk.answers[-1:] for choice in event["choices"]]
        if offered:
            pressed = self.chance.choice(offered)
            self._speak(talk, pressed["title"], choice=pressed["id"])

    def repeat(self, talk: Talk) -> None:
        """As a tab does that is not sure whether its words arrived."""
        key, text = talk.last_said
        if key:
            attempt = self._attempt(talk, key, text)
            self.say(f"{talk.path}/messages", talk.token, attempt)

    def judge(self, talk: Talk) -> None:
        if not talk.mine or not talk.answers:
            return
        seq = self.chance.choice(talk.answers)["seq"]
        helpful = self.chance.random() < 0.5
        entry = {"client": self.name, "conversation": talk.id, "seq": seq}
        body = {"seq": seq, "helpful": helpful}
        answer = self.ask(
            "POST",
            f"{talk.path}/feedback",
            talk.token,
            body,
            before=Entry(kind=Kind.JUDGES, helpful=helpful, **entry),
        )
        if answer is not None and answer.ok:
            self.write(Entry(kind=Kind.JUDGED, helpful=helpful, **entry))

    def follow(self, talk: Talk) -> None:
        self._read(talk, self.chance.choice((0, talk.after, talk.after)))

    def read_all(self) -> None:
        """Every conversation from its beginning, as a new tab reads it."""
        for talk in self._talks:
            self._read(talk, 0)

    def _read(self, talk: Talk, after: int) -> None:
        since = time.monotonic_ns()
        answer = self.ask(
            "GET", f"{talk.path}/events?after={after}&limit={PAGE}", talk.token
        )
        if answer is None or not answer.ok:
            return
        events = answer.body["events"]
        self.saw(talk.id, events, after, since)
        talk.after = max([talk.after, *(event["seq"] for event in events)])
        talk.answers += [
            event
            for event in events
            if event["author"] == "bot" and event not in talk.answers
        ]

    def _speak(self, talk: Talk, text: str, *, choice: str = "") -> None:
        key = self.new_key()
        path = f"{talk.path}/messages"
        attempt = self._attempt(talk, key, text)
        answer = self.say(path, talk.token, attempt, choice=choice)
        if answer is not None and answer.ok and not choice:
            talk.last_said = (key, text)
            if self.chance.random() < 0.2:
                self.repeat(talk)

    def _attempt(self, talk: Talk, key: str, text: str) -> Entry:
        return Entry(
            kind=Kind.SAYS,
            client=self.name,
            conversation=talk.id,
            key=key,
            text=text,
        )
