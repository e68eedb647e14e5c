"""A challenge: counted, timed, used once; whatever is typed and whatever the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.challenge import (
    NUMBERS,
    Challenge,
    ChallengeState,
    Ending,
    Step,
    Tally,
    attempts_left,
    code_mac,
    fits,
    new_challenge,
    nobody,
    offered,
    pause_after,
    plain,
    source_of,
)
from bot.verification import Assurance, Factor

pytestmark = pytest.mark.rules

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PEPPER = b"pepper"
FRESH = Tally(
    sent_lately=0, sent_today=0, wrong_today=0, wrong_ever=0, locked_until=None
)
MOST = ((Factor.CODE, Assurance.L2), (Factor.APP, Assurance.L3))


def tally(**given: object) -> Tally:
    return Tally(**{name: getattr(FRESH, name) for name in Tally.__slots__} | given)


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        "１２３４５６",
        "1 2 3 4 5 6",
        "123-456",
        "一二三四五六",
        "幺二三四五六",
        "壹贰叁肆伍陆",
        "①②③④⑤⑥",
        "١٢٣٤٥٦",
        "123\u200b456",
        "123　456",
    ],
)
def test_one_spelling_for_every_way_of_writing_digits(typed: str) -> None:
    assert plain(typed) == "123456"


@given(st.text(max_size=64))
def test_nothing_that_is_typed_breaks_the_comparison(typed: str) -> None:
    kept = code_mac(PEPPER, "c1", "123456")

    assert fits(PEPPER, "c1", kept, typed) == (plain(typed) == "123456")


def test_a_code_is_kept_as_a_digest_that_is_bound_to_its_challenge() -> None:
    kept = code_mac(PEPPER, "c1", "123456")

    assert "123456" not in kept
    assert kept != code_mac(PEPPER, "c2", "123456")
    assert kept != code_mac(b"another", "c1", "123456")
    assert not fits(PEPPER, "c2", kept, "123456")


def test_nobody_and_a_source_are_digests_too() -> None:
    told = (nobody(PEPPER, "13800000000/1234"), source_of(PEPPER, "10.0.0.1"))

    assert "1380" not in told[0]
    assert told[0].startswith("?")
    assert "10.0.0.1" not in told[1]
    assert nobody(PEPPER, "\ud800") != nobody(PEPPER, "")


@pytest.mark.parametrize(("seconds", "state"), [(299, "open"), (300, "expired")])
def test_a_challenge_ends_with_its_time(seconds: int, state: str) -> None:
    challenge = new_challenge("c1", Factor.CODE, NOW)

    assert challenge.at(NOW + timedelta(seconds=seconds)).state == state


def test_a_clock_set_back_ends_a_challenge_and_a_little_slack_does_not() -> None:
    challenge = new_challenge("c1", Factor.CODE, NOW).at(NOW + timedelta(seconds=60))

    assert challenge.at(NOW + timedelta(seconds=56)).state is ChallengeState.OPEN
    assert challenge.at(NOW + timedelta(seconds=50)).state is ChallengeState.EXPIRED


@pytest.mark.parametrize(
    ("known", "locked", "reachable"),
    [
        (tally(), False, True),
        (tally(sent_lately=3), False, False),
        (tally(sent_today=5), False, False),
        (tally(wrong_today=9), False, True),
        (tally(wrong_today=10), True, False),
        (tally(wrong_ever=100), False, False),
        (tally(locked_until=NOW + timedelta(seconds=1)), True, False),
        (tally(locked_until=NOW), False, True),
    ],
)
def test_what_was_tried_decides_what_may_be_sent(
    known: Tally, locked: bool, reachable: bool
) -> None:
    assert known.locked(NOW) is locked
    assert known.reachable(NOW) is reachable


def test_pauses_grow_and_end() -> None:
    pauses = [pause_after(spent) for spent in (1, 2, 3)]

    assert pauses == [timedelta(seconds=60), timedelta(seconds=300), None]


def test_only_factors_that_reach_the_level_are_offered() -> None:
    assert offered(Assurance.L2, MOST) == (Factor.CODE, Factor.APP)
    assert offered(Assurance.L3, MOST) == (Factor.APP,)


def test_an_ending_is_shown_as_done_locked_or_ended() -> None:
    shown = {one: one.step for one in Ending}

    assert {one for one, step in shown.items() if step is Step.DONE} == {
        Ending.VERIFIED,
        Ending.CLAIMED,
    }
    assert shown[Ending.LOCKED] is Step.LOCKED
    assert shown[Ending.DECLINED] is Step.ENDED


def test_the_number_of_tries_left_is_told_roughly() -> None:
    assert [attempts_left(left) for left in (3, 2, 1, 0)] == [
        "some", "some", "last", "none",
    ]  # fmt: skip


class Guessing(RuleBasedStateMachine):
    """Somebody guesses, waits, and sets the clock, in any order."""

    challenge: Challenge
    now: datetime

    @initialize()
    def begin(self) -> None:
        self.challenge = new_challenge("c1", Factor.CODE, NOW)
        self.now = NOW
        self.looked = 0
        self.used = 0
        self.ended = False

    @rule(seconds=st.integers(-90_000, 400))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(right=st.booleans())
    def guess(self, right: bool) -> None:
        self.challenge = self.challenge.at(self.now)
        if self.challenge.state is not ChallengeState.OPEN:
            return
        self.challenge = self.challenge.attempted()
        self.looked += 1
        if right:
            self.challenge = self.challenge.burnt()
            self.used += 1

    @invariant()
    def counts_hold(self) -> None:
        if not hasattr(self, "challenge"):
            return
        assert self.looked <= NUMBERS.guesses
        assert self.used <= 1
        assert self.challenge.left == NUMBERS.guesses - self.looked

    @invariant()
    def what_ended_stays_ended(self) -> None:
        if not hasattr(self, "challenge"):
            return
        self.ended = self.ended or self.challenge.state is not ChallengeState.OPEN
        later = self.challenge.at(self.now).state
        assert not (self.ended and later is ChallengeState.OPEN)


def test_guesses_clocks_and_waits_in_any_order() -> None:
    run_state_machine_as_test(
        Guessing,
        settings=settings(max_examples=60, stateful_step_count=25, deadline=None),
    )
