"""What of a conversation still waits for its turn, up to one of its messages."""

import pytest

from models.conversations import SqlConversationStore
from models.database import Database
from tests.models.samples import TENANT, conversation, outcome, said

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)


@pytest.fixture
def store(database: Database) -> SqlConversationStore:
    store = SqlConversationStore(database)
    for number in (1, 2):
        store.create(conversation(number))
    return store


def test_earlier_messages_come_first_and_later_ones_not_at_all(
    store: SqlConversationStore,
) -> None:
    first, second, _ = (store.receive(said(number=n)).message for n in (1, 2, 3))
    store.receive(said(number=4, to="c2"))

    assert store.open_until(second) == (first, second)


def test_what_has_its_turn_is_not_open(store: SqlConversationStore) -> None:
    first, second = (store.receive(said(number=n)).message for n in (1, 2))
    store.save(outcome(store.get(TENANT, "c1"), first))

    assert store.open_until(second) == (second,)
    assert store.open_until(first) == ()
