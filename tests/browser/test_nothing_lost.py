"""Reload, a second tab and a lost network: nothing is lost, nothing is doubled."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Agent, Customer

pytestmark = pytest.mark.browser


def test_a_reload_shows_the_same_conversation(customer: Customer) -> None:
    customer.say("信用卡年费怎么收")
    customer.sees("信用卡年费怎么收")
    expect(customer.bubbles("信用卡年费怎么收")).to_have_count(1)

    customer.page.reload()

    expect(customer.bubbles("信用卡年费怎么收")).to_have_count(1)
    expect(customer.log.locator(".said.bot")).to_have_count(2)


def test_a_second_tab_joins_and_shows_each_message_once(customer: Customer) -> None:
    second = Customer(page=customer.page.context.new_page(), url=customer.url)
    second.arrive()

    second.say("在第二个标签页里说")

    expect(customer.bubbles("在第二个标签页里说")).to_have_count(1)
    expect(second.bubbles("在第二个标签页里说")).to_have_count(1)
    assert customer.times_stored("在第二个标签页里说") == 1


def test_words_written_offline_are_sent_once_when_the_network_is_back(
    customer: Customer,
) -> None:
    context = customer.page.context
    context.set_offline(True)
    customer.say("断网时写的话")
    customer.sees("待网络恢复后发送")

    context.set_offline(False)

    expect(customer.log.locator(".pending")).to_have_count(0, timeout=30_000)
    expect(customer.bubbles("断网时写的话")).to_have_count(1)
    assert customer.times_stored("断网时写的话") == 1


def test_words_written_offline_survive_a_closed_tab(customer: Customer) -> None:
    context = customer.page.context
    context.set_offline(True)
    customer.say("关掉标签页前写的话")
    customer.sees("关掉标签页前写的话")
    customer.page.close()
    context.set_offline(False)

    again = Customer(page=context.new_page(), url=customer.url)
    again.arrive()

    expect(again.log.locator(".pending")).to_have_count(0, timeout=30_000)
    assert again.times_stored("关掉标签页前写的话") == 1


def test_a_forgotten_conversation_begins_anew_and_says_so(customer: Customer) -> None:
    customer.page.evaluate(
        "localStorage.setItem('teller.conversation',"
        " JSON.stringify({ id: 'nobody', token: 'nothing' }))"
    )

    customer.page.reload()

    expect(customer.page.get_by_text("上次的会话已失效")).to_be_visible()
    expect(customer.log.locator(".said.bot")).to_have_count(1)


def test_a_desk_that_was_offline_shows_what_it_missed(
    customer: Customer, agent: Agent
) -> None:
    customer.ask_for_a_person()
    agent.take(customer)
    agent.page.context.set_offline(True)
    expect(agent.page.get_by_text("连接已断开")).to_be_visible()
    customer.say("您还在吗")
    expect(customer.log.locator(".pending")).to_have_count(0)

    agent.page.context.set_offline(False)

    agent.sees("您还在吗")
    agent.close()
