"""Writing: half-composed text is never sent, and the keyboard alone is enough."""

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.people import Agent, Customer

pytestmark = pytest.mark.browser

HALF = "xinyongka"
ENTER = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}


def compose(page: Page) -> CDPSession:
    """Leaves an input method in the middle of a word, then presses Enter."""
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition",
        {"text": HALF, "selectionStart": len(HALF), "selectionEnd": len(HALF)},
    )
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **ENTER})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **ENTER})
    return session


def test_enter_during_composition_sends_nothing(customer: Customer) -> None:
    customer.box.focus()

    session = compose(customer.page)

    expect(customer.bubbles(HALF)).to_have_count(0)
    session.send("Input.insertText", {"text": "信用卡"})
    customer.box.press("Enter")
    expect(customer.bubbles("信用卡")).to_have_count(1)
    assert customer.times_stored(HALF) == 0


def test_enter_during_composition_sends_nothing_at_the_desk(
    customer: Customer, agent: Agent
) -> None:
    customer.ask_for_a_person()
    agent.take(customer)
    agent.box.focus()

    compose(agent.page)

    expect(agent.log.locator(".said.agent")).to_have_count(0)
    agent.page.reload()
    agent.pick(customer, "我的")
    agent.close()


def test_a_key_of_an_old_input_method_sends_nothing(customer: Customer) -> None:
    customer.box.fill(HALF)

    customer.box.evaluate(
        "(box) => box.dispatchEvent(new KeyboardEvent('keydown',"
        " { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }))"
    )

    expect(customer.bubbles(HALF)).to_have_count(0)


def press_tab_to(page: Page, name: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "document.activeElement.getAttribute('aria-label')"
            " || document.activeElement.innerText"
        )
        if str(here).strip() == name:
            return
    raise AssertionError(f"{name} cannot be reached by Tab")


def test_the_keyboard_alone_reaches_a_person_and_the_end(customer: Customer) -> None:
    press_tab_to(customer.page, "转人工")
    customer.page.keyboard.press("Enter")
    expect(customer.page.get_by_role("region", name="排队情况")).to_be_visible()

    customer.page.keyboard.press("Shift+Tab")
    press_tab_to(customer.page, "结束会话")
    customer.page.keyboard.press("Enter")
    press_tab_to(customer.page, "结束会话")
    customer.page.keyboard.press("Enter")

    expect(customer.page.get_by_role("heading", name="会话已结束")).to_be_visible()


def test_the_desk_is_worked_by_keyboard(customer: Customer, agent: Agent) -> None:
    customer.ask_for_a_person()
    agent.page.get_by_role("tab", name="我的").focus()

    agent.page.keyboard.press("ArrowRight")
    expect(agent.item(customer)).to_be_visible()
    agent.page.keyboard.press("Alt+ArrowDown")
    expect(agent.item(customer)).to_have_attribute("aria-current", "true")
    agent.page.get_by_role("button", name="接入").press("Enter")
    expect(agent.box).to_be_focused()
    agent.page.keyboard.type("键盘回复")
    agent.page.keyboard.press("Enter")

    customer.sees("键盘回复")
    agent.close()
