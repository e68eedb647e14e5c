"""Sixteen clients write while the service is killed fifty times."""

import os
import sys
import time
from statistics import median

import pytest

from tests.chaos.history import Kind
from tests.chaos.lives import Settled, Shell, lives
from tests.chaos.runner import Outcome, Plan, run

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(900)]

KILLS = int(os.environ.get("TELLER_CHAOS_KILLS", "50"))
READY_SECONDS = 10.0
ANSWERED_SECONDS = 10.0
FEWEST_ACKED = 2 * KILLS
"""Below that the run was too tame to show anything."""


@pytest.fixture(scope="module")
def outcome(bank: Settled, seed: int, request: pytest.FixtureRequest) -> Outcome:
    capture = request.config.pluginmanager.getplugin("capturemanager")
    plan = Plan(seed=seed, kills=KILLS, customers=16, answered_seconds=ANSWERED_SECONDS)
    began = time.monotonic()
    done = run(lives(bank, "fifty"), plan)
    with capture.global_and_fixture_disabled():
        seconds = time.monotonic() - began
        sys.stdout.write(f"\nTELLER_CHAOS_SEED={seed}, {seconds:.0f} s: {done}\n")
    return done


def test_no_promise_is_broken(outcome: Outcome) -> None:
    assert outcome.findings == ()


def test_the_run_was_a_hard_one(outcome: Outcome) -> None:
    assert outcome.count(Kind.KILLED) >= KILLS
    assert outcome.count(Kind.ACKED) >= FEWEST_ACKED
    assert outcome.count(Kind.SAYS) > outcome.count(Kind.ACKED)


def test_a_new_life_is_ready_in_time(outcome: Outcome) -> None:
    assert median(outcome.ready_seconds) <= READY_SECONDS


def test_what_was_left_open_is_answered_in_time(outcome: Outcome) -> None:
    assert outcome.answered_seconds <= ANSWERED_SECONDS


def test_the_command_itself_is_ready_in_time_after_a_kill(bank: Settled) -> None:
    """The best of three: neighbours on the machine can only slow it."""
    command = lives(bank, "command", orders=Shell())

    for _ in range(3):
        command.bear()
        command.kill()

    assert min(command.ready_seconds) <= READY_SECONDS
