"""The way to a proof: each step whole, counted, recorded, and told to the flow."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.challenge import Ending, Step, Verdict
from bot.change import Change
from bot.conversation import Frame
from bot.message import Event
from bot.verification import Assurance, Factor
from models.acts import SqlActs
from models.database import Database
from models.errors import VerificationNotFound
from models.verification_tables import VerificationEventRow
from models.verification_values import Judgement, Meant
from tests.models.samples import act
from tests.models.verifying import NOBODY, WRONG, Bench

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

ELSE = Meant(key="C0002", subject="C0002", shown="*安")


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


def test_the_right_code_proves_who_it_is(bench: Bench) -> None:
    asked = bench.asked().ready()

    outcome = asked.guess()

    verification = asked.conversation().verification
    assert outcome.verdict is None
    assert outcome.ending is Ending.VERIFIED
    assert asked.level() is Assurance.L2
    assert (verification.subject, verification.shown) == ("C0001", "*书瑶")
    assert verification.request == ""
    assert asked.standing().step is Step.DONE


def test_a_proof_makes_the_flow_go_on(bench: Bench) -> None:
    asked = bench.asked().ready()
    version = asked.conversation().version

    outcome = asked.guess()

    assert [one.event for one in outcome.messages] == [Event.VERIFIED]
    assert asked.messages() == outcome.messages
    assert outcome.messages[0].client_id == f"{asked.place.request_id}:verified"
    assert bench.conversations.unhandled() == outcome.messages
    assert asked.conversation().version == version + 1


def test_a_proof_is_in_the_audit_trail(bench: Bench) -> None:
    asked = bench.asked().ready()

    asked.guess()

    last = bench.audit.entries(asked.place.tenant_id)[-1]
    assert (last.act, last.subject) == ("verification_ended", "C0001")
    assert last.detail["factor"] == "code"
    assert last.detail["level"] == 2
    assert bench.audit.verify(asked.place.tenant_id) is None


def test_the_card_tells_how_far_it_is(bench: Bench) -> None:
    asked = bench.asked()
    first = asked.standing()
    asked.ready()
    bench.forward(10)

    second = asked.standing()

    assert (first.step, first.methods) == (Step.CLAIM, (Factor.CODE, Factor.APP))
    assert second.step is Step.CODE
    assert (second.resend_seconds, second.expires_seconds) == (50, 290)
    assert second.attempts == "some"


def test_a_wrong_code_leaves_fewer_tries(bench: Bench) -> None:
    asked = bench.asked().ready()

    told = [(asked.guess(WRONG).verdict, asked.standing().attempts) for _ in range(3)]

    assert [verdict for verdict, _ in told] == [Verdict.WRONG] * 3
    assert [left for _, left in told] == ["some", "last", "none"]
    assert asked.guess().verdict is Verdict.EXPIRED


def test_after_three_codes_a_request_is_locked(bench: Bench) -> None:
    asked = bench.asked().ready()
    for pause in (60, 300):
        for _ in range(3):
            asked.guess(WRONG)
        assert asked.send().wait_seconds == pause
        bench.forward(pause)
        assert asked.send().verdict is None
    for _ in range(2):
        asked.guess(WRONG)

    outcome = asked.guess(WRONG)

    assert outcome.ending is Ending.LOCKED
    assert [one.event for one in outcome.messages] == [Event.NOT_VERIFIED]
    assert asked.standing().step is Step.LOCKED


def test_a_code_is_not_sent_again_at_once(bench: Bench) -> None:
    asked = bench.asked().ready()

    early = asked.send()
    bench.forward(60)
    again = asked.send()

    assert (early.verdict, early.wait_seconds) == (Verdict.TOO_MANY, 60)
    assert again.to == "C0001"


def test_a_customer_gets_so_many_codes_and_no_more(bench: Bench) -> None:
    outcomes = []
    for _ in range(3):
        asked = bench.asked()
        asked.claim()
        outcomes.append(asked.send().to)
    asked = bench.asked()
    asked.claim()
    fourth = asked.send()
    bench.forward(1_801)
    later = list[str]()
    for _ in range(3):
        asked = bench.asked()
        asked.source = f"elsewhere{len(later)}"
        asked.claim()
        later.append(asked.send().to)

    assert outcomes == ["C0001"] * 3
    assert (fourth.to, fourth.verdict) == ("", None)
    assert later == ["C0001", "C0001", ""]


def test_the_app_proves_the_highest_level_for_one_act(bench: Bench) -> None:
    asked = bench.asked("place_instalment", Assurance.L3, digest="d500")
    asked.claim()
    sent = asked.send(code="", factor=Factor.APP)

    outcome = bench.store.confirmed(
        asked.place, asked.challenge_id, "msg1", True, bench.now
    )

    assert sent.to == "C0001"
    assert outcome.ending is Ending.VERIFIED
    assert asked.level("place_instalment", "d500") is Assurance.L3
    assert asked.level() is Assurance.L0


def test_a_code_cannot_prove_the_highest_level(bench: Bench) -> None:
    asked = bench.asked("place_instalment", Assurance.L3, digest="d500")
    asked.claim()

    assert asked.standing().methods == (Factor.APP,)
    assert asked.send().verdict is Verdict.ENDED


def test_a_no_in_the_app_ends_it(bench: Bench) -> None:
    asked = bench.asked()
    asked.claim()
    asked.send(code="", factor=Factor.APP)

    outcome = bench.store.confirmed(
        asked.place, asked.challenge_id, "msg1", False, bench.now
    )

    assert outcome.ending is Ending.DECLINED
    assert asked.level() is Assurance.L0


def test_a_known_customer_need_not_say_again_who_they_are(bench: Bench) -> None:
    asked = bench.asked(subject="C0001")

    before = asked.standing()
    assert asked.claim().verdict is Verdict.ENDED
    assert asked.send().to == "C0001"
    asked.guess()

    assert (before.step, before.sent) == (Step.CODE, False)
    assert asked.level() is Assurance.L2


def test_a_protective_act_needs_no_more_than_a_claim(bench: Bench) -> None:
    asked = bench.asked("freeze", Assurance.L0)

    outcome = asked.claim()

    assert outcome.ending is Ending.CLAIMED
    assert asked.conversation().verification.claim == asked.place.request_id
    assert asked.conversation().verification.subject == ""
    assert asked.level() is Assurance.L0
    assert (
        SqlActs(bench.database, bench.ids).claimed(
            act(to=asked.place.conversation_id, claim=asked.place.request_id)
        )
        == "C0001"
    )


def test_too_many_protective_acts_from_one_source_go_to_people(bench: Bench) -> None:
    endings = [bench.asked("freeze", Assurance.L0).claim().ending for _ in range(3)]

    fourth = bench.asked("freeze", Assurance.L0)
    outcome = fourth.claim()
    elsewhere = bench.asked("freeze", Assurance.L0)
    elsewhere.source = "elsewhere"

    assert endings == [Ending.CLAIMED] * 3
    assert outcome.ending is Ending.LIMITED
    assert outcome.messages[0].client_id == f"{fourth.place.request_id}:limited"
    assert elsewhere.claim().ending is Ending.CLAIMED


def test_giving_up_ends_a_request_once(bench: Bench) -> None:
    asked = bench.asked().ready()

    first = bench.store.cancelled(asked.place, bench.now)
    second = bench.store.cancelled(asked.place, bench.now)

    assert first.ending is Ending.CANCELLED
    assert [one.event for one in first.messages] == [Event.NOT_VERIFIED]
    assert (second.verdict, second.messages) == (Verdict.ENDED, ())
    assert asked.guess().verdict is Verdict.ENDED


def test_a_request_that_nobody_answers_expires(bench: Bench) -> None:
    asked = bench.asked()
    bench.forward(1_800)

    outcome = asked.claim()

    assert asked.standing().step is Step.ENDED
    assert outcome.verdict is Verdict.ENDED
    assert [one.event for one in outcome.messages] == [Event.NOT_VERIFIED]


def test_a_request_that_was_asked_anew_is_dead_and_stays_silent(bench: Bench) -> None:
    first = bench.asked().ready()
    second = bench.asked(on=first.conversation())

    outcome = first.guess()

    assert (outcome.verdict, outcome.messages) == (Verdict.ENDED, ())
    assert first.conversation().verification.request == second.place.request_id


def test_claims_are_limited_by_request_and_by_source(bench: Bench) -> None:
    asked = bench.asked()
    verdicts = [asked.claim(NOBODY).verdict for _ in range(4)]
    others = [bench.asked().claim().verdict for _ in range(18)]

    assert verdicts == [None, None, None, Verdict.TOO_MANY]
    assert others == [None] * 17 + [Verdict.TOO_MANY]


@pytest.mark.parametrize(
    ("method", "matched", "level", "reached"),
    [
        ("face", True, Assurance.L2, Assurance.L2),
        ("device", True, Assurance.L3, Assurance.L2),
        ("face", True, Assurance.L1, Assurance.L0),
        ("face", False, Assurance.L2, Assurance.L0),
        ("face", None, Assurance.L2, Assurance.L0),
        ("voice", True, Assurance.L3, Assurance.L0),
        ("caller_id", True, Assurance.L3, Assurance.L0),
    ],
)
def test_an_external_verdict_gives_what_policy_names(
    bench: Bench,
    method: str,
    matched: bool | None,
    level: Assurance,
    reached: Assurance,
) -> None:
    asked = bench.asked()
    asked.claim()
    judgement = Judgement(method=method, matched=matched, level=level, words="x")

    bench.store.judged(asked.place, judgement, "msg1", bench.now)

    assert asked.level() is reached
    acts = [one.act for one in bench.audit.entries(asked.place.tenant_id)]
    assert "verification_judged" in acts


def test_refusal_16_another_customers_proof_ends_all_that_was_known(
    bench: Bench,
) -> None:
    first = bench.asked().ready()
    first.guess()
    known = first.conversation()
    frame = Frame(flow="bill", step="look", slots={"card": "K1"}, facts={"x.y": "1"})
    bench.conversations.save(Change(conversation=replace(known, frames=(frame,))))
    bench.forward(60)
    second = bench.asked(on=first.conversation())

    second.ready(ELSE).guess()

    held = second.conversation()
    assert held.verification.subject == "C0002"
    assert len(held.verification.proofs) == 1
    assert held.frames == (Frame(flow="bill", step="look"),)


def test_a_request_is_found_by_its_own_conversation_only(bench: Bench) -> None:
    asked, other = bench.asked(), bench.asked()
    strange = replace(asked.place, conversation_id=other.place.conversation_id)

    with pytest.raises(VerificationNotFound):
        bench.store.standing(strange, bench.now)


def test_a_new_sim_card_takes_codes_away(bench: Bench) -> None:
    asked = bench.asked().ready()

    bench.store.sim_changed(asked.place, bench.now)

    assert asked.standing().methods == (Factor.APP,)
    assert asked.standing().step is Step.APP
    assert asked.guess().verdict is Verdict.EXPIRED


def test_a_known_customer_too_says_whom_to_protect(bench: Bench) -> None:
    asked = bench.asked("freeze", Assurance.L0, subject="C0001")

    before = asked.standing()

    assert before.step is Step.CLAIM
    assert asked.claim(ELSE).ending is Ending.CLAIMED


def test_the_highest_level_is_never_given_for_whatever_may_come(bench: Bench) -> None:
    asked = bench.asked("", Assurance.L3)
    asked.claim()
    asked.send(code="", factor=Factor.APP)

    bench.store.confirmed(asked.place, asked.challenge_id, "msg1", True, bench.now)

    assert asked.level() is Assurance.L2
    assert asked.level("place_instalment", "d1") is Assurance.L2


def test_what_no_limit_counts_any_more_is_forgotten(bench: Bench) -> None:
    bench.asked().ready().guess(WRONG)
    rows = select(func.count()).select_from(VerificationEventRow)
    before = bench.database.read(lambda session: session.scalar(rows))

    bench.store.forget(bench.tenant_id, bench.now)
    kept = bench.database.read(lambda session: session.scalar(rows))
    bench.store.forget(bench.tenant_id, bench.now + timedelta(days=2))

    assert (before, kept) == (3, 3)
    assert bench.database.read(lambda session: session.scalar(rows)) == 0
