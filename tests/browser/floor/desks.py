"""Agents of the floor at their desks, and the supervisor: each act as hands do it."""

import contextlib
import re
from dataclasses import dataclass, field
from random import Random

from playwright.sync_api import Error as Refused
from playwright.sync_api import Locator, Page

from tests.browser.floor.ledger import Ledger
from tests.browser.floor.machine import Machine
from tests.browser.people import Agent

ARRIVES_MS = 30_000
PATIENCE_MS = 4_000
"""How long an agent tries what cannot be done at the moment."""
VIEWS = ("我的", "排队", "机器人")
CHOSEN = ".list .item[aria-current=true]"
LISTED = """() => Array.from(document.querySelectorAll('#listed .item'))
  .map((each) => each.dataset.conversation)"""
SHOWN = """() => ({
  counts: Array.from(document.querySelectorAll('.list [role=tab] .count'))
    .map((each) => each.innerText),
  items: Array.from(document.querySelectorAll('#listed .item')).map((each) => [
    each.dataset.conversation,
    each.querySelector('b').innerText,
    (each.querySelector('.topic') || { innerText: '' }).innerText,
    each.querySelector('.draft') ? 'draft' : each.querySelector('.last').innerText,
  ]),
})"""
WORDS = """() => Array.from(document.querySelectorAll('[role=log] > *'))
  .map((each) => each.innerText)"""


