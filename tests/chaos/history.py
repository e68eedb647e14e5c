"""What the clients did and were told, as lines of JSON with steady times."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Self


class Kind(StrEnum):
    """Every act has an entry before it and, if an answer came, one after it."""

    STARTED = "started"
    """A conversation was opened, and its id given."""
    SAYS = "says"
    """One attempt; a repeated one has the same key."""
    ACKED = "acked"
    REFUSED = "refused"
    """Answered with a reason; nothing may have been stored by it."""
    UNSURE = "unsure"
    """No answer: it may have been done or not."""
    SAW = "saw"
    """Events, read from `since` on, that follow upon `after`."""
    JUDGES = "judges"
    JUDGED = "judged"
    KILLED = "killed"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event of a conversation, as a reader sees it."""

    seq: int
    id: str
    author: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    kind: Kind
    at: int = 0
    """Nanoseconds of the steady clock; 0 until it is written."""
    client: str = ""
    conversation: str = ""
    author: str = "customer"
    key: str = ""
    """The client's own id of what is said."""
    seq: int = 0
    id: str = ""
    text: str = ""
    helpful: bool = False
    after: int = 0
    since: int = 0
    whole: bool = True
    """False when a read may have ended before the last event."""
    events: tuple[Line, ...] = ()

    @classmethod
    def of(cls, line: str) -> Self:
        values = json.loads(line)
        events = tuple(Line(**event) for event in values.pop("events", ()))
        return cls(**values | {"kind": Kind(values["kind"]), "events": events})


DEFAULTS = {field.name: field.default for field in fields(Entry)}


class Journal:
    """Written by all clients at once, one whole line each time."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = Lock()
        self.acked = 0
        """Things acknowledged so far."""

    def write(self, entry: Entry) -> None:
        given = {k: v for k, v in asdict(entry).items() if v != DEFAULTS[k]}
        with self._lock:
            given["at"] = time.monotonic_ns()
            self.acked += entry.kind is Kind.ACKED
            self._file.write(json.dumps(given, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._file.close()


def entries(path: Path) -> tuple[Entry, ...]:
    return parsed(path.read_text("utf-8").splitlines())


def parsed(lines: Iterable[str]) -> tuple[Entry, ...]:
    return tuple(map(Entry.of, lines))
