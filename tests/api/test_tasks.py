"""A task through the doors: asked, done, told; and who falls silent is asked again."""

import httpx2
import pytest

from api import chores
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Customer, until

pytestmark = pytest.mark.door


def begun(customer: Customer) -> None:
    customer.say("登记投诉", choice="flow:complaint")


def said_by_bot(customer: Customer) -> list[str]:
    return [one["text"] for one in customer.events() if one["author"] == "bot"]


def test_a_task_is_done_and_its_result_told(
    client: httpx2.Client, customer: Customer
) -> None:
    begun(customer)
    customer.say("柜台排队太久")
    customer.say("13800000000")

    until(lambda: "已经登记" in said_by_bot(customer)[-1], "the reference")

    assert customer.state()["working"] is False


def test_who_falls_silent_is_asked_once_more_and_only_once(
    house: House, customer: Customer
) -> None:
    begun(customer)
    before = len(said_by_bot(customer))

    house.clock.forward(seconds=119)
    chores.ask_again(house.service)
    early = len(said_by_bot(customer))
    house.clock.forward(seconds=2)
    chores.ask_again(house.service)
    chores.ask_again(house.service)
    house.clock.forward(seconds=121)
    chores.ask_again(house.service)

    assert early == before
    assert len(said_by_bot(customer)) == before + 1
    assert "请说说发生了什么" in said_by_bot(customer)[-1]


def test_nobody_is_reminded_outside_a_task(house: House, customer: Customer) -> None:
    before = len(said_by_bot(customer))

    house.clock.forward(seconds=121)
    chores.ask_again(house.service)

    assert len(said_by_bot(customer)) == before
