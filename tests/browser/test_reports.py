"""The pages of people: proofs by two, and what customers said, for whoever may see."""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bank import account
from tests.browser.card import Card
from tests.browser.conftest import PHONE, SCREEN, Opens, Theme
from tests.browser.people import Agent, Customer, watch
from tests.browser.service import Service
from tests.browser.test_reach import scrolls_sideways, violations

pytestmark = pytest.mark.browser

MARK = {"X-Teller": "desk"}
TITLES = {
    "satisfaction": {"zh-CN": "客户满意度", "en": "Satisfaction"},
    "vouching": {"zh-CN": "双人证明", "en": "Proof by two people"},
}


@pytest.fixture
def page(opens: Opens, logged_in: Path) -> Page:
    """Of an administrator."""
    return opens(policy=False, kept=logged_in).new_page()


@pytest.fixture
def supervisor(page: Page, opens: Opens, service: Service) -> Iterator[Page]:
    """Somebody else who may decide."""
    name, password = f"s{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    made = {"name": name, "role": "supervisor", "password": password}
    added = page.request.post(
        f"{service.url}/api/v1/staff",
        headers=MARK,
        data={**made, "display_name": f"主管{name}"},
    )
    assert added.ok, added.text()
    other = opens().new_page()
    desk = f"{service.url}/api/v1/desk"
    other.request.post(f"{desk}/login", data={"name": name, "password": password})
    changed = {"old": password, "new": f"{password}-2"}
    other.request.post(f"{desk}/password", headers=MARK, data=changed)
    yield other


def test_one_asks_another_confirms_and_the_customer_is_proved(
    customer: Customer, agent: Agent, page: Page, supervisor: Page, service: Service
) -> None:
    customer.ask_for_a_person()
    agent.take(customer)
    agent.page.request.post(
        f"{service.url}/api/v1/desk/conversations/{customer.conversation}"
        "/verification-requests",
        headers=MARK,
    )
    Card(page=customer.page).claim(account("C0001"))
    agent.page.get_by_role("tab", name="客户", exact=True).click()
    agent.side.get_by_role("button", name="请第二人证明").click()
    dialog = agent.page.get_by_role("dialog")
    dialog.locator("select").select_option("no_app")
    dialog.get_by_role("button", name="请第二人证明").click()
    expect(dialog.get_by_role("status")).to_contain_text("等第二人确认")

    page.goto(f"{service.url}/vouching?lang=zh-CN")
    expect(page.get_by_text("这是您提出的").first).to_be_visible()
    expect(page.get_by_role("button", name="确认是本人").first).to_be_disabled()
    supervisor.goto(f"{service.url}/vouching?lang=zh-CN")
    supervisor.get_by_role("button", name="确认是本人").first.click()

    decided = supervisor.get_by_role("region", name="已有结果")
    expect(decided.get_by_text("已确认").first).to_be_visible()
    dialog.get_by_role("button").last.click()
    expect(agent.side.get_by_text(re.compile("已核身")).first).to_be_visible()
    agent.close()


def test_what_customers_said_is_counted_on_the_page(
    customer: Customer, page: Page, service: Service
) -> None:
    wrong = watch(page)
    customer.say("信用卡年费怎么收")
    customer.end()
    customer.page.get_by_text("已解决", exact=True).click()
    customer.page.get_by_role("button", name="提交").click()

    page.goto(f"{service.url}/satisfaction?lang=zh-CN")

    expect(
        page.get_by_role("region", name="按天").get_by_role("row")
    ).not_to_have_count(0)
    expect(page.get_by_role("region", name="最近的评价")).to_contain_text("已解决")
    assert wrong == []


@pytest.mark.parametrize("name", sorted(TITLES))
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_reports_have_no_barrier(
    opens: Opens, service: Service, logged_in: Path, name: str, theme: Theme
) -> None:
    page = opens(theme=theme, policy=False, kept=logged_in).new_page()
    for language, title in TITLES[name].items():
        page.set_viewport_size(SCREEN)
        page.goto(f"{service.url}/{name}?lang={language}")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        expect(page.get_by_role("region").first).to_be_visible()
        assert violations(page) == []
        page.set_viewport_size(PHONE)
        assert violations(page) == []
        assert not scrolls_sideways(page)
