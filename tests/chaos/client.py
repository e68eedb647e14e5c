"""A client that asks again, with the same id, until it has an answer."""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from threading import Event
from typing import Any

from tests.chaos.history import Entry, Journal, Kind
from tests.chaos.record import lines_of

PAGE = 500
TOO_MANY = 429
PAUSE_SECONDS = 0.05
"""Before something is asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: Mapping[str, Any]

    @property
    def ok(self) -> bool:
        return self.status < 300

    @property
    def final(self) -> bool:
        """False when it may be different the next time."""
        return self.status < 500 and self.status != TOO_MANY


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where the clients of one run meet."""

    port: int
    journal: Journal
    stop: Event
    """Nothing new is begun."""
    over: Event
    """What was begun is given up as well."""


class Door:
    """One connection to the service; made anew whenever it breaks."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def close(self) -> None:
        self._line.close()

    def ask(
        self, method: str, path: str, token: str, body: Mapping[str, object] | None
    ) -> Answer | None:
        """None when there was no answer, or only a part of one."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers["Content-Type"] = "application/json"
        content = None if body is None else json.dumps(body)
        try:
            self._line.request(method, path, content, headers)
            answer = self._line.getresponse()
            text = answer.read()
            return Answer(status=answer.status, body=json.loads(text or b"{}"))
        except (OSError, http.client.HTTPException, ValueError):
            self._line.close()
            return None


def _outcome(said: Entry, answer: Answer | None) -> Entry:
    if answer is None:
        return replace(said, kind=Kind.UNSURE)
    if answer.ok:
        seq, id_ = answer.body["seq"], answer.body["message_id"]
        return replace(said, kind=Kind.ACKED, seq=seq, id=id_)
    code = str(answer.body.get("code", answer.status))
    return replace(said, kind=Kind.REFUSED, text=code)


class Client:
    """What customers and agents have in common."""

    def __init__(self, name: str, stage: Stage, chance: Random) -> None:
        self.name = name
        self.stage = stage
        self.chance = chance
        self._door = Door(stage.port)
        self._said = 0

    def act(self) -> None:
        """One thing that such a client does."""
        raise NotImplementedError

    def run(self) -> None:
        try:
            while not self.stage.stop.is_set():
                self.act()
        finally:
            self.close()

    def close(self) -> None:
        self._door.close()

    def write(self, entry: Entry) -> None:
        self.stage.journal.write(entry)

    def ask(
        self,
        method: str,
        path: str,
        token: str = "",
        body: Mapping[str, object] | None = None,
        *,
        before: Entry | None = None,
    ) -> Answer | None:
        """Asked until there is a final answer; None when the run is over before."""
        while not self.stage.over.is_set():
            if before is not None:
                self.write(before)
            answer = self._door.ask(method, path, token, body)
            if answer is not None and answer.final:
                return answer
            time.sleep(PAUSE_SECONDS)
        return None

    def new_key(self) -> str:
        self._said += 1
        return f"{self.name}-{self._said}"

    def say(
        self, path: str, token: str, said: Entry, *, choice: str = ""
    ) -> Answer | None:
        """`said`: the entry of one attempt. What came of it is written down too."""
        body = {"client_message_id": said.key, "text": said.text}
        if choice:
            body["choice"] = choice
        answer = self.ask("POST", path, token, body, before=said)
        self.write(_outcome(said, answer))
        return answer

    def saw(
        self, conversation: str, events: list[dict[str, Any]], after: int, since: int
    ) -> None:
        self.write(
            Entry(
                kind=Kind.SAW,
                client=self.name,
                conversation=conversation,
                after=after,
                since=since,
                whole=len(events) < PAGE,
                events=lines_of(events),
            )
        )

    def pause(self, shortest: float, longest: float) -> None:
        time.sleep(self.chance.uniform(shortest, longest))
