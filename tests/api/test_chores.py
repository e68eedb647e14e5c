"""The chores: nobody waits silently, nothing is forgotten, a vanished agent's
conversations go back to the queue."""

from collections.abc import Callable

import httpx2
import pytest

from api import chores
from bot.message import Owner
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague, Customer, arrived, until

pytestmark = pytest.mark.door

HUMAN = "转人工"


def notices(customer: Customer, kind: str) -> list[str]:
    return [e["text"] for e in customer.events() if e["event"] == kind]


def test_a_waiting_customer_is_told_again_and_not_before(
    house: House, customer: Customer, agent: Colleague
) -> None:
    customer.say(HUMAN)
    house.clock.forward(seconds=44)
    agent.be("online")
    chores.remind(house.service)
    early = notices(customer, "still_waiting")

    house.clock.forward(seconds=16)
    chores.remind(house.service)
    chores.remind(house.service)

    told = notices(customer, "still_waiting")
    assert early == []
    assert len(told) == 1
    assert told[0].startswith("让您久等了，您是下一位")


def test_who_waits_is_offered_other_ways(
    house: House, customer: Customer, agent: Colleague
) -> None:
    customer.say(HUMAN)
    house.clock.forward(seconds=61)
    agent.be("online")
    chores.remind(house.service)

    told = customer.events()[-1]
    assert [c["id"] for c in told["choices"]] == [
        "stay",
        "bot",
        "callback",
        "leave_message",
    ]
    assert "由我继续为您服务" in customer.say("由机器人继续", choice="bot")["text"]
    assert customer.state()["owner"] == "bot"


def test_who_waits_too_long_is_told_so_and_may_have_a_call_instead(
    house: House, customer: Customer, agent: Colleague
) -> None:
    customer.say(HUMAN)
    for _ in range(9):
        house.clock.forward(seconds=20)
        agent.be("online")
        chores.remind(house.service)

    told = notices(customer, "still_waiting")[-1]
    asked = customer.say("不排队了，给我回个电话吧")

    assert "您已经等了3分钟" in told
    assert "电话" in asked["text"]
    assert customer.state()["owner"] == "bot"


def test_who_asks_while_a_crowd_waits_is_offered_other_ways_at_once(
    house: House, client: httpx2.Client, agent: Colleague
) -> None:
    crowd = [arrived(client) for _ in range(house.rooms.desk_rules.overflow_waiting)]
    for person in crowd:
        person.say(HUMAN)

    told = arrived(client).say(HUMAN)

    assert "现在排队的客户比较多，您前面还有20位" in told["text"]
    assert "stay" in [one["id"] for one in told["choices"]]


def test_when_nobody_is_online_the_customer_hears_it_at_once(
    customer: Customer,
) -> None:
    told = customer.say(HUMAN)

    assert "目前没有人工客服在线" in told["text"]
    assert "callback" in [choice["id"] for choice in told["choices"]]


def test_when_the_last_agent_leaves_the_next_reminder_says_so(
    house: House, customer: Customer, agent: Colleague
) -> None:
    customer.say(HUMAN)
    agent.be("offline")
    house.clock.forward(seconds=60)
    chores.remind(house.service)

    assert "目前没有人工客服在线" in notices(customer, "still_waiting")[0]


def test_a_vanished_agents_conversations_go_back_to_their_old_place(
    house: House, client: httpx2.Client, agent: Colleague
) -> None:
    first, second = arrived(client), arrived(client)
    first.say(HUMAN)
    house.clock.forward(seconds=5)
    second.say(HUMAN)
    agent.act(first.id, "take")

    house.clock.forward(seconds=24)
    chores.requeue_lost(house.service)

    assert first.state()["owner"] == "queue"
    assert [card["id"] for card in agent.listed("queue")] == [first.id, second.id]
    assert "回到排队的原来位置" in notices(first, "requeued")[0]
    assert agent.reply(first.id, "还在吗？").status_code == 409


def test_an_agent_who_is_heard_keeps_what_he_holds(
    house: House, customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    house.clock.forward(seconds=23)
    chores.requeue_lost(house.service)

    assert customer.state()["owner"] == "agent"


def test_nobody_is_requeued_twice(
    house: House, customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    house.clock.forward(seconds=60)
    chores.requeue_lost(house.service)
    chores.requeue_lost(house.service)

    assert len(notices(customer, "requeued")) == 1


def test_what_was_said_to_a_page_counts_as_sent(
    house: House, customer: Customer
) -> None:
    customer.say("信用卡年费怎么收")

    chores.deliver(house.service)

    assert house.rooms.records.outbox.pending() == 0


def test_the_chores_run_by_themselves(
    house: House, customer: Customer, colleague: Callable[[str], Colleague]
) -> None:
    customer.say(HUMAN)
    house.clock.forward(seconds=60)

    until(lambda: bool(notices(customer, "still_waiting")), "a reminder")

    assert house.rooms.records.conversations.find("main", owner=Owner.QUEUE)
