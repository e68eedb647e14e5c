"""Not giving up at once: what a caller said is stored as soon as the records can."""

import logging
import time
from collections.abc import Callable
from typing import Final, TypeVar

from models.errors import DatabaseFailed, DatabaseUnavailable, DiskFull

T = TypeVar("T")

log = logging.getLogger("teller.phone")

WHILE: Final = (DatabaseFailed, DatabaseUnavailable, DiskFull)
"""What passes by itself."""
AGAIN_SECONDS: Final = 1.0
GIVEN_UP_SECONDS: Final = 40.0
"""Longer than a call waits for an answer before it says goodbye."""


def persistent(
    work: Callable[[], T],
    *,
    timer: Callable[[], float] = time.monotonic,
    wait: Callable[[float], None] = time.sleep,
) -> T:
    """For a thread. `work` may be done more than once, to the same effect."""
    until = timer() + GIVEN_UP_SECONDS
    while True:
        try:
            return work()
        except WHILE as failed:
            log.warning("records fail", extra={"why": type(failed).__name__})
            if timer() + AGAIN_SECONDS > until:
                raise
        wait(AGAIN_SECONDS)
