"""A desk whose browser dies, hangs or has a twin: no words go astray."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import PHONE, Opens
from tests.browser.people import Agent, Customer

pytestmark = pytest.mark.browser

TYPED_IN_ONE_BREATH = """(words) => {
  const box = document.getElementById('reply');
  box.value = words;
  box.dispatchEvent(new InputEvent('input', { bubbles: true }));
  const enter = { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true };
  box.dispatchEvent(new KeyboardEvent('keydown', enter));
}"""


def test_a_reply_that_was_under_way_when_the_window_died_arrives_later(
    customer: Customer, agent: Agent
) -> None:
    customer.ask_for_a_person()
    agent.take(customer)
    agent.page.route("**/reply", lambda route: route.abort())
    agent.box.fill("正在发送的话")
    agent.box.press("Enter")
    expect(agent.log.locator(".pending")).to_have_count(1)
    context = agent.page.context
    agent.page.close()

    again = Agent(page=context.new_page(), url=agent.url)
    again.arrive()

    customer.sees("正在发送的话")
    again.pick(customer, "我的")
    expect(again.log.get_by_text("正在发送的话")).to_have_count(1)
    expect(again.box).to_have_value("")
    again.close()


def test_the_last_key_before_enter_is_sent_too(
    customer: Customer, agent: Agent
) -> None:
    customer.ask_for_a_person()
    agent.take(customer)
    agent.box.fill("您好，请")

    agent.page.evaluate(TYPED_IN_ONE_BREATH, "您好，请稍等。")

    customer.sees("您好，请稍等。")
    expect(agent.box).to_have_value("")
    agent.close()


def test_a_slow_answer_to_an_offer_calls_nobody_away_from_another_customer(
    customer: Customer, agent: Agent, opens: Opens
) -> None:
    customer.ask_for_a_person()
    agent.take(customer)
    other = Customer(page=opens(size=PHONE).new_page(), url=customer.url)
    other.arrive()
    other.ask_for_a_person()
    waiting: list[Route] = []
    agent.page.route("**/accept", lambda route: waiting.append(route))
    accept = agent.page.get_by_role("alert").get_by_role("button").first
    accept.click(timeout=20_000)
    agent.page.wait_for_timeout(300)
    agent.pick(customer, "我的")
    agent.box.fill("给第一位客户的话")

    waiting[0].continue_()

    expect(agent.item(other)).to_be_visible()
    expect(agent.item(customer)).to_have_attribute("aria-current", "true")
    expect(agent.box).to_have_value("给第一位客户的话")
    other.leave()
    agent.close()


def test_the_reason_of_a_break_is_the_same_on_every_page_of_an_agent(
    agent: Agent,
) -> None:
    twin = Agent(page=agent.page.context.new_page(), url=agent.url)
    twin.page.goto(agent.page.url)
    online = twin.page.get_by_role("button", name="在线")
    expect(online).to_have_attribute("aria-pressed", "true")
    chosen = agent.page.get_by_role("group", name="在线状态").locator("select")
    seen = twin.page.get_by_role("group", name="在线状态").locator("select")

    chosen.select_option("break:meal")
    expect(seen).to_have_value("break:meal", timeout=15_000)
    chosen.select_option("break:rest")

    expect(seen).to_have_value("break:rest", timeout=15_000)