@dataclass(slots=True, kw_only=True)
class Seat:
    """An agent who logs in anew whenever the computer starts."""

    name: str
    shown_as: str
    password: str
    url: str
    machine: Machine
    ledger: Ledger = field(default_factory=Ledger)
    chance: Random = field(default_factory=Random)
    said: int = 0
    conversation: str = ""
    """The one that is to be answered next."""
    listed: list[str] = field(default_factory=list)
    """Their own conversations, as they saw them last."""
    down: str = ""
    """What befell the computer: kill, sleep or offline."""
    _page: list[Page] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self._page[0]

    @property
    def awake(self) -> bool:
        return self.down in ("", "offline")

    @property
    def _box(self) -> Locator:
        return self.page.get_by_role("textbox", name="输入回复")

    def arrive(self) -> None:
        self._page[:] = [self.machine.start()]
        login = f"{self.url}/api/v1/desk/login"
        who = {"name": self.name, "password": self.password}
        logged_in = self.page.request.post(login, data=who)
        assert logged_in.ok, logged_in.text()
        self.page.set_default_timeout(ARRIVES_MS)
        Agent(page=self.page, url=self.url).arrive()
        self.page.set_default_timeout(PATIENCE_MS)

    def fall(self, how: str) -> None:
        self.down = how
        match how:
            case "kill":
                self.machine.kill()
            case "sleep":
                self.machine.sleep()
            case _:
                self.page.context.set_offline(True)

    def rise(self) -> None:
        how, self.down = self.down, ""
        match how:
            case "kill":
                self.arrive()
            case "sleep":
                self.machine.wake()
            case "offline":
                self.page.context.set_offline(False)

    def act(self, name: str) -> None:
        """What cannot be done at the moment is given up, as a person would."""
        try:
            getattr(self, name)()
        except Refused:
            with contextlib.suppress(Refused):
                self.page.keyboard.press("Escape")
        with contextlib.suppress(Refused):
            again = self.page.get_by_role("button", name="知道了")
            if again.is_visible():
                again.click()

    def be_online(self) -> None:
        online = self.page.get_by_role("button", name="在线")
        if online.get_attribute("aria-pressed") != "true":
            online.click()

    def accept(self) -> None:
        offered = self.page.get_by_role("button", name=re.compile("^接受"))
        if offered.count():
            offered.first.click()
        else:
            self.take()

    def take(self) -> None:
        if self._open("排队"):
            self.page.get_by_role("button", name="接入").click()

    def answer(self) -> None:
        found = self._open("我的")
        if found:
            self._send(found, "答")

    def answer_late(self) -> None:
        """The last words before something befalls the computer."""
        self.answer()

    def draft(self) -> None:
        found = self._open("我的")
        if found:
            self._write(f"稿{self.ledger.marks[found]}：{self.shown_as}。")

    def hand_back(self) -> None:
        self._end("交回机器人")

    def close(self) -> None:
        self._end("结束会话")

    def pass_on(self) -> None:
        if not self._open("我的"):
            return
        self.page.get_by_role("button", name="转接", exact=True).click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_text("同事", exact=True).first.click()
        there = dialog.locator("select option:not([disabled])")
        there.first.wait_for(state="attached")
        dialog.locator("select").select_option(there.last.get_attribute("value") or "")
        dialog.get_by_role("button", name="转接", exact=True).click()
        dialog.wait_for(state="detached")

    def look_at_mine(self) -> None:
        self.listed = []
        self.listed = self._listed("我的")

    def reply_to_chosen(self) -> None:
        """The same as `answer`, to somebody chosen."""
        if self._shown(self.conversation):
            self._send(self.conversation, "终")

    def sending(self) -> bool:
        """Whether words are under way that the service has neither got nor refused."""
        pending = self.page.locator(".said.pending")
        return pending.count() > pending.locator(".error").count()

    def waiting_to_be_sent(self) -> list[str]:
        """Words on the screen that the service has not got, or refused."""
        return self.page.locator(".said.pending .bubble").all_inner_texts()

    def written(self) -> str:
        return self._box.input_value() if self._box.count() else ""

    def _open(self, view: str) -> str:
        """Somebody of that list; empty when there is nobody."""
        listed = self._listed(view)
        if not listed:
            return ""
        found = self.chance.choice(listed[:6])
        return found if self._shown(found) else ""

    def _listed(self, view: str) -> list[str]:
        self.page.get_by_role("tab", name=re.compile(view)).click()
        return list(self.page.evaluate(LISTED))

    def _shown(self, conversation: str) -> bool:
        self.page.locator(f'[data-conversation="{conversation}"]').click()
        self.page.get_by_role("log").wait_for()
        # Rows move: whoever is opened by such a slip is not the one who was meant.
        if self.page.locator(CHOSEN).get_attribute("data-conversation") != conversation:
            return False
        whose = self.ledger.marks.get(conversation, "")
        self.ledger.drafted(whose, self._box.input_value())
        return bool(whose)

    def _write(self, words: str) -> None:
        if not self.page.get_by_text("由您服务").is_visible():
            raise Refused("somebody else has it")
        self._box.fill(words)

    def _send(self, conversation: str, how: str) -> None:
        self.said += 1
        whose = self.ledger.marks[conversation]
        words = f"{how}{whose}：{self.shown_as}，{self.said}。"
        said = (self.shown_as, conversation, words)
        self.ledger.tried.append(said)
        self._write(words)
        self._box.press("Enter")
        if not self._box.input_value():
            self.ledger.tried.remove(said)
            self.ledger.replies.append(said)

    def _end(self, act: str) -> None:
        if self._open("我的"):
            self.page.get_by_role("button", name=act).click()
            dialog = self.page.get_by_role("dialog")
            dialog.get_by_role("button", name=act).click()
            dialog.wait_for(state="detached")


def mine_on(page: Page) -> list[str]:
    page.get_by_role("tab", name=re.compile("我的")).click()
    page.wait_for_timeout(250)
    return list(page.evaluate(LISTED))


def shown_by(page: Page) -> dict[str, object]:
    """Every list of a desk page, with its counts."""
    told: dict[str, object] = {}
    for view in VIEWS:
        page.get_by_role("tab", name=re.compile(view)).click()
        page.wait_for_timeout(250)
        told[view] = page.evaluate(SHOWN)
    return told


def log_of(page: Page, conversation: str) -> list[str]:
    page.locator(f'[data-conversation="{conversation}"]').click()
    page.get_by_role("log").wait_for()
    page.wait_for_timeout(250)
    return list(page.evaluate(WORDS))
