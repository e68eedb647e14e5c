"""Logs: JSON lines in which no customer's word and no secret is found."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.testclient import TestClient

from api import problems
from api.limits import protect
from api.logs import Lines, configure, log_turn
from api.settings import read_settings
from bot.action import Inform
from bot.message import Author, Channel, Language, Message
from bot.reply import Part, Reply
from bot.turn import Turn
from tests.models.samples import NOW

pytestmark = pytest.mark.door

CANARY = "金丝雀6222020200112233"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    name: str


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure("debug", pii=False, stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def turn() -> Turn:
    return Turn(
        message=said(),
        understanding=None,
        passages=(),
        actions=(Inform("not_found"),),
        reply=Reply(parts=(Part(written=CANARY),)),
        why="nothing was sure enough",
    )


def said() -> Message:
    return Message(
        id="m1",
        tenant_id="main",
        conversation_id="c1",
        author=Author.CUSTOMER,
        text=CANARY,
        language=Language.ZH,
        channel=Channel.WEB,
        sent_at=NOW,
        seq=3,
    )


def test_a_turn_is_one_line_without_what_was_said(stream: io.StringIO) -> None:
    log_turn(said(), turn(), 0.0416)

    (line,) = lines(stream)
    assert line["event"] == "turn"
    assert line["conversation"] == "c1"
    assert line["channel"] == "web"
    assert line["language"] == "zh-CN"
    assert line["action"] == "inform"
    assert line["why"] == "nothing was sure enough"
    assert line["owner"] == "bot"
    assert line["ms"] == 42
    assert line["level"] == "info"
    assert line["timestamp"].endswith("Z")
    assert CANARY not in stream.getvalue()


def test_what_was_said_is_written_only_where_it_is_wanted() -> None:
    stream = io.StringIO()
    configure("info", pii=True, stream=stream)

    log_turn(said(), turn(), 0.01)

    assert lines(stream)[0]["pii.text"] == CANARY


@pytest.mark.parametrize(
    "key",
    [
        "token",
        "password",
        "Authorization",
        "code",
        "sms_code",
        "new_password",
        "api-token",
        "set-cookie",
        "client.secret",
        "otp",
        "pii.name",
    ],
)
def test_secrets_are_stars_by_their_key(stream: io.StringIO, key: str) -> None:
    logging.getLogger("teller").info("event", extra={key: CANARY})
    structlog.stdlib.get_logger("teller").info("event", **{key: CANARY})
    logging.getLogger("teller").info("event", extra={"deep": [{"er": {key: CANARY}}]})

    assert [line.get(key, "***") for line in lines(stream)] == ["***"] * 3
    assert CANARY not in stream.getvalue()


def test_objects_are_named_by_their_kind(stream: io.StringIO) -> None:
    values = {
        "customer": Customer(name=CANARY),
        "key": SecretStr(CANARY),
        "raw": CANARY.encode(),
        "several": (Customer(name=CANARY), {CANARY.encode()}),
    }

    logging.getLogger("teller").info("event", extra=values)

    assert lines(stream)[0]["customer"] == "<Customer>"
    assert CANARY not in stream.getvalue()
    assert "6222" not in stream.getvalue()


def test_a_failure_is_told_by_kind_and_place(stream: io.StringIO) -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise ValueError(CANARY) from cause
    except ValueError:
        logging.getLogger("teller").exception("turn failed")
        structlog.stdlib.get_logger("teller").exception("turn failed")

    for line in lines(stream):
        assert line["error"] == "ValueError < KeyError"
        assert "test_logs.py" in line["trace"][0]
        assert line["level"] == "error"
    assert len(lines(stream)) == 2
    assert CANARY not in stream.getvalue()


def test_addresses_are_told_without_their_query(stream: io.StringIO) -> None:
    server = logging.getLogger("uvicorn.error")
    server.setLevel(logging.INFO)

    server.info('%s - "WebSocket %s" [accepted]', "127.0.0.1:1", f"/chat?q={CANARY}")

    (line,) = lines(stream)
    assert "/chat?***" in line["event"]
    assert CANARY not in stream.getvalue()


def test_a_line_with_wrong_arguments_is_not_dumped(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    record = logging.makeLogRecord({"name": "lib", "msg": "%d", "args": (CANARY,)})
    (ours,) = [one for one in logging.getLogger().handlers if isinstance(one, Lines)]

    ours.handle(record)

    assert lines(stream) == [{"event": "unwritable", "logger": "lib"}]
    assert CANARY not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["uvicorn.access", "sqlalchemy.engine", "httpx2"])
def test_libraries_that_repeat_requests_are_quiet(
    stream: io.StringIO, name: str
) -> None:
    logging.getLogger(name).info("%s", CANARY)

    assert stream.getvalue() == ""


def test_levels_are_kept(stream: io.StringIO) -> None:
    configure("warning", pii=False, stream=stream)

    logging.getLogger("teller").info("quiet")
    structlog.stdlib.get_logger("teller").info("quiet")
    logging.getLogger("teller").warning("loud")

    assert [line["event"] for line in lines(stream)] == ["loud"]


def test_a_request_that_fails_is_found_by_its_id(stream: io.StringIO) -> None:
    app = FastAPI()

    @app.post("/say")
    def say(words: dict[str, str]) -> None:
        raise ValueError(words["text"])

    problems.install(app)
    protect(app, read_settings())
    with TestClient(app) as client:
        answer = client.post("/say", json={"text": CANARY})

    failed = [line for line in lines(stream) if line["event"] == "request failed"]
    assert [one["request_id"] for one in failed] == [answer.headers["x-request-id"]]
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert failed[0]["error"] == "ValueError"
    assert CANARY not in stream.getvalue()
    assert CANARY not in answer.text


def test_lines_go_to_stderr_and_leave_stdout_to_answers() -> None:
    shown = subprocess.run(
        [
            sys.executable,
            "-c",
            "import logging, api.logs; api.logs.configure('info', pii=False);"
            "logging.getLogger('teller').info('年费')",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )

    assert shown.stdout == b""
    assert json.loads(shown.stderr)["event"] == "年费"
