"""The office: hours, holidays, single days, and the emergency switch."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx2
import pytest

from api import routing
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import DESK, Colleague, Customer, arrived

pytestmark = pytest.mark.door

Named = Callable[[str], Colleague]
NOTICE = {"zh-CN": "系统维护中，请稍后再来。", "en": "We are being maintained."}


@pytest.fixture
def susu(colleague: Named) -> Colleague:
    return colleague("susu")


def put(one: Colleague, path: str, body: object) -> httpx2.Response:
    return one.client.put(f"{DESK}{path}", json=body, headers=one.headers)


def test_the_usual_week_is_changed_by_a_supervisor(susu: Colleague) -> None:
    wish = {"weekdays": [1, 2, 3, 4, 5, 6], "opens": "08:00", "closes": "20:00"}

    answer = put(susu, "/hours", wish).json()

    assert (answer["opens"], answer["closes"]) == ("08:00", "20:00")
    assert answer["now"]["open"] is True
    assert answer["now"]["changes_at"] == "2026-03-02T12:00:00Z"


def test_public_holidays_are_known_and_a_single_day_lies_over_them(
    house: House, colleague: Named
) -> None:
    house.clock.now = datetime(2026, 9, 30, 2, tzinfo=UTC)
    susu = colleague("susu")
    days = {one["day"]: one for one in susu.get("/hours").json()["days"]}
    put(susu, "/hours/days/2026-10-01", {"open": True, "reason": "值班"})
    over = {one["day"]: one for one in susu.get("/hours").json()["days"]}

    first = days["2026-10-01"]
    assert (first["open"], first["source"]) == (False, "library")
    assert days["2026-10-10"]["open"] is True
    assert (over["2026-10-01"]["open"], over["2026-10-01"]["source"]) == (
        True,
        "table",
    )


def test_a_day_that_is_dropped_is_again_as_before(susu: Colleague) -> None:
    put(susu, "/hours/days/2026-03-02", {"open": False, "reason": "停电"})
    closed = susu.get("/hours").json()["now"]["open"]
    susu.client.delete(f"{DESK}/hours/days/2026-03-02", headers=susu.headers)

    assert closed is False
    assert susu.get("/hours").json()["now"]["open"] is True


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/hours", {"weekdays": [8], "opens": "08:00", "closes": "20:00"}),
        ("/hours", {"weekdays": [1], "opens": "8", "closes": "20:00"}),
        ("/hours/days/2026-13-01", {"open": True}),
        ("/switch", {"on": True, "mode": "somebody"}),
    ],
)
def test_what_cannot_be_an_hour_or_a_day_is_refused(
    susu: Colleague, path: str, body: object
) -> None:
    assert put(susu, path, body).status_code == 422


def test_after_hours_a_customer_hears_when_people_are_back(
    house: House, customer: Customer
) -> None:
    house.clock.now = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)

    told = customer.say("转人工")

    hours = customer.state()["hours"]
    assert hours["open"] is False
    assert hours["changes_at"] == "2026-03-03T01:00:00Z"
    assert "人工服务03-03 09:00开始" in told["text"]


def test_the_switch_tells_everybody_and_nothing_else(
    susu: Colleague, customer: Customer
) -> None:
    put(susu, "/switch", {"on": True, "mode": "none", "notice": NOTICE})

    told = customer.say("信用卡年费怎么收")

    assert told["text"] == NOTICE["zh-CN"]
    assert customer.state()["notice"] == NOTICE["zh-CN"]
    assert customer.state()["owner"] == "bot"


def test_the_switch_may_lead_everybody_to_people(
    susu: Colleague, customer: Customer
) -> None:
    put(susu, "/switch", {"on": True, "mode": "human", "notice": NOTICE})

    told = customer.say("信用卡年费怎么收")

    assert told["text"].startswith(NOTICE["zh-CN"])
    assert customer.state()["owner"] == "queue"


def test_an_emergency_comes_before_the_switch(
    susu: Colleague, customer: Customer
) -> None:
    put(susu, "/switch", {"on": True, "mode": "none", "notice": NOTICE})

    customer.say("我的卡被盗刷了")

    assert customer.state()["owner"] == "queue"


def test_the_switch_needs_words_and_leaves_a_trace(
    house: House, susu: Colleague, customer: Customer
) -> None:
    wordless = put(susu, "/switch", {"on": True, "mode": "none"})
    put(susu, "/switch", {"on": True, "mode": "none", "notice": NOTICE})
    off = put(susu, "/switch", {"on": False}).json()

    acts = [one.act for one in house.rooms.records.audit.entries("main")]
    assert (wordless.status_code, wordless.json()["code"]) == (400, "notice_missing")
    assert off["on"] is False
    assert acts[-2:] == ["switch_on", "switch_off"]
    assert customer.state()["notice"] == ""


def test_who_waits_is_told_how_long_by_what_was_measured(
    house: House, client: httpx2.Client, agent: Colleague, colleague: Named
) -> None:
    bowen = colleague("bowen")
    for _ in range(12):
        person = arrived(client)
        person.say("转人工")
        for _ in range(2):
            house.clock.forward(seconds=15)
            agent.be("online")
            bowen.be("online")
        bowen.act(person.id, "take")
    waiting = [arrived(client) for _ in range(8)]
    for person in waiting:
        person.say("转人工")
        house.clock.forward(seconds=1)
    bowen.be("break")
    agent.be("online")
    for number in range(3):
        agent.act(waiting[number].id, "take")
    routing.route(house.service)

    told = waiting[-1].state()["queue"]
    assert told["position"] == 5
    assert told["estimate"]["kind"] == "range"
    assert 0 <= told["estimate"]["low_minutes"] < told["estimate"]["high_minutes"] < 10


def test_nothing_is_made_up_while_nothing_was_measured(
    customer: Customer, agent: Colleague
) -> None:
    agent.be("break")
    customer.say("转人工")

    assert customer.state()["queue"]["estimate"]["kind"] == "unknown"
