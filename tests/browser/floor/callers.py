"""Customers of the floor: some on real pages, the rest on real sockets."""

import contextlib
import json
import threading
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from playwright.sync_api import Error as Refused
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.browser.people import Customer

PHONE = ViewportSize(width=360, height=740)
PATIENCE_MS = 8_000
SAID = """() => Array.from(document.querySelectorAll('[role=log] .said'))
  .map((each) => [each.classList.contains('mine') ? 'customer'
    : each.classList.contains('agent') ? 'agent' : 'bot',
    each.querySelector('.words').innerText.trim()])"""


class Caller(Protocol):
    number: int

    @property
    def conversation(self) -> str: ...

    @property
    def awake(self) -> bool:
        """Whether they can write at the moment; perhaps without a network."""
        ...

    def say(self, text: str) -> None: ...

    def fall(self, how: str) -> None: ...

    def rise(self) -> None: ...

    def settled(self) -> bool:
        """Whether nothing waits to be sent."""
        ...

    def heard(self) -> list[tuple[str, str]]:
        """Author and words of everything that was said, as they see it."""
        ...

    def heard_anew(self) -> list[tuple[str, str]]:
        """The same, as a screen that is opened now shows it."""
        ...


@dataclass(slots=True, kw_only=True)
class PageCaller:
    """On a page in a profile of their own."""

    number: int
    url: str
    context: BrowserContext
    page: Page
    down: str = ""
    """What befell them: crash, offline or freeze; empty when all is well."""
    _conversation: str = ""

    @property
    def conversation(self) -> str:
        return self._conversation

    @property
    def awake(self) -> bool:
        return self.down in ("", "offline")

    @property
    def _customer(self) -> Customer:
        return Customer(page=self.page, url=self.url)

    def arrive(self) -> None:
        self._customer.arrive()
        self._conversation = self._customer.conversation

    def say(self, text: str) -> None:
        self._customer.say(text)

    def fall(self, how: str) -> None:
        self.down = how
        match how:
            case "offline":
                self.context.set_offline(True)
            case "freeze":
                self._life("frozen")
            case _:
                with contextlib.suppress(Refused):
                    self.page.goto("chrome://crash")

    def rise(self) -> None:
        how, self.down = self.down, ""
        match how:
            case "offline":
                self.context.set_offline(False)
            case "freeze":
                self._life("active")
            case "crash":
                self.page.close()
                self.page = self.context.new_page()
                self._customer.arrive()

    def leave(self) -> None:
        """Leaves no open conversation behind."""
        self.context.set_offline(False)
        self._customer.leave()
        self.context.close()

    def _life(self, state: str) -> None:
        line = self.context.new_cdp_session(self.page)
        line.send("Page.setWebLifecycleState", {"state": state})

    def settled(self) -> bool:
        return self._customer.log.locator(".pending").count() == 0

    def heard(self) -> list[tuple[str, str]]:
        return [(author, text) for author, text in self.page.evaluate(SAID)]

    def heard_anew(self) -> list[tuple[str, str]]:
        self._customer.arrive()
        return self.heard()


def on_pages(browser: Browser, url: str, number: int) -> PageCaller:
    context = browser.new_context(locale="zh-CN", viewport=PHONE)
    context.set_default_timeout(PATIENCE_MS)
    caller = PageCaller(
        number=number, url=url, context=context, page=context.new_page()
    )
    caller.arrive()
    return caller


@dataclass(slots=True, kw_only=True)
class LineCaller:
    """On a socket, as an app of the bank would be: what is not acknowledged is sent
    again, and what was seen is not asked for again."""

    number: int
    url: str
    conversation: str = ""
    token: str = ""
    events: list[Mapping[str, Any]] = field(default_factory=list)
    unsent: dict[str, str] = field(default_factory=dict)
    made: int = 0
    _socket: ClientConnection | None = None
    _reader: threading.Thread | None = None

    @property
    def awake(self) -> bool:
        return True

    def arrive(self) -> None:
        body = json.dumps({"channel": "web", "language": "zh-CN"}).encode()
        made = self._asked("", body)
        self.conversation, self.token = made["conversation_id"], made["token"]
        self.rise()

    def say(self, text: str) -> None:
        self.made += 1
        key = f"{self.conversation}-{self.made}"
        self.unsent[key] = text
        self._send(key, text)

    def fall(self, how: str) -> None:
        """However it comes about, the line is cut without a word."""
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.socket.shutdown(2)
        if self._reader is not None:
            self._reader.join(timeout=10)

    def rise(self) -> None:
        self.fall("")
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def leave(self) -> None:
        self.fall("")
        self._asked(f"/{self.conversation}/close", b"{}")

    def settled(self) -> bool:
        return not self.unsent

    def heard(self) -> list[tuple[str, str]]:
        return _spoken(self.events)

    def heard_anew(self) -> list[tuple[str, str]]:
        return _spoken(self._asked(f"/{self.conversation}/events?limit=200")["events"])

    def _read(self) -> None:
        path = f"/api/v1/conversations/{self.conversation}/socket"
        line = connect(f"ws{self.url.removeprefix('http')}{path}")
        after = self.events[-1]["seq"] if self.events else 0
        hello = {"type": "hello", "token": self.token, "after": after}
        with contextlib.suppress(ConnectionClosed, OSError), line as socket:
            self._socket = socket
            self._put(hello)
            for told in socket:
                self._hear(json.loads(told))

    def _hear(self, frame: Mapping[str, Any]) -> None:
        match frame["type"]:
            case "welcome":
                for key, text in list(self.unsent.items()):
                    self._send(key, text)
            case "ack":
                self.unsent.pop(frame["client_message_id"], None)
            case "event":
                self.events.append(frame["event"])
            case "ping":
                self._put({"type": "pong"})

    def _send(self, key: str, text: str) -> None:
        self._put({"type": "message", "client_message_id": key, "text": text})

    def _put(self, frame: Mapping[str, object]) -> None:
        socket = self._socket
        if socket is not None:
            with contextlib.suppress(ConnectionClosed, OSError):
                socket.send(json.dumps(frame))

    def _asked(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        asked = urllib.request.Request(  # noqa: S310
            f"{self.url}/api/v1/conversations{path}",
            data=body,
            headers={
                "Content-Type": "application/json",
                **({"Authorization": f"Bearer {self.token}"} if self.token else {}),
            },
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
            told: dict[str, Any] = json.loads(answer.read() or b"{}")
            return told


def _spoken(events: list[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(one["author"], one["text"]) for one in events if one["author"] != "system"]


def on_lines(url: str, number: int) -> LineCaller:
    caller = LineCaller(number=number, url=url)
    caller.arrive()
    return caller
