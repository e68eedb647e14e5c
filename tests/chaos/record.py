"""What the service kept, read from its database by somebody else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.database import sqlite_driver
from tests.chaos.history import Line

MESSAGES = """SELECT conversation_id, seq, id, author, text, owner, client_id,
agent_name, event, action, handled FROM message ORDER BY conversation_id, seq"""
TURNS = "SELECT conversation_id, message_id, actions FROM turn ORDER BY rowid"
FEEDBACK = "SELECT conversation_id, seq, helpful FROM feedback"
UNANSWERED = "SELECT count(*) FROM message WHERE author = 'customer' AND NOT handled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One stored message."""

    seq: int
    id: str
    author: str
    text: str
    owner: str
    client_id: str = ""
    agent_name: str = ""
    event: str = ""
    action: str = ""
    handled: bool = True

    @property
    def line(self) -> Line:
        return Line(seq=self.seq, id=self.id, author=self.author, text=self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """One stored turn."""

    message_id: str
    actions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Everything of one conversation."""

    rows: tuple[Row, ...] = ()
    turns: tuple[Handled, ...] = ()
    """In the order of their commits."""
    feedback: Mapping[int, bool] = field(default_factory=dict)
    """By seq."""


Record = Mapping[str, Kept]
"""By conversation."""


def read_record(database: Path) -> Record:
    rows, turns = defaultdict(list), defaultdict(list)
    feedback: defaultdict[str, dict[int, bool]] = defaultdict(dict)
    for conversation, *values in _select(database, MESSAGES):
        rows[conversation].append(_row(values))
    for conversation, message_id, actions in _select(database, TURNS):
        turns[conversation].append(Handled(message_id=message_id, actions=actions))
    for conversation, seq, helpful in _select(database, FEEDBACK):
        feedback[conversation][seq] = bool(helpful)
    return {
        one: Kept(
            rows=tuple(rows[one]),
            turns=tuple(turns[one]),
            feedback=feedback[one],
        )
        for one in rows
    }


def unanswered(database: Path) -> int:
    """Stored customers' messages that still wait for their turn."""
    return int(_select(database, UNANSWERED)[0][0])


def lines_of(events: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    return tuple(
        Line(seq=one["seq"], id=one["id"], author=one["author"], text=one["text"])
        for one in events
    )


def _row(values: Sequence[Any]) -> Row:
    seq, id_, author, text, owner, client_id, agent_name, event, action, handled = (
        values
    )
    return Row(
        seq=seq,
        id=id_,
        author=author,
        text=text,
        owner=owner,
        client_id=client_id or "",
        agent_name=agent_name,
        event=event or "",
        action=action,
        handled=bool(handled),
    )


def _select(database: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite_driver().connect(str(database), timeout=10)) as connection:
        return list(connection.execute(query))
