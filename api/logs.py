"""Logs: JSON lines, one per turn, without a customer's words."""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from api.request_id import current_request_id
from bot.message import Message
from bot.turn import Turn

log = logging.getLogger("teller.turn")

HIDDEN = "***"
PERSONAL = "pii."
SECRET_WORDS = frozenset(
    [
        "token",
        "password",
        "authorization",
        "code",
        "secret",
        "cookie",
        "otp",
        "pin",
        "cvv",
    ]
)
HARMLESS = frozenset({"status_code", "error_code"})
"""Keys that hold one of the words above, but no secret."""
QUERY = re.compile(r"\?[^\s\"']*")
DEEPEST = 6
QUIET = ("sqlalchemy", "uvicorn.access", "websockets", "httpx2", "httpcore2")
"""Loggers that would repeat what was said or asked for: warnings only."""


def configure(level: str, *, pii: bool, stream: TextIO | None = None) -> None:
    """Every logger of the process speaks through one handler from here on."""
    handler = Lines(stream or sys.stderr)
    handler.setFormatter(_formatter(pii=pii))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


class Lines(logging.StreamHandler[TextIO]):
    """A line that cannot be written is named by its logger only."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        self.stream.write(f'{{"event": "unwritable", "logger": "{record.name}"}}\n')


def log_turn(message: Message, turn: Turn, seconds: float) -> None:
    """The one line of a turn, once it is saved."""
    log.info(
        "turn",
        extra={
            "conversation": message.conversation_id,
            "seq": message.seq,
            "channel": message.channel,
            "language": message.language,
            "owner": message.owner,
            "action": turn.action_names,
            "why": turn.why,
            "ms": round(seconds * 1000),
            "pii.text": message.text,
        },
    )


def _formatter(*, pii: bool) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
        ],
        processors=[
            _without_record,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _request,
            failures,
            Masking(pii=pii),
            structlog.processors.JSONRenderer(ensure_ascii=False, default=_kind),
        ],
    )


def _without_record(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    record = line.pop("_record")
    line.pop("_from_structlog", None)
    line.pop("color_message", None)
    line["level"] = record.levelname.lower()
    return line


def _request(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    if name := current_request_id():
        line["request_id"] = name
    return line


def failures(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Tells an exception by its kind and places: its words may be a customer's."""
    error = _error_of(line.pop("exc_info", None))
    line.pop("stack_info", None)
    if error is not None:
        line["error"] = _chain(error)
        line["trace"] = _places(error.__traceback__)
        line["pii.error"] = str(error)
    return line


class Masking:
    """Hides what is personal, unless it is wanted, and what is secret, always."""

    def __init__(self, *, pii: bool) -> None:
        self._pii = pii

    def __call__(
        self, _: WrappedLogger, __: str, line: EventDict
    ) -> MutableMapping[str, Any]:
        line["event"] = QUERY.sub("?" + HIDDEN, str(line["event"]))
        return self._masked(line, DEEPEST)

    def _masked(self, values: Mapping[Any, Any], deepest: int) -> dict[str, Any]:
        return {
            str(key): HIDDEN if self._hidden(str(key)) else self._plain(value, deepest)
            for key, value in values.items()
        }

    def _plain(self, value: object, deepest: int) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return str(value)
        if deepest and isinstance(value, Mapping):
            return self._masked(value, deepest - 1)
        if deepest and isinstance(value, Sequence | set | frozenset):
            return [self._plain(one, deepest - 1) for one in _listed(value)]
        return _kind(value)

    def _hidden(self, key: str) -> bool:
        if key.startswith(PERSONAL):
            return not self._pii
        words = set(re.split(r"[^a-z0-9]+", key.lower()))
        return key.lower() not in HARMLESS and bool(words & SECRET_WORDS)


def _listed(value: Any) -> list[Any]:  # noqa: ANN401
    return [] if isinstance(value, bytes | bytearray) else list(value)


def _kind(value: object) -> str:
    """Any other object's repr might hold a customer's words."""
    if isinstance(value, StrEnum | Path):
        return str(value)
    return f"<{type(value).__name__}>"


def _error_of(exc_info: object) -> BaseException | None:
    if exc_info is True:
        return sys.exc_info()[1]
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    return exc_info if isinstance(exc_info, BaseException) else None


def _chain(error: BaseException) -> str:
    """Kinds of the error and of what caused it, outermost first."""
    kinds = list[str]()
    cause: BaseException | None = error
    while cause is not None and len(kinds) < DEEPEST:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return " < ".join(kinds)


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    return [f"{one.filename}:{one.lineno} {one.name}" for one in frames]
