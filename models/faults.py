"""What a failure of the database means, told without a customer's words."""

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models.errors import (
    Conflict,
    DatabaseFailed,
    DatabaseUnavailable,
    DiskFull,
    RecordsError,
)

UNAVAILABLE = ("08", "53", "57", "55P03", "25006")
"""PostgreSQL states: no connection, no resources, stopped or out of time, lock not
granted, read only after a failover."""
DISK_FULL = "53100"
RETRY = ("40001", "40P01", "23505")
"""Serialization failure, deadlock; a row that another made first: seen next time."""


def fault(failure: BaseException) -> BaseException:
    """The error to raise instead of `failure`; `failure` itself if it is not ours."""
    if isinstance(failure, PoolTimeout):
        return DatabaseUnavailable("no free connection in time")
    if isinstance(failure, DBAPIError):
        return _of_driver(failure)
    return failure


def state_of(failure: DBAPIError) -> str:
    """PostgreSQL's five-character state; empty when the server sent none."""
    return getattr(failure.orig, "sqlstate", None) or ""


def first_of(failure: BaseException) -> BaseException:
    """What the database said first, before undoing the work failed as well."""
    first = failure
    link = failure.__context__ if isinstance(failure, DBAPIError) else None
    while link is not None:
        first = link if isinstance(link, DBAPIError) else first
        link = link.__context__
    return first


def wants_retry(failure: BaseException) -> bool:
    return isinstance(failure, DBAPIError) and state_of(failure) in RETRY


def _of_driver(failure: DBAPIError) -> RecordsError:
    state = state_of(failure)
    kind = f"{type(failure.orig).__name__} {state}".strip()
    if state == DISK_FULL or "disk is full" in str(failure.orig):
        return DiskFull()
    if isinstance(failure, IntegrityError):
        return Conflict(kind)
    if state.startswith(UNAVAILABLE) or failure.connection_invalidated:
        return DatabaseUnavailable(kind)
    if isinstance(failure, OperationalError) and not state:
        return DatabaseUnavailable(kind)
    return DatabaseFailed(kind)
