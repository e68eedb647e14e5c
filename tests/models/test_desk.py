"""Who is at the desk, what they noted, what was promised."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.change import Change
from bot.desk.presence import PresenceState
from bot.handoff import Floor
from bot.ports import Desk
from bot.promise import PromiseState
from models.conversations import SqlConversationStore
from models.database import Database
from models.desk import SqlDesk
from models.errors import PromiseNotFound, StaffNotFound
from models.records import Note, Presence
from models.staff import SqlStaff
from tests.models.samples import NOW, TENANT, conversation, handoff, promise, queued
from tests.models.test_staff import LIN

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

ONLINE = Presence(
    tenant_id=TENANT,
    staff_id="s1",
    state=PresenceState.ONLINE,
    heard_at=NOW,
    reason="",
    since=NOW,
)


@pytest.fixture
def desk(database: Database) -> SqlDesk:
    SqlStaff(database).add(LIN)
    return SqlDesk(database)


@pytest.fixture
def store(database: Database) -> SqlConversationStore:
    return SqlConversationStore(database)


def test_the_desk_is_what_the_rules_ask_for(desk: SqlDesk) -> None:
    port: Desk = desk

    assert port.floor(TENANT, "c1", now=NOW) == Floor(online=0, ahead=0)


def test_presence_comes_back_equal(desk: SqlDesk) -> None:
    desk.be(replace(ONLINE, state=PresenceState.BREAK))
    desk.be(ONLINE)

    assert desk.presences(TENANT) == (ONLINE,)
    assert desk.presences("other") == ()
    with pytest.raises(StaffNotFound):
        desk.be(replace(ONLINE, staff_id="nobody"))


def test_an_agent_counts_while_heard_from(desk: SqlDesk) -> None:
    desk.be(ONLINE)
    later = NOW + timedelta(seconds=24)

    assert desk.floor(TENANT, "c1", now=later - timedelta(microseconds=1)).online == 1
    assert desk.floor(TENANT, "c1", now=later).online == 0
    desk.heard(TENANT, "s1", later)
    assert desk.floor(TENANT, "c1", now=later).online == 1


def test_an_agent_on_a_break_does_not_count(desk: SqlDesk) -> None:
    desk.be(replace(ONLINE, state=PresenceState.BREAK))

    assert desk.floor(TENANT, "c1", now=NOW).online == 0


def test_agents_who_fell_silent_are_listed(desk: SqlDesk) -> None:
    desk.be(ONLINE)

    assert desk.lost(NOW + timedelta(seconds=23)) == ()
    assert desk.lost(NOW + timedelta(seconds=24)) == (ONLINE,)


def test_a_waiting_customer_is_told_how_many_come_first(
    desk: SqlDesk, store: SqlConversationStore
) -> None:
    store.create(queued(1, handoff(NOW)))
    store.create(queued(2, handoff(NOW - timedelta(minutes=1))))
    store.create(queued(3, handoff(NOW, urgent=True)))
    store.create(queued(4, handoff(NOW)))

    ahead = {
        number: desk.floor(TENANT, f"c{number}", now=NOW).ahead
        for number in (1, 2, 3, 4, 5)
    }

    assert ahead == {3: 0, 2: 1, 1: 2, 4: 3, 5: 4}
    assert desk.floor("other", "c5", now=NOW).ahead == 0


def test_notes_come_back_in_their_place(
    desk: SqlDesk, store: SqlConversationStore
) -> None:
    store.create(conversation())
    late = Note(
        id="n1",
        tenant_id=TENANT,
        conversation_id="c1",
        after_seq=7,
        agent_id="s1",
        agent_name="小林",
        text="客户要求发邮件",
        at=NOW,
    )
    early = replace(late, id="n2", after_seq=3)
    desk.add_note(late)
    desk.add_note(early)

    assert desk.notes(TENANT, "c1") == (early, late)
    assert desk.notes("other", "c1") == ()


def test_a_promise_is_saved_with_its_turn_and_kept_once(
    desk: SqlDesk, store: SqlConversationStore
) -> None:
    store.create(conversation())
    store.save(Change(conversation=conversation(), promise=promise()))

    kept = desk.keep(TENANT, "p1", outcome="已回电", by="s1", now=NOW)

    assert kept == replace(
        promise(),
        state=PromiseState.KEPT,
        outcome="已回电",
        kept_by="s1",
        kept_at=NOW,
    )
    assert desk.promises(TENANT) == ()
    assert desk.promises(TENANT, PromiseState.KEPT) == (kept,)
    with pytest.raises(PromiseNotFound):
        desk.keep(TENANT, "p1", outcome="再次", by="s1", now=NOW)
    with pytest.raises(PromiseNotFound):
        desk.keep("other", "p1", outcome="别家", by="s1", now=NOW)
