"""Writing to a server that may ask to try a transaction again."""

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.faults import fault, wants_retry

T = TypeVar("T")

ATTEMPTS = 5
PAUSE_SECONDS = 0.01
"""Before the second attempt; doubled each time."""


class Retrying:
    """Each function is a transaction of its own, run again after a conflict."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, work: Callable[[Session], T]) -> T:
        for attempt in range(ATTEMPTS - 1):
            try:
                return self._once(work)
            except SQLAlchemyError as failure:
                if not wants_retry(failure):
                    raise fault(failure) from None
            time.sleep(PAUSE_SECONDS * 2**attempt)
        try:
            return self._once(work)
        except SQLAlchemyError as failure:
            raise fault(failure) from None

    def close(self) -> None:
        """Every transaction ended with its caller."""

    def _once(self, work: Callable[[Session], T]) -> T:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            return work(session)
