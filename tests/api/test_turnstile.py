"""Turns pass side by side; none passes while what they use is replaced."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from api.turnstile import Turnstile

pytestmark = pytest.mark.door

PATIENCE_SECONDS = 10.0


def test_many_pass_at_once() -> None:
    turnstile, together = Turnstile(), Barrier(3)

    def passes() -> None:
        with turnstile.passing():
            together.wait(PATIENCE_SECONDS)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(passes) for _ in range(3)]:
            done.result(PATIENCE_SECONDS)


def test_it_closes_only_when_nobody_is_inside() -> None:
    turnstile, inside, leave, shut = Turnstile(), Event(), Event(), Event()

    def passes() -> None:
        with turnstile.passing():
            inside.set()
            assert leave.wait(PATIENCE_SECONDS)
            assert not shut.is_set()

    def closes() -> None:
        assert inside.wait(PATIENCE_SECONDS)
        with turnstile.closed():
            shut.set()

    with ThreadPoolExecutor(2) as pool:
        passing, closing = pool.submit(passes), pool.submit(closes)
        assert not shut.wait(0.05)
        leave.set()
        passing.result(PATIENCE_SECONDS)
        closing.result(PATIENCE_SECONDS)

    assert shut.is_set()


def test_it_opens_again_after_a_failure() -> None:
    turnstile = Turnstile()

    with pytest.raises(ValueError, match="broken"), turnstile.closed():
        raise ValueError("broken")

    with turnstile.passing(), turnstile.passing():
        pass
