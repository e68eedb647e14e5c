"""One conversation from the first question to the rating, in two browsers."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import Agent, Customer

pytestmark = pytest.mark.browser


def test_an_answer_names_its_source_and_takes_a_verdict(customer: Customer) -> None:
    customer.say("信用卡年费怎么收")
    customer.sees(re.compile("^依据："))

    customer.log.get_by_role("button", name="有帮助", exact=True).last.click()

    customer.sees("感谢您的反馈。")


def test_a_no_is_followed_by_the_question_why(customer: Customer) -> None:
    customer.say("信用卡年费怎么收")
    customer.sees(re.compile("^依据："))

    customer.log.get_by_role("button", name="没帮助").last.click()
    customer.log.get_by_role("button", name="看不明白").click()

    customer.sees("感谢您的反馈。")


def test_a_quick_reply_is_said_by_pressing_it(customer: Customer) -> None:
    customer.say("今天天气怎么样")
    choices = customer.page.get_by_role("group", name="快捷回复")
    title = choices.get_by_role("button").last.inner_text()

    choices.get_by_role("button").last.click()

    expect(customer.bubbles(title)).to_have_count(1)
    expect(choices.get_by_role("button", name=title)).to_have_count(0)


def test_a_conversation_goes_to_a_person_and_back_and_is_rated(
    customer: Customer, agent: Agent
) -> None:
    customer.say("信用卡年费怎么收")
    customer.sees(re.compile("^依据："))
    customer.ask_for_a_person()

    agent.take(customer)
    expect(agent.side.get_by_text("客户要求人工")).to_be_visible()
    agent.reply("您好，我来帮您看年费。")
    customer.sees("您好，我来帮您看年费。")
    expect(
        customer.page.get_by_role("heading", name=re.compile("人工客服"))
    ).to_be_visible()
    customer.say("谢谢，请问能减免吗")
    agent.sees("谢谢，请问能减免吗")

    agent.hand_back()
    expect(
        customer.page.get_by_role("heading", name=re.compile("智能客服"))
    ).to_be_visible()
    answers = customer.log.get_by_text(re.compile("^依据："))
    before = answers.count()
    customer.say("信用卡年费怎么收")
    expect(answers).to_have_count(before + 1)

    customer.ask_for_a_person()
    agent.take(customer)
    agent.close()
    customer.page.get_by_text("已解决", exact=True).click()
    customer.page.get_by_text("很满意", exact=True).click()
    customer.page.get_by_role("button", name="提交评价").click()
    customer.sees("感谢您的评价。")


def test_a_draft_stays_with_its_conversation(customer: Customer, agent: Agent) -> None:
    customer.ask_for_a_person()
    agent.take(customer)

    agent.box.fill("还没写完")
    agent.page.reload()
    agent.pick(customer, "我的")

    expect(agent.box).to_have_value("还没写完")
    expect(agent.item(customer)).to_contain_text("[草稿]")
    agent.close()


def test_a_note_is_for_agents_only(customer: Customer, agent: Agent) -> None:
    customer.ask_for_a_person()
    agent.take(customer)
    agent.page.get_by_role("tab", name=re.compile("备注")).click()

    agent.page.get_by_label("只有坐席能看到的备注").fill("客户着急")
    agent.page.get_by_role("button", name="添加备注").click()

    agent.sees("客户着急")
    agent.reply("请稍等。")
    customer.sees("请稍等。")
    expect(customer.page.get_by_text("客户着急")).to_have_count(0)
    agent.close()
