"""Matters are opened once, taken step by step, and never double-booked."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.matter import (
    OPEN_STATES,
    Matter,
    MatterElsewhere,
    MatterKind,
    MatterNotFound,
    MatterState,
    OutcomeMissing,
)
from bot.message import Author, Language
from models.conversations import SqlConversationStore
from models.database import Database
from models.matters import Appointment, SeatsTaken, SqlMatters
from models.outbox import SqlOutbox
from tests.models.matters import ACCEPTED, CONTACTED, DONE, MATTER, matter, step
from tests.models.samples import NOW, TENANT, conversation

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def store(database: Database) -> SqlConversationStore:
    held = SqlConversationStore(database)
    for number in (1, 2):
        held.create(conversation(number))
    return held


@pytest.fixture
def matters(database: Database, store: SqlConversationStore) -> Iterator[SqlMatters]:
    yield SqlMatters(database)


def told(matter: Matter, language: Language) -> str:
    return f"{matter.reference} {matter.state} {language}"


def test_a_matter_comes_back_equal(matters: SqlMatters) -> None:
    matters.open(MATTER)

    assert matters.get(TENANT, "a1") == MATTER
    with pytest.raises(MatterNotFound):
        matters.get("other", "a1")


def test_the_same_act_twice_opens_one_matter(matters: SqlMatters) -> None:
    first = matters.open(MATTER)

    second = matters.open(replace(MATTER, contact="13900000000"))

    assert second == first
    assert matters.of_customer(TENANT, "c1") == (MATTER,)


def test_the_same_act_at_once_opens_one_matter(matters: SqlMatters) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: matters.open(MATTER), range(8)))

    assert set(map(lambda one: one.id, opened)) == {"a1"}
    assert len(matters.of_customer(TENANT, "c1")) == 1


def test_steps_come_back_in_order_with_who_made_them(matters: SqlMatters) -> None:
    matters.open(MATTER)

    for one in (ACCEPTED, CONTACTED, DONE):
        matters.step(TENANT, "a1", one, notice=told)

    found = matters.get(TENANT, "a1")
    assert found == MATTER.at(ACCEPTED).at(CONTACTED).at(DONE)
    assert found.outcome == "已放款"


def test_a_step_that_does_not_follow_changes_nothing(
    matters: SqlMatters, store: SqlConversationStore
) -> None:
    matters.open(MATTER)

    with pytest.raises(MatterElsewhere):
        matters.step(TENANT, "a1", CONTACTED, notice=told)
    with pytest.raises(MatterNotFound):
        matters.step("other", "a1", ACCEPTED, notice=told)
    matters.step(TENANT, "a1", ACCEPTED, notice=told)
    matters.step(TENANT, "a1", CONTACTED, notice=told)
    with pytest.raises(OutcomeMissing):
        matters.step(TENANT, "a1", step(MatterState.DONE, " "), notice=told)

    assert matters.get(TENANT, "a1").state is MatterState.CONTACTED
    assert len(store.messages(TENANT, "c1")) == 2


def test_only_one_of_two_people_accepts(matters: SqlMatters) -> None:
    matters.open(MATTER)

    def accept(by: str) -> bool:
        try:
            matters.step(TENANT, "a1", replace(ACCEPTED, by=by), notice=told)
        except MatterElsewhere:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        accepted = list(pool.map(accept, "abcdef"))

    assert accepted.count(True) == 1
    holder = "abcdef"[accepted.index(True)]
    assert matters.get(TENANT, "a1").holder == holder


def test_the_customer_is_told_of_a_step_once(
    matters: SqlMatters, store: SqlConversationStore, database: Database
) -> None:
    matters.open(MATTER)

    matters.step(TENANT, "a1", ACCEPTED, notice=told)
    matters.step(TENANT, "a1", ACCEPTED, notice=told)

    (said,) = store.messages(TENANT, "c1")
    assert said.author is Author.SYSTEM
    assert said.text == "L2345-6789 accepted zh-CN"
    assert not said.awaits_turn
    due = SqlOutbox(database).due(said.sent_at, 10, tenant_id=TENANT)
    assert [one.message.id for one in due] == [said.id]
    assert store.unhandled() == ()


def test_a_step_leaves_a_turn_in_hand_alone(
    matters: SqlMatters, store: SqlConversationStore
) -> None:
    matters.open(MATTER)
    before = store.get(TENANT, "c1")

    matters.step(TENANT, "a1", ACCEPTED, notice=told)

    assert store.get(TENANT, "c1") == before


def test_a_proved_customer_sees_the_matters_of_other_conversations(
    matters: SqlMatters,
) -> None:
    mine = matters.open(matter(1))
    elsewhere = matters.open(matter(2, conversation_id="c2"))
    matters.open(matter(3, conversation_id="c2", subject="C0002"))
    matters.open(matter(4, conversation_id="c2", subject=""))

    assert matters.of_customer(TENANT, "c1") == (mine,)
    assert matters.of_customer(TENANT, "c1", "C0001") == (mine, elsewhere)
    assert matters.of_customer("other", "c1", "C0001") == ()


def test_the_desk_lists_by_holder_branch_and_lateness(matters: SqlMatters) -> None:
    late = matters.open(matter(1))
    matters.open(matter(2, branch="B001", deadlines=_later(MATTER)))
    matters.step(TENANT, "a2", ACCEPTED, notice=told)
    now = NOW + timedelta(hours=5)

    def ids(**wanted: object) -> list[str]:
        found = matters.listed(TENANT, states=OPEN_STATES, **wanted)  # type: ignore[arg-type]
        return [one.id for one in found]

    assert ids() == ["a1", "a2"]
    assert ids(holder="s1") == ["a2"]
    assert ids(branch="B003") == [late.id]
    assert ids(overdue_at=now) == ["a1"]
    assert matters.counts(TENANT, "s1", now) == {"open": 2, "mine": 1, "overdue": 1}
    assert set(matters.counts("other", "s1", now).values()) == {0}


def _later(one: Matter) -> object:
    due = one.deadlines
    return replace(
        due,
        accept_by=due.accept_by + timedelta(days=2),
        contact_by=due.contact_by + timedelta(days=2),
    )


def test_what_has_ended_is_late_no_more(matters: SqlMatters) -> None:
    matters.open(MATTER)
    for one in (ACCEPTED, CONTACTED, DONE):
        matters.step(TENANT, "a1", one, notice=told)

    later = NOW + timedelta(days=99)
    assert set(matters.counts(TENANT, "s1", later).values()) == {0}
    assert matters.listed(TENANT, states=OPEN_STATES) == ()
    ended = matters.listed(TENANT, states=(MatterState.DONE,))
    assert [one.id for one in ended] == ["a1"]


def test_five_hundred_wishes_are_all_counted(matters: SqlMatters) -> None:
    wished = Counter(f"B{number % 7:03}" for number in range(500))
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                lambda number: matters.open(matter(number, branch=f"B{number % 7:03}")),
                range(500),
            )
        )
        list(
            pool.map(
                lambda number: matters.step(
                    TENANT,
                    f"a{number}",
                    replace(ACCEPTED, by=f"s{number}"),
                    notice=told,
                ),
                range(0, 500, 10),
            )
        )

    funnel = matters.funnel(TENANT, MatterKind.LOAN)

    assert {branch: row[MatterState.OPEN] for branch, row in funnel.items()} == wished
    accepted = sum(row.get(MatterState.ACCEPTED, 0) for row in funnel.values())
    assert accepted == 50
    assert matters.funnel(TENANT, MatterKind.COMPLAINT) == {}


def booked(matters: SqlMatters, number: int, seats: int) -> bool:
    wanted = matter(number, kind=MatterKind.CALLBACK)
    try:
        matters.open(wanted, Appointment(starts_at=TOMORROW, seats=seats))
    except SeatsTaken:
        return False
    return True


@pytest.mark.parametrize("seats", [1, 3])
def test_a_time_is_never_booked_twice(matters: SqlMatters, seats: int) -> None:
    with ThreadPoolExecutor(12) as pool:
        got = list(
            pool.map(lambda number: booked(matters, number, seats), range(1, 25))
        )

    assert got.count(True) == seats
    taken = matters.taken(TENANT, MatterKind.CALLBACK, "", NOW)
    assert taken == {TOMORROW: seats}
    assert len(matters.of_customer(TENANT, "c1")) == seats


def test_the_same_act_books_one_seat(matters: SqlMatters) -> None:
    assert booked(matters, 1, seats=2)
    assert booked(matters, 1, seats=2)

    assert matters.taken(TENANT, MatterKind.CALLBACK, "", NOW) == {TOMORROW: 1}


def test_a_wish_for_a_taken_time_leaves_nothing_behind(matters: SqlMatters) -> None:
    assert booked(matters, 1, seats=1)

    assert not booked(matters, 2, seats=1)

    with pytest.raises(MatterNotFound):
        matters.get(TENANT, "a2")
