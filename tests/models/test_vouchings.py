"""Manual proofs: never alone, never for changing anything, always on record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.change import Change
from bot.message import Event, Owner
from bot.verification import Assurance
from models.database import Database
from models.errors import NobodyNamed, SamePerson, VouchingNotFound, VouchingOver
from models.records import Role, Staff
from models.verification_values import Vouching
from models.vouchings import Decided, SqlVouchings, Wanted
from tests.models.samples import NOW, TENANT
from tests.models.verifying import NOBODY, WRONG, Bench, Verifying

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)


def person(name: str, role: Role = Role.AGENT) -> Staff:
    return Staff(
        id=name,
        tenant_id=TENANT,
        name=name,
        display_name=name,
        role=role,
        password_hash="",
        created_at=NOW,
    )


LIN, SU = person("lin"), person("su", Role.SUPERVISOR)


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


@pytest.fixture
def vouchings(bench: Bench) -> SqlVouchings:
    return SqlVouchings(bench.database, bench.audit, bench.store)


def held(asked: Verifying) -> Verifying:
    """By Lin, at the desk."""
    bench = asked.bench
    talk = replace(
        asked.conversation(), owner=Owner.AGENT, agent_id="lin", agent_name="lin"
    )
    bench.conversations.save(Change(conversation=talk))
    return asked


def wanted(asked: Verifying, by: Staff = LIN) -> Wanted:
    return Wanted(
        id=asked.bench.ids.new(), place=asked.place, reason="new_number", by=by
    )


def waiting(bench: Bench, vouchings: SqlVouchings) -> tuple[Verifying, Vouching]:
    asked = held(bench.asked())
    asked.claim()
    return asked, vouchings.ask(wanted(asked), bench.now)


def decided(one: Vouching, by: Staff = SU, *, yes: bool = True) -> Decided:
    return Decided(tenant_id=TENANT, id=one.id, yes=yes, by=by)


def test_a_second_person_confirms_what_the_first_asked(
    bench: Bench, vouchings: SqlVouchings
) -> None:
    asked, one = waiting(bench, vouchings)
    before = asked.level()

    vouchings.settle(decided(one), bench.now)

    assert (before, asked.level()) == (Assurance.L0, Assurance.L2)
    verification = asked.conversation().verification
    assert verification.methods(bench.now) == ("manual",)
    assert asked.messages()[-1].event is Event.VERIFIED
    acts = [(e.actor, e.act) for e in bench.audit.entries(TENANT)]
    assert ("lin", "vouching_asked") in acts
    assert ("su", "vouching_confirmed") in acts
    assert ("customer", "verification_ended") in acts


def test_nobody_confirms_what_they_asked_for(
    bench: Bench, vouchings: SqlVouchings
) -> None:
    asked, one = waiting(bench, vouchings)

    with pytest.raises(SamePerson):
        vouchings.settle(decided(one, LIN), bench.now)

    assert asked.level() is Assurance.L0
    assert vouchings.get(TENANT, one.id).state == "open"


def test_a_refusal_is_on_record_and_the_card_stays_open(
    bench: Bench, vouchings: SqlVouchings
) -> None:
    asked, one = waiting(bench, vouchings)

    vouchings.settle(decided(one, yes=False), bench.now)

    assert asked.level() is Assurance.L0
    assert vouchings.get(TENANT, one.id).state == "refused"
    assert asked.send().to == "C0001"


def test_it_is_decided_once(bench: Bench, vouchings: SqlVouchings) -> None:
    _, one = waiting(bench, vouchings)
    vouchings.settle(decided(one, yes=False), bench.now)

    with pytest.raises(VouchingOver):
        vouchings.settle(decided(one), bench.now)


@pytest.mark.parametrize("nobody", [True, False])
def test_a_customer_who_is_not_known_cannot_be_vouched_for(
    bench: Bench, vouchings: SqlVouchings, nobody: bool
) -> None:
    asked = held(bench.asked())
    if nobody:
        asked.claim(NOBODY)

    with pytest.raises(NobodyNamed):
        vouchings.ask(wanted(asked), bench.now)


def test_what_changes_the_account_is_never_proved_by_people(
    bench: Bench, vouchings: SqlVouchings
) -> None:
    asked = held(bench.asked("change_address", Assurance.L3, digest="d"))
    asked.claim()
    one = vouchings.ask(wanted(asked), bench.now)

    with pytest.raises(VouchingOver):
        vouchings.settle(decided(one), bench.now)

    assert asked.level("change_address", "d") is Assurance.L0
    assert vouchings.get(TENANT, one.id).state == "open"


def test_a_locked_customer_is_not_proved_by_people(
    bench: Bench, vouchings: SqlVouchings
) -> None:
    for _ in range(4):
        guessing = bench.asked()
        guessing.source = bench.ids.new()
        guessing.ready()
        for _ in range(3):
            guessing.guess(WRONG)
        bench.forward(1_900)
    asked, one = waiting(bench, vouchings)

    with pytest.raises(VouchingOver):
        vouchings.settle(decided(one), bench.now)

    assert asked.level() is Assurance.L0


def test_it_ends_with_the_request(bench: Bench, vouchings: SqlVouchings) -> None:
    asked, one = waiting(bench, vouchings)
    bench.forward(1_801)

    with pytest.raises(VouchingOver):
        vouchings.settle(decided(one), bench.now)

    assert asked.level() is Assurance.L0


def test_it_ends_when_somebody_else_holds_the_customer(
    bench: Bench, vouchings: SqlVouchings
) -> None:
    asked, one = waiting(bench, vouchings)
    talk = replace(asked.conversation(), agent_id="zhou")
    bench.conversations.save(Change(conversation=talk))

    with pytest.raises(VouchingOver):
        vouchings.settle(decided(one), bench.now)


def test_the_report_names_who_asked_and_who_decided(
    bench: Bench, vouchings: SqlVouchings
) -> None:
    _, one = waiting(bench, vouchings)
    vouchings.settle(decided(one), bench.now)

    (told,) = vouchings.asked(TENANT, since=bench.now - timedelta(days=7))

    assert (told.asked_by, told.decided_by, told.reason) == ("lin", "su", "new_number")
    assert vouchings.asked("other", since=NOW - timedelta(days=7)) == ()


def test_another_tenant_finds_none(bench: Bench, vouchings: SqlVouchings) -> None:
    _, one = waiting(bench, vouchings)

    with pytest.raises(VouchingNotFound):
        vouchings.settle(replace(decided(one), tenant_id="other"), bench.now)
