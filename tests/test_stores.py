"""One contract, every store: the one in memory must behave like the real ones."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.attachment import Attachment, Kind
from bot.change import Change
from bot.errors import ConversationChanged, ConversationNotFound, KeyReused
from bot.message import Event, Message, Owner
from models.conversations import SqlConversationStore
from models.database import Database
from models.upgrade import upgrade
from tests.fakes_store import MemoryConversationStore
from tests.models.postgres import PostgresServer
from tests.models.samples import (
    NOW,
    TENANT,
    agent_said,
    answered,
    conversation,
    full_conversation,
    handoff,
    outcome,
    promise,
    queued,
    said,
    system_said,
)

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

Store = MemoryConversationStore | SqlConversationStore
T = TypeVar("T")


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryConversationStore()
        return
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'teller.db'}")
        upgrade(database)
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        database = Database(server.new_url())
    yield SqlConversationStore(database)
    database.close()


def at_once(threads: int, work: Callable[[int], T]) -> list[T]:
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(threads)))


def test_what_is_created_comes_back_equal(store: Store) -> None:
    store.create(full_conversation())

    assert store.get(TENANT, "c1") == full_conversation()


def test_what_is_saved_comes_back_equal_and_one_version_on(store: Store) -> None:
    store.create(conversation())

    store.save(Change(conversation=full_conversation()))

    assert store.get(TENANT, "c1") == replace(full_conversation(), version=1)


def test_an_unknown_conversation_is_an_error_not_a_none(store: Store) -> None:
    with pytest.raises(ConversationNotFound, match="no conversation missing"):
        store.get(TENANT, "missing")
    with pytest.raises(ConversationNotFound):
        store.receive(said(to="missing"))
    with pytest.raises(ConversationNotFound):
        store.save(Change(conversation=conversation()))
    with pytest.raises(ConversationNotFound):
        store.last_seq(TENANT, "missing")


def test_a_stale_copy_is_refused(store: Store) -> None:
    store.create(conversation())
    first, second = store.get(TENANT, "c1"), store.get(TENANT, "c1")
    store.save(Change(conversation=first.to(Owner.QUEUE)))

    with pytest.raises(ConversationChanged):
        store.save(Change(conversation=second.to(Owner.CLOSED)))

    assert store.get(TENANT, "c1").owner is Owner.QUEUE


def test_messages_come_back_as_they_were_said(store: Store) -> None:
    store.create(conversation(), (system_said(Event.LEFT_QUEUE),))
    received = store.receive(said(client_id="k1")).message
    (reply,) = store.save(outcome(store.get(TENANT, "c1"), received))

    assert store.messages(TENANT, "c1", after=1) == (received, reply)
    assert (received.seq, reply.seq) == (2, 3)
    assert reply == replace(answered(received), seq=3)


def test_messages_are_read_after_a_seq_and_up_to_a_limit(store: Store) -> None:
    store.create(conversation())
    for number in range(5):
        store.receive(said(number=number))

    page = store.messages(TENANT, "c1", after=1, limit=2)

    assert [message.seq for message in page] == [2, 3]
    assert store.messages(TENANT, "missing", after=0, limit=2) == ()


def test_a_received_message_tells_who_held_the_conversation(store: Store) -> None:
    store.create(full_conversation())

    received = store.receive(said()).message

    assert received.owner is Owner.AGENT
    assert store.messages(TENANT, "c1") == (received,)


def test_receiving_does_not_make_the_bots_copy_stale(store: Store) -> None:
    store.create(conversation())
    received = store.receive(said()).message
    held = store.get(TENANT, "c1")
    store.receive(said(number=2))

    (reply,) = store.save(outcome(held, received))

    assert reply.seq == 3


def test_seqs_are_dense_when_many_write_at_once(store: Store) -> None:
    store.create(conversation())

    def write(thread: int) -> None:
        for number in range(50):
            store.receive(said(number=thread * 50 + number))

    at_once(8, write)

    seqs = [one.seq for one in store.messages(TENANT, "c1", limit=1000)]
    assert seqs == list(range(1, 401))
    assert store.last_seq(TENANT, "c1") == 400


def test_the_same_client_id_at_once_is_one_message(store: Store) -> None:
    store.create(conversation())

    received = at_once(
        20, lambda number: store.receive(said(number=number, client_id="k1"))
    )

    assert sum(one.duplicate for one in received) == 19
    assert len({one.message.id for one in received}) == 1
    assert store.last_seq(TENANT, "c1") == 1


@pytest.mark.parametrize(
    ("kept", "told"),
    [("[验证码]", "123456"), ("100200", "[验证码]"), ("码是[验证码]", "码是123456")],
)
def test_words_sent_again_once_no_code_is_expected_are_still_the_same(
    store: Store, kept: str, told: str
) -> None:
    store.create(conversation())
    store.receive(said(kept, client_id="k1"))

    again = store.receive(said(told, number=2, client_id="k1"))

    assert (again.duplicate, again.message.text) == (True, kept)


def test_a_client_id_with_other_words_is_refused(store: Store) -> None:
    store.create(conversation())
    store.receive(said("年费多少？", client_id="k1"))

    with pytest.raises(KeyReused):
        store.receive(said("额度多少？", number=2, client_id="k1"))
    with pytest.raises(KeyReused):
        pressed = replace(said("年费多少？", number=3), choice="human")
        store.receive(replace(pressed, client_id="k1"))

    assert store.last_seq(TENANT, "c1") == 1


def test_a_client_id_counts_for_one_author_in_one_conversation(store: Store) -> None:
    store.create(full_conversation())
    store.create(conversation(2))
    store.receive(said(client_id="k1"))

    other = store.receive(said("别的", to="c2", client_id="k1"))
    store.save(
        Change(
            conversation=store.get(TENANT, "c1"),
            messages=(agent_said("您好", "k1"),),
        )
    )

    assert not other.duplicate
    assert store.last_seq(TENANT, "c1") == 2


def test_two_workers_on_one_message_make_one_turn(store: Store) -> None:
    store.create(conversation())
    received = store.receive(said()).message
    held = store.get(TENANT, "c1")

    def work(number: int) -> bool:
        change = outcome(held, received)
        own = replace(change.messages[0], id=f"reply-{number}")
        try:
            store.save(replace(change, messages=(own,)))
        except ConversationChanged:
            return False
        return True

    assert sorted(at_once(4, work)) == [False, False, False, True]
    assert store.last_seq(TENANT, "c1") == 2


def test_a_handled_message_is_not_handled_again_by_a_fresh_copy(store: Store) -> None:
    store.create(conversation())
    received = store.receive(said()).message
    store.save(outcome(store.get(TENANT, "c1"), received))
    again = outcome(store.get(TENANT, "c1"), received)

    with pytest.raises(ConversationChanged):
        store.save(replace(again, messages=()))

    assert store.last_seq(TENANT, "c1") == 2


def test_unhandled_messages_are_listed_oldest_first(store: Store) -> None:
    store.create(conversation(1))
    store.create(conversation(2))
    late = store.receive(said(number=3)).message
    done = store.receive(said(number=2)).message
    early = store.receive(said(number=1, to="c2")).message
    store.save(outcome(store.get(TENANT, "c1"), done))

    assert store.unhandled(10) == (early, late)
    assert store.unhandled(1) == (early,)


def test_a_repeated_agent_reply_changes_nothing(store: Store) -> None:
    store.create(full_conversation())
    held = store.get(TENANT, "c1")
    change = Change(conversation=held, messages=(agent_said("您好", "r1"),))
    first = store.save(change)

    again = store.save(change)

    assert again == first
    assert store.last_seq(TENANT, "c1") == 1
    assert store.get(TENANT, "c1").version == 1


def test_a_client_id_with_another_attachment_is_refused(store: Store) -> None:
    def bringing(digest: str) -> Message:
        attachment = Attachment(
            kind=Kind.PICTURE,
            name="a.png",
            media_type="image/png",
            size=1,
            digest=digest,
        )
        return replace(said("[图片]", client_id="k1"), attachment=attachment)

    store.create(conversation())
    stored = store.receive(bringing("d1")).message

    assert store.receive(bringing("d1")).message == stored
    with pytest.raises(KeyReused):
        store.receive(bringing("d2"))
    with pytest.raises(KeyReused):
        store.receive(said("[图片]", client_id="k1"))


def test_an_agent_reply_with_other_words_is_refused(store: Store) -> None:
    store.create(full_conversation())
    held = store.get(TENANT, "c1")
    store.save(Change(conversation=held, messages=(agent_said("您好", "r1"),)))

    with pytest.raises(KeyReused):
        store.save(Change(conversation=held, messages=(agent_said("再见", "r1"),)))


def test_one_tenant_never_sees_another(store: Store) -> None:
    store.create(conversation(1))
    store.create(conversation(1, tenant_id="other"))
    store.receive(said())

    assert store.messages("other", "c1") == ()
    assert store.last_seq("other", "c1") == 0
    assert [one.tenant_id for one in store.find("other")] == ["other"]
    assert store.counts("nobody", "a7")["bot"] == 0
    with pytest.raises(ConversationNotFound):
        store.get("nobody", "c1")


def test_the_queue_is_urgent_first_then_longest_waiting(store: Store) -> None:
    store.create(queued(1, handoff(NOW)))
    store.create(queued(2, handoff(NOW - timedelta(minutes=1))))
    store.create(queued(3, handoff(NOW, urgent=True)))
    store.create(conversation(4))
    store.create(queued(5, handoff(NOW + timedelta(minutes=1))))

    waiting = store.waiting(NOW, tenant_id=TENANT)

    assert [one.id for one in waiting] == ["c3", "c2", "c1"]
    assert store.waiting(NOW) == waiting
    assert store.waiting(NOW, tenant_id="other") == ()


def test_a_handoff_is_kept_up_to_date_with_its_conversation(store: Store) -> None:
    asked = queued(1, handoff())
    store.create(asked)
    assert asked.handoff is not None
    taken = replace(asked.handoff, agent_id="a7", taken_at=NOW)

    store.save(Change(conversation=replace(asked, handoff=taken)))

    assert store.get(TENANT, "c1").handoff == taken


def test_conversations_are_found_by_newest_activity(store: Store) -> None:
    for number in (1, 2, 3):
        store.create(conversation(number))
    store.create(replace(full_conversation(), id="c4", handoff=None))
    store.receive(said(number=20, to="c2"))
    store.receive(said(number=10, to="c1"))

    assert [one.id for one in store.find(TENANT)] == ["c2", "c1", "c3", "c4"]
    assert [one.id for one in store.find(TENANT, limit=1)] == ["c2"]
    page = store.find(TENANT, before=NOW + timedelta(seconds=20), limit=1)
    assert [one.id for one in page] == ["c1"]
    assert [one.id for one in store.find(TENANT, agent_id="a7")] == ["c4"]
    assert [one.id for one in store.find(TENANT, owner=Owner.AGENT)] == ["c4"]


def test_conversations_are_counted_for_an_agent(store: Store) -> None:
    store.create(full_conversation())
    store.create(queued(2, handoff()))
    store.create(conversation(3))
    store.create(replace(conversation(4), owner=Owner.CLOSED))

    assert store.counts(TENANT, "a7") == {
        "mine": 1,
        "queue": 1,
        "bot": 1,
        "closed": 1,
    }
    assert store.counts(TENANT, "a8")["mine"] == 0


def test_a_refused_save_leaves_nothing(store: Store) -> None:
    store.create(conversation())
    received = store.receive(said()).message
    held = store.get(TENANT, "c1")
    store.save(outcome(held, received))
    before = store.get(TENANT, "c1")
    again = replace(
        outcome(before.to(Owner.CLOSED), received),
        messages=(system_said(Event.CLOSED),),
        promise=promise(),
    )

    with pytest.raises(ConversationChanged):
        store.save(again)

    assert store.get(TENANT, "c1") == before
    assert store.last_seq(TENANT, "c1") == 2
