"""One thread that writes, and commits many callers' work together."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from models.errors import DatabaseClosed, DatabaseUnavailable
from models.faults import fault, first_of

T = TypeVar("T")
log = logging.getLogger(__name__)

BATCH = 64
"""Functions that share one commit at most."""


class _Job(Generic[T]):
    """One caller's function, and what became of it before the commit."""

    def __init__(self, work: Callable[[Session], T]) -> None:
        self.work = work
        self.future: Future[T] = Future()
        self.result: list[T] = []
        self.failure: BaseException | None = None

    def attempt(self, connection: Connection) -> None:
        """Run in a savepoint of its own, so that failing undoes only itself."""
        try:
            with _savepoint(connection) as session, session.begin():
                self.result = [self.work(session)]
        except BaseException as failure:  # noqa: BLE001  the caller's, not the thread's
            self.result = []
            self.failure = first_of(failure)

    def settle(self, lost: BaseException | None) -> None:
        failure = self.failure or lost
        if failure is None:
            self.future.set_result(self.result[0])
        else:
            self.future.set_exception(fault(failure))


def _savepoint(connection: Connection) -> Session:
    return Session(
        connection, join_transaction_mode="create_savepoint", expire_on_commit=False
    )


class GroupCommit:
    """Callers wait in `write` until the commit that holds their work is on disk."""

    def __init__(
        self,
        engine: Engine,
        *,
        open_still: Callable[[Connection], bool],
        deadline_seconds: float,
    ) -> None:
        self._engine = engine
        self._open_still = open_still
        """False when the database has undone the transaction by itself."""
        self._deadline_seconds = deadline_seconds
        self._jobs: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._gate = Lock()
        self._closed = False
        self._thread = Thread(target=self._serve, name="records", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[Session], T]) -> T:
        job = _Job(work)
        with self._gate:
            if self._closed:
                raise DatabaseClosed
            self._jobs.put(job)
        done, _ = wait([job.future], self._deadline_seconds)
        if not done:
            job.future.cancel()
            raise DatabaseUnavailable("not written in time")
        return job.future.result()

    def close(self) -> None:
        """What was queued before is still written; nothing is taken after."""
        with self._gate:
            self._closed = True
            self._jobs.put(None)
        self._thread.join(self._deadline_seconds)

    def _serve(self) -> None:
        stopping = False
        while not stopping:
            batch, stopping = self._next()
            taken = [job for job in batch if job.future.set_running_or_notify_cancel()]
            if taken:
                self._commit(taken)

    def _next(self) -> tuple[list[_Job[Any]], bool]:
        """Wait for one, take what else is there; True when told to stop."""
        job = self._jobs.get()
        batch: list[_Job[Any]] = []
        while job is not None:
            batch.append(job)
            if len(batch) == BATCH:
                return batch, False
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return batch, False
        return batch, True

    def _commit(self, batch: list[_Job[Any]]) -> None:
        if len(batch) == 1:
            self._commit_alone(batch[0])
            return
        lost: BaseException | None = None
        try:
            with self._engine.begin() as connection:
                for job in batch:
                    job.attempt(connection)
                    self._check(connection, job)
        except BaseException as failure:  # noqa: BLE001  the thread must outlive it
            kind = type(failure).__name__
            log.warning("commit failed", extra={"jobs": len(batch), "failure": kind})
            lost = failure
        for job in batch:
            job.settle(lost)

    def _commit_alone(self, job: _Job[Any]) -> None:
        """Nobody else's work is undone with it: it needs no savepoint."""
        try:
            with Session(self._engine, expire_on_commit=False) as session:
                job.result = [job.work(session)]
                self._check(session.connection(), job)
                session.commit()
        except BaseException as failure:  # noqa: BLE001  the thread must outlive it
            job.result = []
            job.failure = first_of(failure)
        job.settle(None)

    def _check(self, connection: Connection, job: _Job[Any]) -> None:
        if self._open_still(connection):
            return
        raise fault(job.failure or DatabaseUnavailable("the transaction was undone"))
