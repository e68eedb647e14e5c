"""Agents and waiting customers for the tests of the desk's rules."""

from dataclasses import replace
from datetime import timedelta

from bot.desk.presence import PresenceState
from bot.desk.queue import Medium, Waiting
from bot.desk.routing import Person
from bot.desk.rules import load_desk
from tests.fakes import NOW

DESK = load_desk()
LIN = Person(
    id="lin", state=PresenceState.ONLINE, chats=2, free_since=NOW - timedelta(hours=1)
)
WANG = replace(LIN, id="wang", free_since=NOW - timedelta(minutes=1))
EXPERT = replace(LIN, id="expert", skills={"loans": 5})
NOVICE = replace(LIN, id="novice", skills={"loans": 1})
FIRST = Waiting(id="h1", conversation_id="c1", since=NOW, skill="general", level=1)
LOAN = replace(FIRST, id="h2", conversation_id="c2", skill="loans", level=3)
CALL = replace(FIRST, id="h3", conversation_id="c3", medium=Medium.CALL)


def after(seconds: float, waiting: Waiting = FIRST, name: str = "later") -> Waiting:
    """Somebody who asked so much later."""
    return replace(waiting, id=name, since=waiting.since + timedelta(seconds=seconds))
