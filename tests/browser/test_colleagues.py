"""Two agents and one customer: offered, passed on with a note, answered by one."""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Agent, Customer
from tests.browser.service import Service

pytestmark = pytest.mark.browser

MARK = {"X-Teller": "desk"}


@pytest.fixture
def colleague(agent: Agent, opens: Opens, service: Service) -> Iterator[Agent]:
    """Another agent, who is online."""
    name, password = f"a{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    desk, made = f"{service.url}/api/v1/desk", {"name": name, "role": "agent"}
    added = agent.page.request.post(
        f"{service.url}/api/v1/staff",
        headers=MARK,
        data={**made, "display_name": f"同事{name}", "password": password},
    )
    assert added.ok, added.text()
    page = opens().new_page()
    page.request.post(f"{desk}/login", data={"name": name, "password": password})
    changed = {"old": password, "new": f"{password}-2"}
    page.request.post(f"{desk}/password", headers=MARK, data=changed)
    other = Agent(page=page, url=service.url)
    other.arrive()
    yield other
    page.request.put(f"{desk}/presence", headers=MARK, data={"state": "offline"})


def test_a_conversation_is_passed_on_with_a_note(
    customer: Customer, agent: Agent, colleague: Agent
) -> None:
    customer.say("信用卡年费怎么收")
    customer.ask_for_a_person()
    agent.take(customer)
    agent.box.fill("这句还没发")

    agent.page.keyboard.press("Alt+Digit4")
    dialog = agent.page.get_by_role("dialog")
    dialog.get_by_text("同事", exact=True).first.click()
    chosen = dialog.locator("select option:not([disabled])")
    dialog.locator("select").select_option(chosen.last.get_attribute("value") or "")
    dialog.get_by_label("说明（只有同事能看到）").fill("客户问第二年的年费")
    dialog.get_by_role("button", name="转接", exact=True).click()

    offers = colleague.page.get_by_role("alert")
    offered = offers.filter(has_text=customer.conversation[:4])
    offered.get_by_role("button", name=re.compile("^接受")).click()
    colleague.sees("客户问第二年的年费")
    expect(colleague.box).to_have_value("")
    colleague.reply("您好，我接着为您服务。")
    customer.sees("您好，我接着为您服务。")
    expect(agent.page.get_by_text(re.compile("由 同事.* 服务"))).to_be_visible()
    colleague.close()


def test_a_whole_offer_is_taken_with_two_keys(customer: Customer, agent: Agent) -> None:
    customer.ask_for_a_person()
    expect(agent.page.get_by_role("button", name=re.compile("^接受"))).to_be_visible()

    agent.page.keyboard.press("Alt+Enter")

    expect(agent.page.get_by_text("由您服务")).to_be_visible()
    expect(agent.box).to_be_focused()
    agent.close()
