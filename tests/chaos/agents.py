"""Agents who take, answer, hand back, close, and meddle in what is not theirs."""

import time
from random import Random

from tests.chaos.bank import PASSWORD
from tests.chaos.client import Client, Stage
from tests.chaos.history import Entry, Kind

DESK = "/api/v1/desk"
WORDS = ("您好，我来帮您看一下。", "已经为您处理好了。", "还有别的可以帮您吗？")
HOLDS_AT_MOST = 2


class Agent(Client):
    def __init__(self, name: str, number: int, stage: Stage, chance: Random) -> None:
        super().__init__(f"agent{number}", stage, chance)
        self._login = name
        self._token = ""

    def log_in(self) -> None:
        who = {"name": self._login, "password": PASSWORD}
        answer = self.ask("POST", f"{DESK}/login", body=who)
        assert answer is not None
        assert answer.ok, answer
        self._token = answer.body["token"]

    def act(self) -> None:
        if self.chance.random() < 0.2:
            self.ask("PUT", f"{DESK}/presence", self._token, {"state": "online"})
        mine = self._listed("mine")
        if len(mine) < HOLDS_AT_MOST:
            self._take_one()
        if mine:
            self._work(self.chance.choice(mine))
        self._meddle()
        self.pause(0.02, 0.1)

    def _listed(self, view: str) -> list[str]:
        path = f"{DESK}/conversations?view={view}&limit=20"
        answer = self.ask("GET", path, self._token)
        if answer is None or not answer.ok:
            return []
        return [card["id"] for card in answer.body["items"]]

    def _take_one(self) -> None:
        """The longest waiting; or unasked, where somebody has just been writing."""
        unasked = self.chance.random() < 0.5
        found = self._listed("bot" if unasked else "queue")
        if not found:
            return
        one = found[0]
        if not self._step(one, "take") and self.chance.random() < 0.5:
            self._reply(one)

    def _work(self, conversation: str) -> None:
        drawn = self.chance.random()
        if drawn < 0.5:
            self._reply(conversation)
        elif drawn < 0.9:
            self._step(conversation, "handback")
        else:
            self._step(conversation, "close")

    def _meddle(self) -> None:
        """Answers where somebody else, or nobody, holds the conversation."""
        if self.chance.random() < 0.4:
            found = self._listed(self.chance.choice(("bot", "bot", "closed")))
            if found:
                self._reply(self.chance.choice(found))

    def _reply(self, conversation: str) -> None:
        said = Entry(
            kind=Kind.SAYS,
            client=self.name,
            conversation=conversation,
            author="agent",
            key=self.new_key(),
            text=self.chance.choice(WORDS),
        )
        self.say(f"{DESK}/conversations/{conversation}/reply", self._token, said)

    def _step(self, conversation: str, step: str) -> bool:
        since = time.monotonic_ns()
        path = f"{DESK}/conversations/{conversation}/{step}"
        answer = self.ask("POST", path, self._token, {})
        if answer is None or not answer.ok:
            return False
        self.saw(conversation, answer.body["events"], 0, since)
        return True
