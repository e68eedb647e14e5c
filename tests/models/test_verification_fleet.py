"""Proofs over all customers: counted by the hour, and what far too many failures do."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.challenge import Ending, Verdict
from bot.fleet import FLEET
from bot.levels import load_levels
from bot.verification import Assurance, Factor
from models.database import Database
from models.verification_tables import FleetHourRow, VerificationEventRow
from models.verification_values import Judgement, Meant
from models.verifications import SqlVerifications
from tests.models.verifying import NOBODY, PEPPER, WRONG, Bench, Verifying

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


def usual(bench: Bench, *, right: int = 970, wrong: int = 30) -> None:
    """A calm week."""
    hour = bench.now.replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
    row = FleetHourRow(
        tenant_id=bench.tenant_id, hour=hour, right=right, wrong=wrong, alarmed=False
    )
    bench.database.write(lambda session: session.add(row))


def attacked(bench: Bench) -> list[bool]:
    """Nearly enough guesses at nearly enough customers, and then two more; tells
    which of these raised the alarm."""
    bench.database.write(lambda session: session.add_all(nearly(bench)))
    waiting = [bench.asked() for _ in range(2)]
    for number, asked in enumerate(waiting):
        asked.source = f"source{number}"
        asked.ready(Meant(key=f"E{number}", subject=f"E{number}"))
    return [asked.guess(WRONG).failing for asked in waiting]


def nearly(bench: Bench) -> Iterator[FleetHourRow | VerificationEventRow]:
    yield FleetHourRow(
        tenant_id=bench.tenant_id,
        hour=bench.now.replace(minute=0, second=0, microsecond=0),
        right=0,
        wrong=FLEET.tries - 1,
        alarmed=False,
    )
    for number in range(FLEET.customers - 1):
        yield VerificationEventRow(
            tenant_id=bench.tenant_id,
            id=f"before{number}",
            kind="wrong",
            at=bench.now,
            subject_key=f"C{number}",
            source=f"before{number}",
        )


def acts_of(bench: Bench) -> list[str]:
    return [one.act for one in bench.audit.entries(bench.tenant_id, limit=1_000)]


def test_an_attack_on_many_customers_is_told_once_an_hour(bench: Bench) -> None:
    usual(bench)

    alarms = attacked(bench)

    assert alarms == [True, False]
    assert acts_of(bench).count("verification_failing") == 1
    assert bench.store.fleet(bench.tenant_id, bench.now).failing


def test_while_it_lasts_a_code_does_not_suffice_and_the_app_does(bench: Bench) -> None:
    usual(bench)
    early = bench.asked().ready()
    attacked(bench)
    late = bench.asked()
    late.claim()

    assert late.standing().methods == (Factor.APP,)
    assert early.guess().verdict is Verdict.EXPIRED
    assert late.send().verdict is Verdict.ENDED
    late.send(code="", factor=Factor.APP)
    bench.store.confirmed(late.place, late.challenge_id, "m1", True, bench.now)
    assert late.level() is Assurance.L2


def test_while_it_lasts_one_source_has_fewer_guesses(bench: Bench) -> None:
    usual(bench)
    asked = [bench.asked("application", Assurance.L1) for _ in range(3)]
    for number, one in enumerate(asked):
        one.ready(Meant(key=f"D{number}", subject=f"D{number}"))
    attacked(bench)

    verdicts = [one.guess(WRONG).verdict for one in asked[:2] for _ in range(3)]

    assert verdicts[:5] == [Verdict.WRONG] * 5
    assert verdicts[5] is Verdict.TOO_MANY
    assert asked[2].guess().verdict is Verdict.TOO_MANY


def test_it_ends_by_itself(bench: Bench) -> None:
    usual(bench)
    attacked(bench)

    bench.forward(2 * 3_600)

    assert not bench.store.fleet(bench.tenant_id, bench.now).failing
    assert bench.asked().ready().guess().ending is Ending.VERIFIED


def test_nobody_can_be_named_often_enough_to_raise_it(bench: Bench) -> None:
    asked = bench.asked().ready(NOBODY)
    asked.guess(WRONG)

    seen = bench.store.fleet(bench.tenant_id, bench.now)

    assert seen.lately.tries == 0
    assert not seen.failing


def test_hours_that_nothing_compares_with_are_forgotten(bench: Bench) -> None:
    usual(bench)
    bench.forward(10 * 86_400)

    bench.store.forget(bench.tenant_id, bench.now - timedelta(days=2))

    rows = bench.database.read(lambda session: session.query(FleetHourRow).count())
    assert rows == 0


def test_a_code_asked_under_other_levels_is_void(bench: Bench) -> None:
    asked = bench.asked().ready()
    bench.store = SqlVerifications(
        bench.database,
        bench.audit,
        bench.ids,
        pepper=PEPPER,
        levels=load_levels('[[rule]]\nact = "bill"\nsegment = "vip"\nlevel = 3\n'),
    )

    assert asked.guess().verdict is Verdict.EXPIRED
    assert asked.level() is Assurance.L0


# Ending a lock


def locked(bench: Bench) -> None:
    for _ in range(4):
        asked = bench.asked()
        asked.source = bench.ids.new()
        asked.ready()
        for _ in range(3):
            asked.guess(WRONG)
        bench.forward(1_900)


def in_the_app(bench: Bench) -> Verifying:
    asked = bench.asked()
    asked.claim()
    assert asked.send(code="", factor=Factor.APP).to == "C0001"
    bench.store.confirmed(asked.place, asked.challenge_id, "m1", True, bench.now)
    return asked


def test_the_app_ends_a_lock_before_its_time(bench: Bench) -> None:
    locked(bench)

    asked = in_the_app(bench)

    assert asked.level() is Assurance.L2
    assert "verification_unlocked" in acts_of(bench)
    assert bench.asked().ready().guess().ending is Ending.VERIFIED


def test_what_was_wrong_before_the_lock_ended_counts_no_more(bench: Bench) -> None:
    locked(bench)
    in_the_app(bench)
    asked = bench.asked().ready()

    asked.guess(WRONG)

    assert asked.guess().ending is Ending.VERIFIED


def test_a_code_ends_no_lock(bench: Bench) -> None:
    locked(bench)
    asked = bench.asked()
    asked.claim()

    assert asked.send().to == ""


def test_an_app_that_a_pack_trusts_less_ends_no_lock(bench: Bench) -> None:
    locked(bench)
    bench.store = SqlVerifications(
        bench.database,
        bench.audit,
        bench.ids,
        pepper=PEPPER,
        levels=load_levels("[factor]\napp = 2\n"),
    )
    asked = bench.asked()
    asked.claim()

    assert asked.send(code="", factor=Factor.APP).to == ""


def test_a_face_proves_nobody_who_is_locked(bench: Bench) -> None:
    locked(bench)
    asked = bench.asked()
    asked.claim()
    face = Judgement(method="face", matched=True, level=Assurance.L2, words="match")

    bench.store.judged(asked.place, face, "m1", bench.now)

    assert asked.level() is Assurance.L0
