"""Everybody can use the pages: no axe violation, no sideways scrolling."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import PHONE, SCREEN, Opens, Theme
from tests.browser.people import Agent, Customer
from tests.browser.service import Service

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
THEMES: tuple[Theme, ...] = ("light", "dark")


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "axe.run(document, { resultTypes: ['violations'] })"
    )
    return [
        f"{each['id']}: {node['html']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_the_chat_has_no_barrier_on_a_small_phone(
    opens: Opens, service: Service, theme: Theme, large: bool
) -> None:
    context = opens(size=PHONE, theme=theme, policy=False)
    customer = Customer(page=context.new_page(), url=service.url)
    customer.arrive()
    if large:
        customer.page.get_by_role("button", name="大字版").click()
    customer.say("信用卡年费怎么收")
    expect(customer.log.get_by_role("button", name="没帮助")).to_be_visible()
    assert violations(customer.page) == []
    customer.ask_for_a_person()
    assert violations(customer.page) == []
    customer.end()
    customer.page.get_by_text("未解决", exact=True).click()

    assert violations(customer.page) == []
    assert not scrolls_sideways(customer.page)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
def test_the_desk_has_no_barrier(
    opens: Opens, service: Service, customer: Customer, logged_in: Path,
    theme: Theme, size: ViewportSize,
) -> None:  # fmt: skip
    context = opens(theme=theme, policy=False, kept=logged_in)
    agent = Agent(page=context.new_page(), url=service.url)
    agent.arrive()
    customer.say("信用卡年费怎么收")
    customer.ask_for_a_person()
    agent.take(customer)
    agent.reply("您好")
    agent.page.set_viewport_size(size)

    for name in ("辅助", "客户", "知识", "备注", "历史"):
        agent.page.evaluate(
            "(name) => [...document.querySelectorAll('[role=tab]')]"
            ".find((tab) => tab.innerText.startsWith(name)).click()",
            name,
        )
        assert violations(agent.page) == []
    assert not scrolls_sideways(agent.page)
    agent.page.set_viewport_size(SCREEN)
    agent.close()


@pytest.mark.parametrize("theme", THEMES)
def test_the_board_has_no_barrier(
    opens: Opens, service: Service, logged_in: Path, theme: Theme
) -> None:
    page = opens(theme=theme, policy=False, kept=logged_in).new_page()
    page.goto(f"{service.url}/board?lang=zh-CN")
    expect(page.get_by_role("button", name="等到人工（中位）")).to_be_visible()
    assert violations(page) == []

    page.set_viewport_size(PHONE)

    assert violations(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("theme", THEMES)
def test_the_door_of_the_desk_has_no_barrier(
    opens: Opens, service: Service, theme: Theme
) -> None:
    page = opens(theme=theme, policy=False).new_page()
    page.goto(f"{service.url}/desk?lang=zh-CN")
    expect(page.get_by_role("button", name="登录")).to_be_visible()

    assert violations(page) == []


def test_both_languages_are_one_press_apart(customer: Customer) -> None:
    customer.page.get_by_role("button", name="EN", exact=True).click()

    expect(customer.page.get_by_role("button", name="Talk to a person")).to_be_visible()
    assert customer.page.evaluate("document.documentElement.lang") == "en"
