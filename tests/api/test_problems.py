"""Problem documents: every failure has a code, and echoes nothing."""

from collections.abc import Iterator
from typing import Literal

import pytest
from fastapi import FastAPI, WebSocket
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api import problems
from api.errors import Forbidden, TooMany, Unauthenticated
from api.problems import LastResort
from bot.errors import BotError, ConversationNotFound, MessageRefused, NotYours
from knowledge.errors import IndexDamaged
from models.errors import DatabaseUnavailable, DiskFull

pytestmark = pytest.mark.door

CANARY = "金丝雀6222020200112233"

FAILURES: dict[str, Exception] = {
    "missing": ConversationNotFound("c1"),
    "held": NotYours("c1", "agent"),
    "long": MessageRefused("too_long", 2_000),
    "busy": TooMany(7),
    "login": Unauthenticated("log in"),
    "forbidden": Forbidden("supervisors only"),
    "database": DatabaseUnavailable("no answer"),
    "disk": DiskFull(),
    "index": IndexDamaged("index.faiss", CANARY),
    "unknown": BotError(CANARY),
    "defect": ValueError(CANARY),
    "teapot": HTTPException(418, CANARY),
}


class Start(BaseModel):
    model_config = ConfigDict(extra="forbid")

    channel: Literal["web"]
    age: int = Field(gt=0)
    words: dict[str, int] = {}


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()

    @app.get("/fail/{name}")
    def fail(name: str) -> None:
        raise FAILURES[name]

    @app.post("/start")
    def start(start: Start) -> None: ...

    @app.websocket("/socket")
    async def socket(socket: WebSocket) -> None:
        await socket.accept()
        raise ValueError(CANARY)

    problems.install(app)
    app.add_middleware(LastResort)
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("missing", 404, "conversation_not_found"),
        ("held", 409, "not_yours"),
        ("long", 422, "message_too_long"),
        ("busy", 429, "too_many_requests"),
        ("login", 401, "unauthenticated"),
        ("forbidden", 403, "forbidden"),
        ("database", 503, "database_unavailable"),
        ("disk", 507, "disk_full"),
        ("index", 500, "index_damaged"),
        ("unknown", 500, "bot_error"),
        ("defect", 500, "internal_error"),
    ],
)
def test_every_failure_has_its_code(
    client: TestClient, name: str, status: int, code: str
) -> None:
    answer = client.get(f"/fail/{name}")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == code
    assert answer.json()["type"] == f"urn:teller:problem:{code}"
    assert answer.json()["status"] == status


@pytest.mark.parametrize("name", FAILURES)
def test_no_failure_tells_what_it_held(client: TestClient, name: str) -> None:
    assert CANARY not in client.get(f"/fail/{name}").text


def test_the_refused_learn_when_and_how_to_come_back(client: TestClient) -> None:
    assert client.get("/fail/busy").headers["retry-after"] == "7"
    assert client.get("/fail/database").headers["retry-after"] == "1"
    assert client.get("/fail/login").headers["www-authenticate"] == "Bearer"


def test_unknown_places_and_methods_are_problems_too(client: TestClient) -> None:
    nowhere = client.get("/nowhere")
    wrong = client.delete("/start")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": CANARY, "age": 1}, "body.channel"),
        ({"channel": "web", "age": CANARY}, "body.age"),
        ({"channel": "web"}, "body.age"),
        ({"channel": "web", "age": 1, CANARY: 1}, "body.?"),
        ({"channel": "web", "age": 1, "canary_name": 1}, "body.?"),
        ({"channel": "web", "age": 1, "words": {CANARY: "x"}}, "body.words.?"),
    ],
)
def test_a_wrong_field_is_named_without_its_value(
    client: TestClient, body: dict[str, object], field: str
) -> None:
    answer = client.post("/start", json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert [one["field"] for one in answer.json()["fields"]] == [field]
    assert CANARY not in answer.text
    assert "canary_name" not in answer.text


def test_a_socket_that_fails_is_closed_as_broken(client: TestClient) -> None:
    with (
        client.websocket_connect("/socket") as socket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        socket.receive_text()

    assert closed.value.code == 1011
