"""A breaker before the bank: after failures in a row nobody waits for the next one."""

import threading
import time
from collections.abc import Callable

from api.bank.errors import BankError, BankRefused, BankUnavailable
from api.bank.port import Answer, Bank, Order

FAILURES = 3
"""In a row, after which the bank is taken to be down."""
PAUSE_SECONDS = 5.0
"""Until a single question is let through to see whether it is back."""


class Breaker:
    """Implements api.bank.port.Bank. What it holds back was never sent."""

    def __init__(
        self, bank: Bank, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._bank = bank
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    def ask(self, order: Order[Answer]) -> Answer:
        self._enter()
        try:
            answer = self._bank.ask(order)
        except BankRefused:
            self._well()
            raise
        except BankError:
            self._failed()
            raise
        self._well()
        return answer

    def _enter(self) -> None:
        """Whoever comes first after the pause goes on; the others wait for what that
        one finds."""
        with self._lock:
            if self._failures < FAILURES:
                return
            if self._clock() < self._closed_until:
                raise BankUnavailable("the bank is taken to be down")
            self._closed_until = self._clock() + PAUSE_SECONDS

    def _well(self) -> None:
        with self._lock:
            self._failures = 0

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._closed_until = self._clock() + PAUSE_SECONDS
