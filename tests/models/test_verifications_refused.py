"""What must be refused, each by its number: codes, counters, clocks and bindings."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from bot.challenge import Ending, Verdict
from bot.errors import ConversationNotFound
from bot.message import Channel
from bot.verification import Assurance, Factor
from models.database import Database
from models.errors import RecordsError, VerificationNotFound
from models.tables import ConversationRow
from models.verification_tables import ChallengeRow
from models.verification_values import Judgement, Meant
from tests.models.verifying import CODE, NOBODY, WRONG, Bench, Verifying

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


def proved(asked: Verifying) -> Verifying:
    assert asked.ready().guess().ending is Ending.VERIFIED
    return asked


def left_of(bench: Bench, challenge_id: str) -> int:
    key = (bench.tenant_id, challenge_id)
    return bench.database.read(lambda s: s.get_one(ChallengeRow, key).left)


def test_refusal_01_the_right_code_in_another_conversation(bench: Bench) -> None:
    bench.asked().ready(code=CODE)
    other = bench.asked().ready(Meant(key="C0002", subject="C0002"), code="975310")

    assert other.guess(CODE).verdict is Verdict.WRONG
    assert other.level() is Assurance.L0


def test_refusal_02_the_right_code_on_another_channel(bench: Bench) -> None:
    asked = bench.asked().ready()
    moved = update(ConversationRow).values(channel=Channel.WECHAT.value)
    bench.database.write(lambda session: session.execute(moved))

    assert asked.guess().verdict is Verdict.ENDED
    assert asked.level() is Assurance.L0


@pytest.mark.parametrize(("seconds", "ending"), [(299, Ending.VERIFIED), (300, None)])
def test_refusal_03_the_right_code_after_its_time(
    bench: Bench, seconds: int, ending: Ending | None
) -> None:
    asked = bench.asked().ready()
    bench.forward(seconds)

    outcome = asked.guess()

    assert outcome.ending is ending
    assert (outcome.verdict is Verdict.EXPIRED) == (ending is None)


def test_refusal_04_a_second_use(bench: Bench) -> None:
    asked = proved(bench.asked())
    again = bench.asked(on=asked.conversation(), subject="C0001")

    assert asked.guess().verdict is Verdict.ENDED
    assert again.guess().verdict is Verdict.EXPIRED


def test_refusal_05_the_old_code_after_another_was_sent(bench: Bench) -> None:
    asked = bench.asked().ready(code="111222")
    bench.forward(60)
    asked.send("333444")

    assert asked.guess("111222").verdict is Verdict.WRONG
    assert asked.guess("333444").ending is Ending.VERIFIED


def test_refusal_06_a_code_of_another_tenant(bench: Bench) -> None:
    asked = bench.asked().ready()
    elsewhere = Bench(bench.database, tenant_id="other", ids=bench.ids)
    foreign = replace(asked.place, tenant_id="other")
    own = elsewhere.asked().ready(code="975310")

    with pytest.raises(VerificationNotFound):
        elsewhere.store.guessed(foreign, CODE, asked.source, elsewhere.now)
    assert own.guess(CODE).verdict is Verdict.WRONG


def test_refusal_07_of_a_hundred_guesses_at_once_three_are_looked_at(
    bench: Bench,
) -> None:
    asked = bench.asked().ready()
    guesses = [f"{number:06d}" for number in range(100)]

    with ThreadPoolExecutor(16) as pool:
        verdicts = [one.verdict for one in pool.map(asked.guess, guesses)]

    assert verdicts.count(Verdict.WRONG) == 3
    assert verdicts.count(Verdict.EXPIRED) == 97
    assert left_of(bench, asked.challenge_id) == 0


def test_refusal_08_new_challenges_do_not_forget_wrong_guesses(bench: Bench) -> None:
    for number in range(3):
        asked = bench.asked()
        asked.source = f"source{number}"
        asked.ready()
        assert [asked.guess(WRONG).verdict for _ in range(3)] == [Verdict.WRONG] * 3
        bench.forward(1_900)
    last = bench.asked().ready()
    last.guess(WRONG)

    outcome = last.guess()

    assert outcome.verdict is Verdict.WRONG
    assert last.level() is Assurance.L0
    acts = [one.act for one in bench.audit.entries(last.place.tenant_id)]
    assert acts.count("verification_locked") == 1


def test_refusal_08_after_a_day_a_locked_customer_may_try_again(bench: Bench) -> None:
    for _ in range(4):
        asked = bench.asked()
        asked.source = bench.ids.new()
        asked.ready()
        for _ in range(3):
            asked.guess(WRONG)
        bench.forward(1_900)
    locked = bench.asked()
    locked.claim()
    silent = locked.send().to
    bench.forward(86_500)

    freed = bench.asked()
    freed.claim()

    assert silent == ""
    assert freed.send().to == "C0001"


def test_refusal_09_one_source_that_tries_two_hundred_customers(bench: Bench) -> None:
    verdicts, alarms = [], 0
    for number in range(200):
        asked = bench.asked()
        if number < 25:
            asked.source = f"claims{number}"
            asked.ready(Meant(key=f"C{number}", subject=f"C{number}"))
        asked.source = "sprayer"
        outcome = asked.guess(WRONG)
        verdicts.append(outcome.verdict)
        alarms += outcome.alarm

    assert verdicts.count(Verdict.WRONG) == 20
    assert set(verdicts[20:]) == {Verdict.TOO_MANY}
    assert alarms == 1
    acts = [one.act for one in bench.audit.entries(bench.tenant_id, limit=500)]
    assert acts.count("verification_alarm") == 1


def test_refusal_10_a_proof_for_reading_changes_nothing(bench: Bench) -> None:
    asked = proved(bench.asked("bill"))

    assert asked.level("place_instalment", "d500") is Assurance.L2


def test_refusal_11_a_proof_for_five_hundred_is_none_for_five_thousand(
    bench: Bench,
) -> None:
    asked = bench.asked("place_instalment", Assurance.L3, digest="d500")
    asked.claim()
    asked.send(code="", factor=Factor.APP)
    bench.store.confirmed(asked.place, asked.challenge_id, "m1", True, bench.now)

    assert asked.level("place_instalment", "d500") is Assurance.L3
    assert asked.level("place_instalment", "d5000") is Assurance.L0
    assert asked.level("raise_limit", "d500") is Assurance.L0


def test_refusal_15_another_tenants_people_find_nothing(bench: Bench) -> None:
    asked = bench.asked().ready()

    with pytest.raises(ConversationNotFound):
        bench.store.standing(replace(asked.place, tenant_id="other"), bench.now)


@pytest.mark.parametrize("method", ["caller_id", "voice", "birthday"])
def test_refusals_17_18_19_what_proves_nothing(bench: Bench, method: str) -> None:
    asked = bench.asked()
    asked.claim()
    judgement = Judgement(
        method=method, matched=True, level=Assurance.L3, words="match"
    )

    bench.store.judged(asked.place, judgement, "m1", bench.now)

    assert asked.level() is Assurance.L0


def test_refusal_20_a_proof_that_was_idle_for_601_seconds(bench: Bench) -> None:
    asked = proved(bench.asked())
    bench.forward(599)
    before = asked.level()

    bench.forward(2)

    assert before is Assurance.L2
    assert asked.level() is Assurance.L0


def test_refusal_21_a_clock_set_back_revives_nothing(bench: Bench) -> None:
    expired, verified = bench.asked().ready(), proved(bench.asked())
    bench.forward(301)
    assert expired.guess().verdict is Verdict.EXPIRED
    bench.forward(400)
    bench.now -= timedelta(days=1)

    assert expired.guess().ending is not Ending.VERIFIED
    assert expired.level() is Assurance.L0
    assert verified.level() is Assurance.L0


def test_refusal_21_wrong_guesses_count_on_after_the_clock_was_set_back(
    bench: Bench,
) -> None:
    for number in range(3):
        asked = bench.asked()
        asked.source = f"source{number}"
        asked.ready()
        for _ in range(3):
            asked.guess(WRONG)
        bench.forward(1_900)
    bench.now -= timedelta(days=3)
    last = bench.asked().ready()
    last.guess(WRONG)

    assert last.guess().verdict is Verdict.WRONG


def test_refusal_22_a_restart_gives_no_guesses_back(bench: Bench) -> None:
    asked = bench.asked().ready()
    asked.guess(WRONG)
    asked.guess(WRONG)

    bench.store = bench.restarted()

    assert asked.standing().attempts == "last"
    assert asked.guess(WRONG).verdict is Verdict.WRONG
    assert asked.guess().verdict is Verdict.EXPIRED


def test_refusal_23_the_banks_callback_told_twice(bench: Bench) -> None:
    first = bench.asked("raise_limit", Assurance.L3, digest="d1")
    first.claim()
    first.send(code="", factor=Factor.APP)
    bench.store.confirmed(first.place, first.challenge_id, "m1", True, bench.now)
    second = bench.asked(
        "raise_limit",
        Assurance.L3,
        digest="d2",
        on=first.conversation(),
        subject="C0001",
    )
    second.send(code="", factor=Factor.APP)

    replays = [
        bench.store.confirmed(first.place, first.challenge_id, "m1", True, bench.now),
        bench.store.confirmed(second.place, first.challenge_id, "m2", True, bench.now),
        bench.store.confirmed(second.place, second.challenge_id, "m1", True, bench.now),
    ]

    assert [one.ending for one in replays] == [None, None, None]
    assert second.level("raise_limit", "d2") is Assurance.L0


@pytest.mark.parametrize(
    "typed",
    ["２４６８１３", " 2 4 6 8 1 3 ", "二四六八一三", "246-813", "246\u200b813"],
)
def test_refusal_24_every_spelling_is_one_guess(bench: Bench, typed: str) -> None:
    asked = bench.asked().ready(code="246814")
    once = asked.guess(typed)
    left = asked.standing().attempts
    other = bench.asked().ready(Meant(key="C2", subject="C2"))

    assert (once.verdict, left) == (Verdict.WRONG, "some")
    assert other.guess(typed).ending is Ending.VERIFIED


@pytest.mark.parametrize("typed", ["", "1", "abcdef", "😀" * 6, "1" * 64, "\x00\ud800"])
def test_refusal_25_nonsense_costs_a_guess(bench: Bench, typed: str) -> None:
    asked = bench.asked().ready()

    verdicts = [asked.guess(typed).verdict for _ in range(4)]

    assert verdicts == [Verdict.WRONG] * 3 + [Verdict.EXPIRED]


def test_refusal_26_no_code_goes_to_a_new_sim_card(bench: Bench) -> None:
    asked = bench.asked()

    asked.claim(Meant(key="C1", subject="C1", signals=("sim_changed",)))

    assert asked.standing().methods == (Factor.APP,)
    assert asked.send().verdict is Verdict.ENDED


def test_refusal_27_a_locked_customer_is_still_protected(bench: Bench) -> None:
    for _ in range(4):
        asked = bench.asked()
        asked.source = bench.ids.new()
        asked.ready()
        for _ in range(3):
            asked.guess(WRONG)
        bench.forward(400)

    outcome = bench.asked("freeze", Assurance.L0).claim()

    assert outcome.ending is Ending.CLAIMED


def test_refusal_28_nobody_is_treated_like_somebody(bench: Bench) -> None:
    somebody, nobody = bench.asked(), bench.asked()
    told = []
    for asked, meant in ((somebody, None), (nobody, NOBODY)):
        asked.claim(meant) if meant else asked.claim()
        sent = asked.send().verdict
        steps = [(asked.guess(WRONG).verdict, asked.standing()) for _ in range(3)]
        told.append((sent, steps, asked.send().wait_seconds))

    assert told[0] == told[1]


def test_refusal_28_nobody_is_never_proved(bench: Bench) -> None:
    asked = bench.asked().ready(NOBODY)

    assert asked.guess().verdict is Verdict.WRONG
    assert asked.level() is Assurance.L0


def test_refusal_30_without_an_audit_row_nothing_is_proved(bench: Bench) -> None:
    asked = bench.asked().ready()
    gone = "ALTER TABLE audit RENAME TO audit_gone"
    bench.database.write(lambda session: session.execute(text(gone)))

    with pytest.raises(RecordsError):
        asked.guess()

    assert asked.level() is Assurance.L0
    assert asked.messages() == ()
    assert asked.conversation().verification.request == asked.place.request_id


def test_refusal_a_request_of_another_conversation_is_not_found(bench: Bench) -> None:
    asked, other = bench.asked().ready(), bench.asked()
    strange = replace(asked.place, conversation_id=other.place.conversation_id)

    with pytest.raises(VerificationNotFound):
        bench.store.guessed(strange, CODE, asked.source, bench.now)
