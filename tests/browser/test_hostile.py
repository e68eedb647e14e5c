"""Hostile words from either side stay words, with and without the policy."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.people import Agent, Customer, watch
from tests.browser.service import Service

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<script>fired=1</script>",
    "<img src=x onerror=fired=1>",
    "<svg onload=fired=1>",
    "<svg><animate onbegin=fired=1 attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.fired=1</script>'></iframe>",
    "<a href='javascript:fired=1' autofocus onfocus=fired=1>x</a>",
    "<details open ontoggle=fired=1>",
    "<input autofocus onfocus=fired=1>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=fired=1>",
    "<noscript><p title='</noscript><img src=x onerror=fired=1>'>",
    "[x](javascript:fired=1)",
    "![x](x' onerror='fired=1)",
    "${fired=1}{{fired=1}}`${fired=1}`",
    '"><img src=x onerror=fired=1>',
    "<form><button formaction=javascript:fired=1>x",
    "<base href='//evil.example/'><link rel=import href=//evil.example>",
)


def fired(page: Page) -> bool:
    return bool(page.evaluate("typeof window.fired !== 'undefined'"))


@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])
def test_hostile_words_fire_nothing_on_either_page(
    opens: Opens, service: Service, logged_in: Path, policy: bool
) -> None:
    there = opens(policy=policy)
    here = opens(policy=policy, kept=logged_in)
    customer = Customer(page=there.new_page(), url=service.url)
    agent = Agent(page=here.new_page(), url=service.url)
    customer.arrive()
    agent.arrive()
    customer.ask_for_a_person()
    agent.take(customer)

    for payload in PAYLOADS:
        customer.say(payload)
    expect(customer.log.locator(".pending")).to_have_count(0)
    for payload in PAYLOADS:
        agent.box.fill(payload)
        agent.box.press("Enter")
    expect(customer.log.locator(".said.agent")).to_have_count(len(PAYLOADS))
    agent.page.wait_for_timeout(300)

    assert not fired(customer.page)
    assert not fired(agent.page)
    agent.close()


def test_the_pages_break_none_of_their_own_policy(
    opens: Opens, service: Service, logged_in: Path
) -> None:
    context = opens(kept=logged_in)
    page = context.new_page()
    wrong = watch(page)

    for path in ("/chat", "/desk", "/widget-demo"):
        page.goto(service.url + path)
        page.wait_for_load_state("networkidle")

    assert wrong == []


def test_a_policy_that_forbids_scripts_comes_with_each_page(
    opens: Opens, service: Service
) -> None:
    page = opens().new_page()

    for path in ("/chat", "/desk"):
        answer = page.goto(service.url + path)

        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy


def test_the_frame_on_a_bank_page_opens_and_minimises(
    opens: Opens, service: Service
) -> None:
    page = opens().new_page()
    page.goto(f"{service.url}/widget-demo")
    launcher = page.get_by_role("button", name="在线客服")
    expect(page.locator("iframe")).to_have_count(0)

    launcher.click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("log").locator(".said.bot")).to_have_count(1)
    frame.get_by_role("button", name="收起").click()

    expect(page.locator("iframe")).to_be_hidden()
    expect(launcher).to_be_focused()
