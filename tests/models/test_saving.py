"""What a save leaves behind: what must be sent, and why it was said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.change import Change
from bot.errors import ConversationChanged
from bot.message import Event
from models.conversations import SqlConversationStore
from models.database import Database
from models.errors import Conflict
from models.outbox import SqlOutbox
from models.turns import SqlTurns, TurnRecord
from tests.models.samples import (
    NOW,
    PASSAGE,
    TENANT,
    UNDERSTANDING,
    agent_said,
    answered,
    conversation,
    full_conversation,
    outcome,
    said,
    system_said,
)

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def store(database: Database) -> SqlConversationStore:
    return SqlConversationStore(database)


@pytest.fixture
def outbox(database: Database) -> SqlOutbox:
    return SqlOutbox(database)


def test_all_but_the_customers_own_words_must_be_sent(
    store: SqlConversationStore, outbox: SqlOutbox
) -> None:
    store.create(full_conversation(), (system_said(Event.LEFT_QUEUE),))
    received = store.receive(said()).message
    held = store.get(TENANT, "c1")
    saved = store.save(outcome(held, received))
    spoken = store.save(
        Change(
            conversation=replace(held, version=1), messages=(agent_said("您好", "r"),)
        )
    )

    due = [sending.message for sending in outbox.due(LATER)]

    assert {one.id for one in due} == {
        "system-left_queue",
        *(one.id for one in (*saved, *spoken)),
    }
    assert outbox.due(NOW) == ()


def test_a_sending_is_tried_until_it_is_sent_or_given_up(
    store: SqlConversationStore, outbox: SqlOutbox
) -> None:
    first = answered(said())
    second = answered(said(number=2))
    store.create(conversation(), (first, second))

    outbox.failed(first, next_at=LATER)
    outbox.give_up(second)

    assert outbox.due(LATER - timedelta(seconds=1)) == ()
    (retried,) = outbox.due(LATER)
    assert (retried.message.id, retried.attempts) == (first.id, 1)
    outbox.sent(first)
    assert outbox.due(LATER) == ()


def test_a_turn_tells_later_why(
    store: SqlConversationStore, database: Database
) -> None:
    store.create(conversation())
    received = store.receive(said()).message
    store.save(outcome(store.get(TENANT, "c1"), received))

    turns = SqlTurns(database)

    assert turns.of(TENANT, "c1") == (
        TurnRecord(
            seq=1,
            message_id=received.id,
            understanding=UNDERSTANDING,
            passages=(PASSAGE,),
            actions="answer+clarify",
            why="answer: confidence 0.93",
        ),
    )
    assert turns.of("other", "c1") == ()


def test_a_turn_that_woke_no_engine_understood_nothing(
    store: SqlConversationStore, database: Database
) -> None:
    store.create(conversation())
    received = store.receive(said("转人工")).message
    change = outcome(store.get(TENANT, "c1"), received)
    assert change.turn is not None

    store.save(
        replace(change, turn=replace(change.turn, understanding=None, passages=()))
    )

    (record,) = SqlTurns(database).of(TENANT, "c1")
    assert (record.understanding, record.passages) == (None, ())


def test_a_refused_save_leaves_neither_turn_nor_sending(
    store: SqlConversationStore, outbox: SqlOutbox, database: Database
) -> None:
    store.create(conversation())
    received = store.receive(said()).message
    stale = replace(
        outcome(conversation(), received),
        conversation=replace(conversation(), version=7),
    )

    with pytest.raises(ConversationChanged):
        store.save(stale)

    assert SqlTurns(database).of(TENANT, "c1") == ()
    assert outbox.due(LATER) == ()


def test_a_save_that_fails_at_its_last_row_leaves_nothing(
    store: SqlConversationStore, outbox: SqlOutbox, database: Database
) -> None:
    store.create(conversation())
    received = store.receive(said()).message
    before = store.get(TENANT, "c1")
    same_id = replace(answered(received), id=received.id)

    with pytest.raises(Conflict):
        store.save(replace(outcome(before, received), messages=(same_id,)))

    assert store.get(TENANT, "c1") == before
    assert store.last_seq(TENANT, "c1") == 1
    assert store.unhandled() == (received,)
    assert SqlTurns(database).of(TENANT, "c1") == ()
    assert outbox.due(LATER) == ()
