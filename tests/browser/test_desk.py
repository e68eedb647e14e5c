"""What an agent does all day: help at hand, an end, drafts, search, keys."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.people import Agent, Customer

pytestmark = pytest.mark.browser

FEE = "信用卡年费怎么收"


def test_replies_at_hand_need_only_the_keyboard(
    customer: Customer, agent: Agent
) -> None:
    customer.say(FEE)
    customer.ask_for_a_person()
    agent.take(customer)
    keyboard = agent.page.keyboard

    expect(agent.side.get_by_text("建议回复")).to_be_visible()
    keyboard.press("Alt+Digit1")
    expect(agent.box).to_have_value(re.compile("普卡"))
    agent.box.fill("/qsd")
    expect(agent.page.get_by_role("option", name=re.compile("请稍等"))).to_be_visible()
    keyboard.press("Enter")
    expect(agent.box).to_have_value(re.compile("^请您稍等"))
    keyboard.press("Control+Enter")

    customer.sees(re.compile("^请您稍等"))
    agent.close()


def test_the_end_is_filled_in_before_and_remembered(
    customer: Customer, agent: Agent
) -> None:
    customer.say(FEE)
    customer.ask_for_a_person()
    agent.take(customer)
    agent.page.keyboard.press("Alt+Digit0")
    dialog = agent.page.get_by_role("dialog")

    expect(dialog.get_by_label("来访原因")).to_have_value("card/fee")
    expect(dialog.get_by_label("小结")).to_have_value(FEE)
    dialog.get_by_text("已解决", exact=True).click()
    dialog.get_by_role("button", name="结束会话").click()

    expect(agent.page.locator(".owner.closed")).to_be_visible()
    agent.page.get_by_role("tab", name="历史").click()
    expect(agent.side.get_by_text("以往小结")).to_be_visible()


def test_a_draft_is_there_in_another_browser(
    customer: Customer, agent: Agent, opens: Opens, logged_in: Path
) -> None:
    customer.ask_for_a_person()
    agent.take(customer)
    draft = f"还没写完 {datetime.now(UTC):%H%M%S}"
    with agent.page.expect_response(re.compile("/draft$")) as saved:
        agent.box.fill(draft)
    assert saved.value.ok

    other = Agent(page=opens(kept=logged_in).new_page(), url=agent.url)
    other.arrive()
    other.pick(customer, "我的")

    expect(other.box).to_have_value(draft)
    other.close()


def test_search_finds_what_was_said_in_a_conversation_of_the_bot(
    customer: Customer, agent: Agent
) -> None:
    word = f"词{datetime.now(UTC):%H%M%S%f}"
    customer.say(f"我想问{word}")
    expect(customer.log.locator(".said.bot").nth(1)).to_be_visible()

    agent.page.get_by_label("搜索客户、卡尾号、内容").fill(word)

    expect(agent.item(customer)).to_be_visible()
    agent.item(customer).click()
    agent.sees(f"我想问{word}")


def test_the_keys_are_named_on_a_sheet(agent: Agent) -> None:
    agent.page.get_by_role("button", name="在线").focus()

    agent.page.keyboard.press("?")

    sheet = agent.page.get_by_role("dialog", name="快捷键")
    expect(sheet.get_by_text("填入建议回复")).to_be_visible()
    agent.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_a_question_mark_in_a_reply_is_only_a_question_mark(
    customer: Customer, agent: Agent
) -> None:
    customer.ask_for_a_person()
    agent.take(customer)

    agent.box.press_sequentially("在吗?/1")

    expect(agent.box).to_have_value("在吗?/1")
    expect(agent.page.get_by_role("dialog")).to_have_count(0)
    agent.box.fill("")
    agent.close()
