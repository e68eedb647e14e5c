"""A customer and an agent, as they see and use the pages."""

import re
from dataclasses import dataclass

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

COUNT_SAID = """async (text) => {
  const kept = JSON.parse(localStorage.getItem('teller.conversation'));
  const events = `/api/v1/conversations/${kept.id}/events?after=0&limit=200`;
  const answer = await fetch(events,
    { headers: { Authorization: `Bearer ${kept.token}` } });
  const page = await answer.json();
  return page.events.filter((event) => event.text === text).length;
}"""

CLOSE = """async () => {
  const kept = JSON.parse(localStorage.getItem('teller.conversation'));
  await fetch(`/api/v1/conversations/${kept.id}/close`,
    { method: 'POST', headers: { Authorization: `Bearer ${kept.token}` } });
}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    page: Page
    url: str

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name="请输入您的问题")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def conversation(self) -> str:
        kept = "JSON.parse(localStorage.getItem('teller.conversation')).id"
        return str(self.page.evaluate(kept))

    def arrive(self) -> None:
        self.page.goto(f"{self.url}/chat?lang=zh-CN")
        expect(self.log.locator(".said.bot").first).to_be_visible()

    def say(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def ask_for_a_person(self) -> None:
        self.page.locator("footer").get_by_role("button", name="转人工").click()
        expect(self.page.get_by_role("region", name="排队情况")).to_be_visible()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.log.get_by_text(text).last).to_be_visible(timeout=10_000)

    def bubbles(self, text: str) -> Locator:
        return self.log.locator(".said.mine").filter(has_text=text)

    def times_stored(self, text: str) -> int:
        return int(self.page.evaluate(COUNT_SAID, text))

    def leave(self) -> None:
        """Closes the conversation behind the page's back."""
        self.page.evaluate(CLOSE)

    def end(self) -> None:
        self.page.get_by_role("button", name="结束会话").first.click()
        self.page.get_by_role("dialog").get_by_role("button", name="结束会话").click()
        expect(self.page.get_by_role("heading", name="会话已结束")).to_be_visible()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    page: Page
    url: str

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name="输入回复")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def side(self) -> Locator:
        return self.page.get_by_role("complementary")

    def arrive(self) -> None:
        self.page.goto(f"{self.url}/desk?lang=zh-CN")
        online = self.page.get_by_role("button", name="在线")
        online.click()
        expect(online).to_have_attribute("aria-pressed", "true")

    def item(self, customer: Customer) -> Locator:
        return self.page.locator(f'[data-conversation="{customer.conversation}"]')

    def pick(self, customer: Customer, view: str) -> None:
        self.page.get_by_role("tab", name=re.compile(view)).click()
        self.item(customer).click()
        expect(self.log).to_be_visible()

    def take(self, customer: Customer) -> None:
        self.pick(customer, "排队")
        self.page.get_by_role("button", name="接入").click()
        expect(self.page.get_by_text("由您服务")).to_be_visible()

    def reply(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")
        expect(self.log.locator(".said.agent").filter(has_text=text)).to_be_visible()

    def sees(self, text: str) -> None:
        expect(self.log.get_by_text(text).last).to_be_visible(timeout=10_000)

    def hand_back(self) -> None:
        self._answer("交回机器人")
        expect(self.page.get_by_text("由智能客服服务")).to_be_visible()

    def close(self) -> None:
        self._answer("结束会话")
        expect(self.page.locator(".owner.closed")).to_be_visible()

    def _answer(self, act: str) -> None:
        self.page.get_by_role("button", name=act).click()
        self.page.get_by_role("dialog").get_by_role("button", name=act).click()


def watch(page: Page) -> list[str]:
    """Everything that goes wrong on a page from now on, as it comes."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: _note(line, wrong))
    return wrong


def _note(line: ConsoleMessage, wrong: list[str]) -> None:
    # A desk asks who is logged in; the answer "nobody" is no fault of the page.
    if line.type == "error" and "401" not in line.text:
        wrong.append(line.text)
