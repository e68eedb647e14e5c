"""The ledger: what everybody said, beside what the service has written down."""

import re
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

MARK = re.compile(r"客户[甲乙丙丁戊己庚辛壬癸]{2}")
DIGITS = "甲乙丙丁戊己庚辛壬癸"
JOINED = re.compile(r"人工客服(坐席.|值班坐席)")
OPEN = ("waiting", "taken", "lent")


def mark(number: int) -> str:
    """The name of a customer as everybody writes it; no digits, which are masked."""
    return f"客户{DIGITS[number // 10]}{DIGITS[number % 10]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message, as the service has it."""

    seq: int
    author: str
    text: str
    agent: str
    event: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What stands in the database of a running service."""

    file: Path

    def _all(self, query: str, *values: str) -> list[tuple[object, ...]]:
        reading = f"file:{self.file}?mode=ro"
        with closing(sqlite3.connect(reading, uri=True, timeout=20)) as database:
            return list(database.execute(query, values))

    def lines(self, conversation: str) -> list[Line]:
        found = self._all(
            "select seq, author, text, agent_name, coalesce(event, ''), owner"
            " from message where conversation_id = ? order by seq",
            conversation,
        )
        return [
            Line(
                seq=int(str(seq)),
                author=str(author),
                text=str(text),
                agent=str(agent),
                event=str(event),
                owner=str(owner),
            )
            for seq, author, text, agent, event, owner in found
        ]

    def owners(self) -> dict[str, str]:
        found = self._all("select id, owner from conversation")
        return {str(id_): str(owner) for id_, owner in found}

    def holders(self) -> dict[str, str]:
        """Who holds what, by conversation."""
        found = self._all("select id, agent_id from conversation where owner='agent'")
        return {str(id_): str(agent) for id_, agent in found}

    def handoffs(self) -> list[tuple[str, str]]:
        """Conversation and state of each."""
        found = self._all("select conversation_id, state from handoff")
        return [(str(id_), str(state)) for id_, state in found]

    def drafts(self) -> list[tuple[str, str]]:
        found = self._all("select conversation_id, text from draft")
        return [(str(id_), str(text)) for id_, text in found]

    def unhandled(self) -> int:
        found = self._all("select count(*) from message where handled = 0")
        return int(str(found[0][0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    marks: dict[str, str] = field(default_factory=dict)
    """Of the customers, by conversation."""
    said: defaultdict[str, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    """Of customers, by conversation."""
    replies: list[tuple[str, str, str]] = field(default_factory=list)
    """Agent, conversation and words, as they were sent from a page."""
    tried: list[tuple[str, str, str]] = field(default_factory=list)
    """The same, of words that may have been sent or not: the page was busy or gone."""
    crossed: list[str] = field(default_factory=list)
    """Drafts that stood beside another customer."""

    def drafted(self, whose: str, words: str) -> None:
        """What stands in the box while this customer's conversation is open."""
        if any(found != whose for found in MARK.findall(words)):
            self.crossed.append(f"{whose}: {words}")


def speakers_wrong(lines: list[Line]) -> list[str]:
    """Words of an agent who did not hold the conversation when they were said."""
    holder, wrong = "", []
    for line in lines:
        joined = JOINED.search(line.text) if line.event == "agent_joined" else None
        if joined:
            holder = joined.group(1)
        elif line.owner != "agent":
            holder = ""
        if line.author == "agent" and line.agent != holder:
            wrong.append(f"{line.seq}: {line.agent} while {holder or 'nobody'} held it")
    return wrong


def unanswered(lines: list[Line]) -> bool:
    """Whether somebody was taken over by a human, who then said nothing at all."""
    joined = [one.seq for one in lines if one.event == "agent_joined"]
    if not joined or lines[-1].owner != "agent":
        return False
    return not any(one.author == "agent" and one.seq > joined[-1] for one in lines)
