"""Metrics: figures by route and code, for operators only."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from fastapi import APIRouter, FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api import metrics, problems
from api.errors import NotFound
from api.limits import protect
from api.settings import read_settings
from bot.action import Escalate
from bot.handoff import HandoffReason
from bot.message import Author, Channel, Language, Message
from bot.reply import Part, Reply
from bot.turn import Turn
from tests.models.samples import NOW

pytestmark = pytest.mark.door


def application(host: str = "127.0.0.1") -> FastAPI:
    app = FastAPI()
    router = APIRouter(prefix="/conversations")

    @router.get("/{conversation_id}")
    def find(conversation_id: str) -> str:
        if conversation_id == "none":
            raise NotFound("not here")
        if conversation_id == "broken":
            raise ValueError("broken")
        return conversation_id

    app.include_router(router, prefix="/api/v1")
    metrics.install(app)
    problems.install(app)
    protect(app, read_settings())
    app.state.rooms = SimpleNamespace(
        settings=read_settings(host=host), secrets=SimpleNamespace(operator="0123abcd")
    )
    return app


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(application()) as client:
        yield client


def figure(client: TestClient, name: str, **labels: str) -> float:
    text = client.get("/metrics").text
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


def test_requests_are_counted_by_route_and_not_by_id(client: TestClient) -> None:
    route = "/api/v1/conversations/{conversation_id}"
    labels = {"method": "GET", "route": route, "status": "200"}
    before = figure(client, "teller_http_requests_total", **labels)

    for number in range(5):
        client.get(f"/api/v1/conversations/secret-{number}")

    assert figure(client, "teller_http_requests_total", **labels) == before + 5
    assert figure(client, "teller_http_seconds_count", route=route) >= 5
    assert "secret-" not in client.get("/metrics").text


def test_paths_that_nobody_takes_are_one_figure(client: TestClient) -> None:
    before = figure(client, "teller_http_requests_total", route="unmatched")

    client.get("/wp-admin")
    client.request("BREW", "/coffee")

    assert figure(client, "teller_http_requests_total", route="unmatched") == before + 2
    assert "wp-admin" not in client.get("/metrics").text
    assert "BREW" not in client.get("/metrics").text


def test_refusals_and_failures_are_counted_by_code(client: TestClient) -> None:
    refused = figure(client, "teller_refused_total", code="not_found")
    failed = figure(client, "teller_errors_total", code="internal_error")
    malformed = figure(client, "teller_refused_total", code="malformed_json")

    client.get("/api/v1/conversations/none")
    client.get("/api/v1/conversations/broken")
    client.post("/api/v1/conversations/1", content=b"{")

    assert figure(client, "teller_refused_total", code="not_found") == refused + 1
    assert figure(client, "teller_errors_total", code="internal_error") == failed + 1
    assert figure(client, "teller_refused_total", code="malformed_json") == (
        malformed + 1
    )


def test_a_turn_moves_its_figures(client: TestClient) -> None:
    message = Message(
        id="m1",
        tenant_id="main",
        conversation_id="c1",
        author=Author.CUSTOMER,
        text="转人工",
        language=Language.ZH,
        channel=Channel.SMS,
        sent_at=NOW,
    )
    turn = Turn(
        message=message,
        understanding=None,
        passages=(),
        actions=(Escalate(HandoffReason.CUSTOMER_ASKED),),
        reply=Reply(parts=(Part(written="请稍候。"),)),
        why="asked for a person",
    )

    metrics.count_turn(message, turn, 0.02)

    assert figure(client, "teller_turns_total", action="escalate", channel="sms") == 1
    assert figure(client, "teller_messages_total", author="bot", channel="sms") == 1
    assert figure(client, "teller_handoffs_total", reason="customer_asked") >= 1
    assert figure(client, "teller_turn_seconds_bucket", le="0.02") >= 1


def test_open_sockets_are_counted_while_they_are_open(client: TestClient) -> None:
    with metrics.SOCKETS.labels(kind="desk").track_inprogress():
        assert figure(client, "teller_sockets_open", kind="desk") == 1

    assert figure(client, "teller_sockets_open", kind="desk") == 0


@pytest.mark.parametrize(
    ("host", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 401),
        ("0.0.0.0", {}, 401),  # noqa: S104
        ("0.0.0.0", {"Authorization": "Bearer wrong"}, 401),  # noqa: S104
        ("0.0.0.0", {"Authorization": "Bearer 令牌".encode()}, 401),  # noqa: S104
        ("0.0.0.0", {"Authorization": "Bearer 0123abcd"}, 200),  # noqa: S104
    ],
)
def test_figures_are_for_operators(
    host: str, headers: dict[str, str], status: int
) -> None:
    with TestClient(application(host)) as client:
        assert client.get("/metrics", headers=headers).status_code == status
