"""Whole tasks on the pages: asked for, proved on the secure card, done by the bank."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.bank import Account, Bank, account
from tests.browser.card import Card
from tests.browser.conftest import PHONE, SCREEN, Opens, Theme
from tests.browser.people import Agent, Customer, watch
from tests.browser.service import Service
from tests.browser.test_reach import scrolls_sideways, violations

pytestmark = pytest.mark.browser

EVERYTHING_SAID = """async () => {
  const kept = JSON.parse(localStorage.getItem('teller.conversation'));
  const answer = await fetch(
    `/api/v1/conversations/${kept.id}/events?after=0&limit=500`,
    { headers: { Authorization: `Bearer ${kept.token}` } });
  return JSON.stringify(localStorage) + await answer.text();
}"""
EVERYTHING_SHOWN = """async (id) => {
  const whole = await fetch(`/api/v1/desk/conversations/${id}`);
  const side = await fetch(`/api/v1/desk/conversations/${id}/side`);
  return await whole.text() + await side.text();
}"""


@pytest.fixture
def bank(service: Service) -> Iterator[Bank]:
    if not service.bank:
        pytest.skip("the service that was named has no simulated bank")
    beside = Bank(url=service.bank)
    beside.forget()
    yield beside
    beside.fail("well")


@pytest.fixture
def card(customer: Customer) -> Card:
    return Card(page=customer.page)


def prove(card: Card, bank: Bank, whose: Account) -> str:
    """By a code; returns it."""
    card.claim(whose)
    expect(card.whole.get_by_text("验证码已经发到")).to_be_visible()
    code = bank.code(whose)
    card.type_code(code)
    expect(card.done).to_be_visible()
    return code


def is_nowhere(code: str, customer: Customer, agent: Agent) -> None:
    said = str(customer.page.evaluate(EVERYTHING_SAID))
    shown = str(agent.page.evaluate(EVERYTHING_SHOWN, customer.conversation))
    pages = (customer.page.content(), agent.page.content())
    for text in (said, shown, *pages):
        assert not re.search(rf"(?<!\d){code}(?!\d)", text)


def test_a_bill_is_told_to_who_proved_themselves_and_the_code_is_nowhere(
    customer: Customer, agent: Agent, bank: Bank, card: Card
) -> None:
    whose = account("C0001")
    wrong = watch(customer.page)
    customer.say("查一下我的信用卡账单")

    code = prove(card, bank, whose)

    customer.sees(re.compile(rf"尾号{whose.tail}.*账单.*元"))
    agent.pick(customer, "机器人")
    expect(agent.side.get_by_text("短信验证码")).to_be_visible()
    is_nowhere(code, customer, agent)
    assert whose.phone not in str(customer.page.evaluate(EVERYTHING_SAID))
    assert wrong == []


def test_a_wrong_code_is_told_in_words_and_another_try_is_left(
    customer: Customer, bank: Bank, card: Card
) -> None:
    whose = account("C0007")
    customer.say("查一下我的信用卡账单")
    card.claim(whose)
    code = bank.code(whose)

    card.type_code(f"{(int(code) + 1) % 1_000_000:06}")

    expect(card.whole.get_by_role("alert")).to_have_text("验证码不正确，请重新输入。")
    card.type_code(code)
    customer.sees(re.compile(rf"尾号{whose.tail}.*账单.*元"))


def test_an_instalment_is_placed_after_a_yes_and_the_banks_app(
    customer: Customer, bank: Bank, card: Card
) -> None:
    whose = account("C0017")
    customer.say("我要账单分期")
    prove(card, bank, whose)
    customer.sees(re.compile("您想分期多少"))

    customer.say("全部")
    customer.sees(re.compile("分成几期"))
    customer.say("12期")
    customer.sees(re.compile("确认办理吗"))
    customer.say("确认")
    card.ask_in_app()
    asked = bank.confirm(whose)

    assert "12期" in asked
    customer.sees(re.compile("办好了，受理编号"))


def test_a_card_is_frozen_for_whoever_says_who_they_are(
    customer: Customer, card: Card
) -> None:
    customer.say("临时冻结我的卡")

    card.claim(account("C0018"), "立即保护")

    customer.sees(re.compile("已经提交临时冻结"))


def test_nobody_learns_from_a_freeze_who_is_a_customer(
    customer: Customer, card: Card
) -> None:
    customer.say("临时冻结我的卡")
    nobody = replace(account("C0018"), phone="19999999999", tail="0000")

    card.claim(nobody, "立即保护")

    customer.sees(re.compile("已经提交临时冻结"))


def test_an_agent_steps_into_a_task_and_the_bot_goes_on_with_it(
    customer: Customer, agent: Agent, bank: Bank, card: Card
) -> None:
    whose = account("C0026")
    customer.say("我要账单分期")
    prove(card, bank, whose)
    customer.sees(re.compile("您想分期多少"))
    customer.say("3000元")
    customer.sees(re.compile("分成几期"))

    customer.ask_for_a_person()
    agent.take(customer)
    expect(agent.side.get_by_text("账单分期", exact=True)).to_be_visible()
    expect(agent.side.get_by_text("3,000.00元")).to_be_visible()
    expect(agent.side.get_by_text("已核身")).to_be_visible()
    agent.reply("您好，分期可以继续办理。")
    agent.hand_back()

    customer.sees(re.compile("接着办|继续"))
    customer.say("6期")
    customer.sees(re.compile("3,000.00元.*6期.*确认办理吗"))


def test_an_agent_asks_for_a_proof_and_sees_only_that_it_was_given(
    customer: Customer, agent: Agent, bank: Bank, card: Card
) -> None:
    whose = account("C0028")
    customer.ask_for_a_person()
    agent.take(customer)

    agent.side.get_by_role("button", name="邀请核身").click()
    expect(agent.side.get_by_text("正在等待客户核身")).to_be_visible()
    code = prove(card, bank, whose)

    expect(agent.side.get_by_text("已核身")).to_be_visible(timeout=10_000)
    is_nowhere(code, customer, agent)
    assert whose.name not in agent.page.content()
    agent.close()


def test_a_loan_wish_goes_to_a_branch_and_its_outcome_comes_back(
    customer: Customer, agent: Agent
) -> None:
    answers = ("我想预约小微贷款", "零售", "两年", "50万", "进货", "上海徐汇")
    for answer in answers:
        before = customer.log.locator(".said.bot").count()
        customer.say(answer)
        expect(customer.log.locator(".said.bot")).not_to_have_count(before)
    customer.sees(re.compile("请留下您的电话"))
    customer.say("13800000000")
    customer.sees(re.compile("可以提交吗"))
    customer.say("可以")
    customer.sees(re.compile("预约成功，编号"))

    agent.pick(customer, "机器人")
    order = agent.side.get_by_role("article", name=re.compile("小微贷款预约"))
    order.get_by_role("button", name="受理", exact=True).click()
    customer.sees(re.compile("已由专人受理"))
    order.get_by_role("button", name="已联系客户").click()
    order.get_by_role("button", name="填写结果").click()
    order.get_by_label("结果（客户会看到）").fill("已约定明天上门面谈")
    order.get_by_role("button", name="办结").click()

    customer.sees(re.compile("结果：已约定明天上门面谈"))
    customer.say("我的事办得怎么样了")
    customer.sees(re.compile("已办结"))


def test_the_order_list_is_open_to_the_desk(customer: Customer, agent: Agent) -> None:
    customer.say("我要投诉")
    customer.sees(re.compile("发生了什么"))
    customer.say("柜台等了一个小时没有人理我")
    customer.sees(re.compile("电话"))
    customer.say("13900000000")
    customer.sees(re.compile("可以提交吗"))
    customer.say("可以")
    customer.sees(re.compile("投诉编号"))

    agent.page.get_by_role("button", name=re.compile("工单")).click()

    listed = agent.side.get_by_role("article", name=re.compile("投诉"))
    expect(listed.get_by_text("柜台等了一个小时没有人理我").first).to_be_visible()


def test_a_bank_that_is_down_is_told_in_plain_words(
    customer: Customer, bank: Bank, card: Card
) -> None:
    customer.say("查一下我的信用卡账单")
    prove(card, bank, account("C0016"))
    customer.sees(re.compile("账单.*元"))
    bank.fail("down")

    customer.say("查询我的信用卡额度")

    customer.sees(re.compile("没有回应|暂时|稍后"))
    bank.fail("well")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_secure_card_has_no_barrier_and_needs_no_mouse(
    opens: Opens, service: Service, theme: Theme
) -> None:
    context = opens(size=PHONE, theme=theme, policy=False)
    customer = Customer(page=context.new_page(), url=service.url)
    customer.arrive()
    customer.say("查一下我的信用卡账单")
    card = Card(page=customer.page)
    card.opens()
    assert violations(customer.page) == []
    assert not scrolls_sideways(customer.page)

    card.whole.locator("input[name=phone]").press("Enter")

    expect(card.whole.get_by_role("alert")).to_have_text("请输入 11 位手机号。")
    expect(card.whole.locator("input[name=phone]")).to_be_focused()
    assert violations(customer.page) == []
    customer.leave()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_orders_at_the_desk_have_no_barrier(
    opens: Opens, service: Service, logged_in: Path, theme: Theme
) -> None:
    context = opens(theme=theme, policy=False, kept=logged_in)
    agent = Agent(page=context.new_page(), url=service.url)
    agent.arrive()
    agent.page.get_by_role("button", name=re.compile("工单")).click()
    expect(agent.side.get_by_label("工单状态")).to_be_visible()

    assert violations(agent.page) == []


def english(page: Page, url: str) -> Card:
    page.goto(f"{url}/chat?lang=en")
    expect(page.get_by_role("log").locator(".said.bot").first).to_be_visible()
    return Card(page=page, language="en")


def test_the_whole_way_is_there_in_english_on_a_small_phone(
    opens: Opens, service: Service, bank: Bank
) -> None:
    page = opens(size=PHONE, theme="dark").new_page()
    card = english(page, service.url)
    box = page.get_by_role("textbox", name="Type your question")
    box.fill("Show me my credit card bill")
    box.press("Enter")

    card.claim(account("C0020"))
    card.type_code(bank.code(account("C0020")))

    expect(card.done).to_be_visible()
    told = page.get_by_role("log").get_by_text(re.compile("ending 6848.*CNY"))
    expect(told).to_be_visible(timeout=10_000)
    assert not scrolls_sideways(page)


def test_a_code_survives_neither_a_reload_nor_a_second_tab(
    customer: Customer, bank: Bank, card: Card
) -> None:
    whose = account("C0020")
    customer.say("查一下我的信用卡账单")
    card.claim(whose)
    expect(card.whole.get_by_label("短信验证码")).to_be_visible()
    card.whole.get_by_label("短信验证码").fill("123")

    customer.page.reload()

    card.opens()
    expect(card.whole.get_by_label("短信验证码")).to_have_value("")
    customer.page.set_viewport_size(SCREEN)
    assert not scrolls_sideways(customer.page)
