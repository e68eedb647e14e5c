"""One contract, every store of acts: the one in memory behaves like the real ones."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.acts import Act, ActOutcome, ActResult
from bot.change import Change
from bot.errors import ActNotFound
from bot.message import Event, Message
from models.acts import SqlActs
from models.conversations import SqlConversationStore
from models.database import Database
from models.upgrade import upgrade
from tests.fakes import CountingIds
from tests.fakes_acts import MemoryActs
from tests.fakes_store import MemoryConversationStore
from tests.models.postgres import PostgresServer
from tests.models.samples import NOW, TENANT, act, conversation, request, said, turn

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

LATER = NOW + timedelta(minutes=5)
OK = ActResult(
    outcome=ActOutcome.OK,
    facts={"left": "100000"},
    lists={"cards": ({"card": "K0001", "tail": "1234"},)},
)
LATE = ActResult(outcome=ActOutcome.LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    talks: MemoryConversationStore | SqlConversationStore
    acts: MemoryActs | SqlActs

    def asked(self, *acts: Act) -> None:
        held = self.talks.get(TENANT, "c1")
        self.talks.save(Change(conversation=held, acts=acts))

    def due(self) -> list[str]:
        return [one.act.id for one in self.acts.due(NOW, tenant_id=TENANT)]

    def finish(self, one: Act, result: ActResult) -> Message | None:
        return self.acts.finish(one, result, now=NOW, again_at=LATER)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    if request.param == "memory":
        memory = MemoryConversationStore()
        memory.create(conversation())
        yield Stores(talks=memory, acts=MemoryActs(memory))
        return
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'teller.db'}")
        upgrade(database)
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        database = Database(server.new_url())
    talks = SqlConversationStore(database)
    talks.create(conversation())
    yield Stores(talks=talks, acts=SqlActs(database, CountingIds()))
    database.close()


def test_what_a_turn_asks_for_is_due_once_it_is_saved(stores: Stores) -> None:
    stores.asked(act("a1"), act("a2"))

    due = stores.acts.due(NOW, tenant_id=TENANT)

    assert [one.act for one in due] == [act("a1"), act("a2")]
    assert [one.attempts for one in due] == [0, 0]
    assert stores.acts.due(NOW, tenant_id="other") == ()


def test_the_result_carries_the_flow_on_as_a_message_that_awaits_its_turn(
    stores: Stores,
) -> None:
    stores.asked(act())

    told = stores.finish(act(), OK)

    assert told is not None
    assert (told.event, told.seq, told.text) == (Event.ACT_DONE, 1, "")
    assert [one.id for one in stores.talks.unhandled()] == [told.id]
    assert stores.acts.finished(TENANT, "a1") == (act(), OK)
    assert stores.due() == []


def test_a_result_is_told_once(stores: Stores) -> None:
    stores.asked(act())
    stores.finish(act(), OK)

    assert stores.finish(act(), replace(OK, facts={"left": "1"})) is None
    assert stores.acts.finished(TENANT, "a1")[1] == OK
    assert stores.talks.last_seq(TENANT, "c1") == 1


def test_a_late_act_is_told_of_once_and_tried_again(stores: Stores) -> None:
    stores.asked(act())

    stores.acts.begin(act())
    first, second = stores.finish(act(), LATE), stores.finish(act(), LATE)
    again = stores.acts.due(LATER, tenant_id=TENANT)
    settled = stores.finish(act(), OK)

    assert first is not None
    assert second is None
    assert stores.due() == []
    assert [(one.act.id, one.attempts) for one in again] == [("a1", 1)]
    assert settled is not None
    assert settled.seq == 2


def test_the_turn_that_follows_closes_the_message(stores: Stores) -> None:
    stores.asked(act())
    told = stores.finish(act(), OK)
    assert told is not None

    held = stores.talks.get(TENANT, "c1")
    stores.talks.save(Change(conversation=held, turn=turn(told)))

    assert stores.talks.unhandled() == ()


def test_an_act_without_a_result_is_an_error(stores: Stores) -> None:
    stores.asked(act())

    with pytest.raises(ActNotFound):
        stores.acts.finished(TENANT, "a1")
    with pytest.raises(ActNotFound):
        stores.finish(act("a9"), OK)


def test_nobody_is_found_behind_an_unknown_claim(stores: Stores) -> None:
    held = stores.talks.get(TENANT, "c1")
    stores.talks.save(Change(conversation=held, request=request()))

    assert stores.acts.claimed(act(claim="r1")) == ""
    assert stores.acts.claimed(act(claim="r7")) == ""


def test_a_customer_writes_meanwhile_and_order_is_kept(stores: Stores) -> None:
    stores.asked(act())
    asked = stores.talks.receive(said()).message
    told = stores.finish(act(), OK)

    assert told is not None
    assert {one.id for one in stores.talks.unhandled()} == {asked.id, told.id}
    assert (asked.seq, told.seq) == (1, 2)
