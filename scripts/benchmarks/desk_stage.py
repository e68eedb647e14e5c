"""A stage for the desk page: files and lists from memory, and a line to storm on."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from api.errors import NotFound
from api.pages import Leaf, Pages
from bot.message import Language

CONVERSATIONS = 300
NOW = "2026-03-02T01:30:00Z"
STAFF = {"id": "me", "name": "me", "display_name": "我", "number": "", "role": "agent"}
COUNTS = {"mine": CONVERSATIONS, "queue": 0, "bot": 0, "closed": 0}
FLOOR = {"online": 1, "waiting": 0}
STANDING = {"counts": COUNTS, "floor": FLOOR}
LINE_SECONDS = 20.0


def card(number: int, seq: int = 1) -> dict[str, Any]:
    last = {"text": f"第 {seq} 句", "author": "customer", "at": _at(seq)}
    return {
        "id": f"c{number}", "channel": "web", "language": "zh-CN", "owner": "agent",
        "agent_id": "me", "agent_name": "我", "title": f"访客 {number}", "last": last,
        "last_seq": seq, "created_at": NOW, "waiting_since": None, "reason": None,
        "urgent": False, "assurance": 0, "verified_until": None, "intent": "信用卡年费",
        "tier": "vip" if number % 9 == 0 else "ordinary", "complaint": False,
        "skill": "card", "position": None, "draft": False, "lent": False,
    }  # fmt: skip


def _at(seq: int) -> str:
    return f"2026-03-02T01:{30 + seq % 30:02d}:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    url: str
    _lines: list[ServerConnection] = field(default_factory=list)
    _open: threading.Event = field(default_factory=threading.Event)

    def tell(self, frame: Mapping[str, object]) -> None:
        if not self._open.wait(LINE_SECONDS):
            raise RuntimeError("no desk has opened its line")
        self._lines[-1].send(json.dumps(frame))

    def say(self, number: int, seq: int) -> None:
        """A customer's words, as the service tells them: the event, then the card."""
        event = {"seq": seq, "author": "customer", "text": "在吗", "id": f"m{number}"}
        told = {"type": "event", "conversation_id": f"c{number}", "event": event}
        self.tell(told)
        self.tell({"type": "card", "card": card(number, seq), **STANDING})

    def serve(self, line: ServerConnection) -> None:
        with_presence = {"type": "welcome", "presence": "online", "staff": STAFF}
        try:
            line.recv()
            line.send(json.dumps({**with_presence, **STANDING}))
            self._lines.append(line)
            self._open.set()
            for _ in line:
                pass
        except ConnectionClosed:
            return


@contextmanager
def stage() -> Iterator[Stage]:
    pages = Pages()
    found: list[Stage] = []
    with serve(
        lambda line: found[0].serve(line),
        "127.0.0.1",
        0,
        process_request=lambda _, request: _answered(pages, request),
        compression=None,
    ) as server:
        port = server.socket.getsockname()[1]
        found.append(Stage(url=f"http://127.0.0.1:{port}"))
        running = threading.Thread(target=server.serve_forever)
        running.start()
        yield found[0]
        server.shutdown()
    running.join()


def _answered(pages: Pages, request: Request) -> Response | None:
    """None for what becomes a line."""
    where = urlsplit(request.path)
    if where.path.endswith("/socket"):
        return None
    if where.path.startswith("/api/"):
        view = parse_qs(where.query).get("view", [""])[0]
        return _response(json.dumps(_told(where.path, view)).encode(), "json")
    try:
        leaf = _leaf(pages, where.path)
    except NotFound:
        return Response(404, "Not Found", Headers({"Content-Length": "0"}), b"")
    return _response(leaf.body, leaf.kind)


def _leaf(pages: Pages, path: str) -> Leaf:
    if path == "/desk":
        return pages.page("desk", Language.ZH)
    return pages.file("/".join(path.split("/")[3:]))


def _told(path: str, view: str) -> dict[str, object]:
    if path.endswith("/me"):
        return {"staff": {**STAFF, "must_change": False}}
    some = range(CONVERSATIONS) if view == "mine" else ()
    return {"items": [card(number) for number in some], **STANDING}


def _response(body: bytes, kind: str) -> Response:
    kind = "application/json" if kind == "json" else kind
    headers = Headers(
        {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
    )
    return Response(200, "OK", headers, body)
