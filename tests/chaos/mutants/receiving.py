"""Bugs in taking what was said: acknowledged, numbered or recognised wrongly."""

import time
from dataclasses import replace
from threading import Thread
from typing import Any

from sqlalchemy.orm import Session

from bot.change import Received
from bot.message import Message, Owner
from models import conversations, saving
from models.conversations import SqlConversationStore as Store
from models.group_commit import GroupCommit
from models.mapping import message_row
from models.tables import ConversationRow, MessageRow
from tests.chaos.mutants.putting import put
from tests.chaos.mutants.unique_key import drop_unique_key


def acknowledge_first() -> None:
    """From memory; what is stored comes a moment later."""
    receive = Store.receive

    def later(store: Store, message: Message) -> None:
        time.sleep(0.3)
        receive(store, message)

    def mutated(store: Store, message: Message) -> Received:
        last = store.last_seq(message.tenant_id, message.conversation_id)
        Thread(target=later, args=(store, message), daemon=True).start()
        return Received(message=replace(message, seq=last + 1), duplicate=False)

    put(Store, "receive", mutated)


def settle_before_commit() -> None:
    """Messages of a batch are acknowledged, and committed a moment later."""

    def mutated(writing: GroupCommit, batch: list[Any]) -> None:
        with writing._engine.begin() as connection:
            for job in batch:
                job.attempt(connection)
                if any(isinstance(one, Received) for one in job.result):
                    job.settle(None)
            time.sleep(0.1)
        for job in batch:
            if not job.future.done():
                job.settle(None)

    put(GroupCommit, "_commit", mutated)


def number_by_count() -> None:
    """The next seq is counted before it is written; what is there already wins."""

    def mutated(store: Store, message: Message) -> Received:
        last = store.last_seq(message.tenant_id, message.conversation_id)
        placed = replace(message, seq=last + 1)
        time.sleep(0.03)
        store._database.write(lambda session: _insert_or_ignore(session, placed))
        return Received(message=placed, duplicate=False)

    put(Store, "receive", mutated)


def _insert_or_ignore(session: Session, message: Message) -> None:
    row = saving._locked(session, message.tenant_id, message.conversation_id)
    place = (message.tenant_id, message.conversation_id, message.seq)
    if session.get(MessageRow, place) or saving._repeated(session, message):
        return
    row.last_seq = max(row.last_seq, message.seq)
    placed = replace(message, owner=Owner(row.owner))
    session.add(message_row(placed, message.seq))


def forget_client_ids() -> None:
    """No unique key on them, and nobody looks."""
    drop_unique_key()
    put(saving, "_repeated", lambda session, message: None)


def remember_client_ids() -> None:
    """In the memory of one process, where the next one does not find them."""
    known: set[str] = set()
    repeated, receive = saving._repeated, Store.receive
    drop_unique_key()

    def from_memory(session: Session, message: Message) -> Message | None:
        if message.client_id not in known:
            known.add(message.client_id)
            return None
        return repeated(session, message)

    def slow(store: Store, message: Message) -> Received:
        received = receive(store, message)
        time.sleep(0.05)
        return received

    put(saving, "_repeated", from_memory)
    put(Store, "receive", slow)


def number_repeats_anew() -> None:
    """A repeated id is acknowledged with whatever seq is the last."""
    receive = Store.receive

    def mutated(store: Store, message: Message) -> Received:
        received = receive(store, message)
        last = store.last_seq(message.tenant_id, message.conversation_id)
        if received.duplicate:
            return replace(received, message=replace(received.message, seq=last))
        return received

    put(Store, "receive", mutated)


def skip_numbers() -> None:
    """A seq is used up whenever an id is repeated."""

    def mutated(session: Session, message: Message) -> Received:
        received = saving.receive(session, message)
        if received.duplicate:
            key = (message.tenant_id, message.conversation_id)
            row = session.get(ConversationRow, key)
            if row is not None:
                row.last_seq += 1
        return received

    put(conversations, "receive", mutated)


def cut_words() -> None:
    """Only the beginning of what was said is stored."""
    receive = Store.receive

    def mutated(store: Store, message: Message) -> Received:
        return receive(store, replace(message, text=message.text[:4]))

    put(Store, "receive", mutated)
