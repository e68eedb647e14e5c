"""The act workers: asked once, done once, told once, whatever the bank does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.acts import FIRST_PAUSE, GIVEN_UP, ActWorkers, Performer
from bot.acts import Act, ActOutcome, ActResult
from bot.change import Change
from bot.message import Event, Message
from models.acts import SqlActs
from models.conversations import SqlConversationStore
from models.database import Database
from tests.api.fixtures.people import until
from tests.fakes import CountingIds
from tests.models.samples import NOW, TENANT, act, conversation, request

pytestmark = pytest.mark.door
pytest_plugins = ("tests.models.databases",)

OK = ActResult(outcome=ActOutcome.OK, facts={"left": "100"})
LATE = ActResult(outcome=ActOutcome.LATE)
WRITE = replace(act("a2"), name="place_instalment")


class Bank:
    """Answers in the order that it was told to, the last answer for ever."""

    def __init__(self, *answers: ActResult) -> None:
        self.answers = list(answers)
        self.asked: list[Act] = []

    def __call__(self, one: Act) -> ActResult:
        self.asked.append(one)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def broken(one: Act) -> ActResult:
    raise ValueError("a defect")


class Desk:
    """The workers over a real store, at a time that the test sets."""

    def __init__(self, database: Database) -> None:
        self.talks = SqlConversationStore(database)
        self.acts = SqlActs(database, CountingIds())
        self.now = NOW
        self.told: list[Message] = []
        self.talks.create(conversation())

    def ask(self, *acts: Act) -> None:
        held = self.talks.get(TENANT, "c1")
        self.talks.save(Change(conversation=held, acts=acts))

    def workers(self, performer: Performer) -> ActWorkers:
        return ActWorkers(
            self.acts,
            {"bill": performer, "place_instalment": performer, "freeze": performer},
            lambda: self.now,
            tell=self.told.append,
            tenant_id=TENANT,
        )

    def settle(self, performer: Performer) -> list[ActOutcome]:
        workers = self.workers(performer)
        due = self.acts.due(self.now, tenant_id=TENANT)
        for one in due:
            workers.settle(one)
        workers.close()
        return [self.acts.finished(TENANT, one.act.id)[1].outcome for one in due]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_what_was_asked_is_done_and_told(desk: Desk) -> None:
    bank = Bank(OK)
    desk.ask(act())
    workers = desk.workers(bank)

    workers.look()
    until(lambda: bool(desk.told), "the result is told")
    workers.close()

    assert [one.event for one in desk.told] == [Event.ACT_DONE]
    assert desk.acts.finished(TENANT, "a1")[1] == OK
    assert bank.asked == [act()]


def test_a_late_act_is_asked_again_with_the_same_key_until_it_is_settled(
    desk: Desk,
) -> None:
    bank = Bank(LATE, LATE, OK)
    desk.ask(WRITE)

    desk.settle(bank)
    assert desk.settle(bank) == []
    desk.now += timedelta(seconds=FIRST_PAUSE)
    desk.settle(bank)
    desk.now += timedelta(seconds=2 * FIRST_PAUSE)
    desk.settle(bank)

    assert {one.id for one in bank.asked} == {"a2"}
    assert len(bank.asked) == 3
    assert len(desk.told) == 2


def test_what_cannot_be_settled_in_a_day_becomes_a_matter_for_people(
    desk: Desk,
) -> None:
    desk.ask(WRITE)
    desk.settle(Bank(LATE))

    desk.now += GIVEN_UP + timedelta(seconds=1)
    outcomes = desk.settle(Bank(LATE))

    assert outcomes == [ActOutcome.REFUSED]
    assert desk.acts.finished(TENANT, "a2")[1].reason == "unsettled"


def test_a_defect_is_no_answer_and_a_write_is_then_asked_again(desk: Desk) -> None:
    desk.ask(act(), WRITE)

    assert desk.settle(broken) == [ActOutcome.UNAVAILABLE, ActOutcome.LATE]


def test_what_may_have_been_done_before_is_never_said_not_to_have_been(
    desk: Desk,
) -> None:
    desk.ask(WRITE)
    desk.acts.begin(WRITE)

    down = Bank(ActResult(outcome=ActOutcome.UNAVAILABLE))

    assert desk.settle(down) == [ActOutcome.LATE]


def test_a_write_that_was_found_due_before_it_was_late_is_not_said_undone(
    desk: Desk,
) -> None:
    desk.ask(WRITE)
    (found,) = desk.acts.due(desk.now, tenant_id=TENANT)
    desk.settle(Bank(LATE))

    workers = desk.workers(Bank(ActResult(outcome=ActOutcome.UNAVAILABLE)))
    told = workers.settle(found)
    workers.close()

    assert told is None
    assert desk.acts.finished(TENANT, "a2")[1] == LATE


def test_a_write_that_was_said_not_to_be_done_is_not_tried_again(desk: Desk) -> None:
    bank = Bank(ActResult(outcome=ActOutcome.UNAVAILABLE), OK)
    desk.ask(WRITE)
    (found,) = desk.acts.due(desk.now, tenant_id=TENANT)
    desk.settle(bank)

    workers = desk.workers(bank)
    told = workers.settle(found)
    workers.close()

    assert told is None
    assert len(bank.asked) == 1


def test_a_write_that_never_went_out_is_said_not_to_be_done(desk: Desk) -> None:
    desk.ask(WRITE)

    down = Bank(ActResult(outcome=ActOutcome.UNAVAILABLE))

    assert desk.settle(down) == [ActOutcome.UNAVAILABLE]


def test_an_act_that_nobody_does_is_unavailable(desk: Desk) -> None:
    desk.ask(replace(act(), name="balance"))

    assert desk.settle(Bank(OK)) == [ActOutcome.UNAVAILABLE]


def test_a_claim_is_done_for_the_customer_that_it_was_found_to_mean(
    desk: Desk,
) -> None:
    bank = Bank(OK)
    held = desk.talks.get(TENANT, "c1")
    found = replace(request(), subject="C0007")
    freeze = replace(act(claim="r1"), name="freeze")
    desk.talks.save(Change(conversation=held, request=found, acts=(freeze,)))

    desk.settle(bank)

    assert [one.subject for one in bank.asked] == ["C0007"]


def test_after_a_crash_what_was_asked_is_still_due(desk: Desk) -> None:
    desk.ask(act())
    crashed = desk.workers(Bank(OK))
    crashed.close()
    crashed.look()

    assert desk.told == []
    assert desk.settle(Bank(OK)) == [ActOutcome.OK]
