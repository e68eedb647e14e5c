"""Bugs in answering: too early, twice, never, out of turn or over other words."""

import os
import time
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api import views
from api.turns import TurnWorkers
from bot.change import Change
from bot.desk import steps
from bot.dialogue import Dialogue
from bot.message import Author, Message
from models import conversations, saving
from models.conversations import SqlConversationStore as Store
from models.mapping import message_of, turn_row
from models.tables import ConversationRow, MessageRow, TurnRow
from tests.chaos.mutants.putting import put


def handled_before_reply() -> None:
    """Marked in one transaction, answered in the next."""
    save = Store.save

    def mutated(store: Store, change: Change) -> tuple[Message, ...]:
        turn = change.turn
        if turn is not None:
            handled = (
                update(MessageRow)
                .where(MessageRow.id == turn.message.id)
                .values(handled=True)
            )
            store._database.write(lambda session: session.execute(handled))
            time.sleep(0.1)
        return save(store, change)

    put(saving, "_close_turn", lambda session, turn: session.add(turn_row(turn)))
    put(Store, "save", mutated)


def save_without_version() -> None:
    """What was decided on an old copy is saved over what others did meanwhile."""
    turn = Dialogue._turn
    os.environ["TELLER_TURN_WORKERS"] = "8"

    def slow(dialogue: Dialogue, case: Any) -> Any:  # noqa: ANN401
        decided = turn(dialogue, case)
        time.sleep(0.2)
        return decided

    def blind(session: Session, change: Change) -> tuple[Message, ...]:
        old = change.conversation
        row = session.get(ConversationRow, (old.tenant_id, old.id))
        newest = replace(old, version=row.version if row else 0)
        return saving.save(session, replace(change, conversation=newest))

    put(Dialogue, "_turn", slow)
    put(conversations, "save", blind)


def answer_twice() -> None:
    """After a start, the last answered messages are answered again."""
    sweep, open_until = TurnWorkers.sweep, Store.open_until
    again: dict[str, Message] = {}
    swept: list[bool] = []

    def once_more(workers: TurnWorkers) -> int:
        if not swept:
            swept.append(True)
            again.update((one.id, one) for one in _last_answered(workers._store))
            for message in again.values():
                workers.submit(message)
        return sweep(workers)

    def open_again(store: Store, message: Message) -> tuple[Message, ...]:
        found = again.pop(message.id, None)
        return (*open_until(store, message), *([found] if found else []))

    put(TurnWorkers, "sweep", once_more)
    put(Store, "open_until", open_again)
    put(saving, "_close_turn", _close_turn_again)


def _last_answered(store: Store) -> tuple[Message, ...]:
    query = (
        select(MessageRow)
        .where(MessageRow.author == Author.CUSTOMER.value, MessageRow.handled)
        .order_by(MessageRow.sent_at.desc())
        .limit(10)
    )
    return store._database.read(
        lambda session: tuple(message_of(row) for row in session.scalars(query))
    )


def _close_turn_again(session: Session, turn: Any) -> None:  # noqa: ANN401
    message = turn.message
    if session.get(TurnRow, (message.tenant_id, message.id)) is None:
        session.add(turn_row(turn))
    mine = MessageRow.id == message.id
    session.execute(update(MessageRow).where(mine).values(handled=True))


def no_sweep() -> None:
    """What a killed life left open stays open."""
    put(TurnWorkers, "sweep", lambda workers: 0)


def newest_first() -> None:
    """Whatever was hinted at last is answered first."""

    def only(store: Store, message: Message) -> tuple[Message, ...]:
        time.sleep(0.2)
        return (message,) if store.unanswered(message) else ()

    def backwards(workers: TurnWorkers) -> int:
        found = workers._store.unhandled(200)
        for message in reversed(found):
            workers.submit(message)
        return len(found)

    put(Store, "open_until", only)
    put(TurnWorkers, "sweep", backwards)


def anybody_replies() -> None:
    """An agent's words are taken without asking who holds the conversation."""
    put(steps, "check_held", lambda conversation, by: None)


def renumber_for_readers() -> None:
    """Notices are left out, and what is left is numbered anew."""
    events = views.events

    def mutated(messages: Any, helpful: Any = None) -> Any:  # noqa: ANN401
        shown = [one for one in messages if one.author is not Author.SYSTEM]
        first = messages[0].seq if messages else 1
        return events([replace(m, seq=n) for n, m in enumerate(shown, first)], helpful)

    put(views, "events", mutated)
