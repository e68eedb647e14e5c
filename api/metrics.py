"""Metrics: the figures by which operators watch the service."""

import hmac
import logging
from collections.abc import Callable
from time import perf_counter

from fastapi import Depends, FastAPI, Request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as AsgiMessage

from api.auth import rooms_of
from api.errors import Unauthenticated
from api.problems import CODE
from bot.action import Escalate
from bot.message import Author, Message
from bot.turn import Turn

log = logging.getLogger("teller.http")

METHODS = frozenset(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
UNMATCHED = "unmatched"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
TURN_BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.06, 0.1, 0.2, 0.5, 1, 2, 5)
"""Seconds; 0.06 is the promised 95th percentile."""


REGISTRY = CollectorRegistry()
"""The service's own; the library's default one holds figures of other libraries."""

TURNS = Counter("teller_turns", "Turns taken", ["action", "channel"], registry=REGISTRY)
TURN_SECONDS = Histogram(
    "teller_turn_seconds",
    "From the start of a turn to its saved reply",
    buckets=TURN_BUCKETS,
    registry=REGISTRY,
)
MESSAGES = Counter(
    "teller_messages", "Messages in turns", ["author", "channel"], registry=REGISTRY
)
HANDOFFS = Counter(
    "teller_handoffs", "Conversations given to people", ["reason"], registry=REGISTRY
)
ERRORS = Counter(
    "teller_errors", "Requests that the service failed", ["code"], registry=REGISTRY
)
REFUSED = Counter("teller_refused", "Requests refused", ["code"], registry=REGISTRY)
HTTP_REQUESTS = Counter(
    "teller_http_requests",
    "HTTP requests",
    ["method", "route", "status"],
    registry=REGISTRY,
)
HTTP_SECONDS = Histogram(
    "teller_http_seconds",
    "From a request's head to the end of its answer",
    ["method", "route"],
    registry=REGISTRY,
)
SOCKETS = Gauge("teller_sockets_open", "Open sockets", ["kind"], registry=REGISTRY)
AGENTS_ONLINE = Gauge("teller_agents_online", "Agents online", registry=REGISTRY)
QUEUE_WAITING = Gauge("teller_queue_waiting", "Handoffs waiting", registry=REGISTRY)
OUTBOX_PENDING = Gauge(
    "teller_outbox_pending", "Messages yet to be sent", registry=REGISTRY
)
ACTS_DUE = Gauge("teller_acts_due", "Acts yet to be done", registry=REGISTRY)
LEARNING = Gauge(
    "teller_learning", "1 while the base is learned anew", registry=REGISTRY
)
LEARNED = Counter(
    "teller_learned", "How learning anew ended", ["state"], registry=REGISTRY
)
UNHANDLED = Gauge(
    "teller_unhandled", "Messages that have no turn yet", registry=REGISTRY
)


def count_turn(message: Message, turn: Turn, seconds: float) -> None:
    channel = message.channel.value
    TURNS.labels(turn.action_names, channel).inc()
    TURN_SECONDS.observe(seconds)
    MESSAGES.labels(message.author.value, channel).inc()
    if turn.reply.parts:
        MESSAGES.labels(Author.BOT.value, channel).inc()
    for action in turn.actions:
        if isinstance(action, Escalate):
            HANDOFFS.labels(action.reason.value).inc()


class Measured:
    """ASGI: counts and times every request by the route that took it."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        timer: Callable[[], float] = perf_counter,
    ) -> None:
        self._app = app
        self._timer = timer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = self._timer()
        status = 0

        async def noted(message: AsgiMessage) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._note(scope, status, self._timer() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = route_of(scope)
        HTTP_REQUESTS.labels(method, route, str(status)).inc()
        HTTP_SECONDS.labels(method, route).observe(seconds)
        code = scope.get(CODE, "")
        if code:
            by_code = ERRORS if status >= 500 else REFUSED
            by_code.labels(code).inc()
        log.debug(
            "request",
            extra={
                "method": method,
                "route": route,
                "status": status,
                "problem": code,
                "ms": round(seconds * 1000),
            },
        )


def route_of(scope: Scope) -> str:
    """The route's pattern, never the path itself: paths hold ids without end."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(context or scope.get("route"), "path", "")
    return path or UNMATCHED


def operator_only(request: Request) -> None:
    """Lets in whoever is on this machine, or holds the operator's token."""
    rooms = rooms_of(request)
    near = rooms.settings.host in LOOPBACK and not _passed_on(request)
    wanted = f"Bearer {rooms.secrets.operator}".encode()
    given = request.headers.get("authorization", "").encode("utf-8")
    if not near and not hmac.compare_digest(given, wanted):
        raise Unauthenticated("the operator's token is needed here")


def install(app: FastAPI, guard: Callable[[Request], None] = operator_only) -> None:
    @app.get("/metrics", tags=["operation"], dependencies=[Depends(guard)])
    def metrics() -> Response:
        """Figures in the Prometheus text format."""
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _passed_on(request: Request) -> bool:
    """A proxy on this machine brings strangers."""
    return any(name in request.headers for name in PROXY_HEADERS)
