"""The checker is checked: every planted bug is found, and a sound service is clean."""

from itertools import count

import pytest

from tests.chaos.checker import Broken, Finding
from tests.chaos.lives import Settled, lives
from tests.chaos.mutants.planting import MUTANTS
from tests.chaos.runner import Plan, run

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]

ROUNDS = 6
KILLS = 3
CUSTOMERS = 8
number = count()


def one_round(bank: Settled, seed: int, fault: str) -> tuple[Finding, ...]:
    plan = Plan(seed=seed, kills=KILLS, customers=CUSTOMERS, answered_seconds=2.0)
    return run(lives(bank, f"{fault}-{next(number)}", fault=fault), plan).findings


def test_the_sound_service_is_clean(bank: Settled, seed: int) -> None:
    assert one_round(bank, seed, "") == ()


@pytest.mark.parametrize(("fault", "broken"), [(k, v[1]) for k, v in MUTANTS.items()])
def test_a_planted_bug_is_found(
    bank: Settled, seed: int, fault: str, broken: Broken
) -> None:
    rounds = (one_round(bank, seed + n, fault) for n in range(ROUNDS))

    assert any(broken in {one.broken for one in found} for found in rounds)
