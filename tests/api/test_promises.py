"""Promises: made or heard, warned of, told to who asks, never just gone."""

from datetime import timedelta

import httpx2
import pytest

from api.promising import promises_of, warn
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague, Customer

pytestmark = pytest.mark.door


@pytest.fixture
def held(customer: Customer, agent: Colleague) -> Customer:
    customer.say("转人工")
    assert agent.act(customer.id, "take").status_code == 200
    return customer


def owed(agent: Colleague) -> list[dict[str, object]]:
    found: list[dict[str, object]] = agent.get("/promises").json()["items"]
    return found


def test_a_promise_in_a_reply_is_heard(
    house: House, held: Customer, agent: Colleague
) -> None:
    agent.reply(held.id, "您好，我查一下。三个工作日内回复您。")

    (one,) = owed(agent)

    assert one["text"] == "三个工作日内回复您。"
    assert (one["kind"], one["owner_name"], one["standing"]) == (
        "answer",
        "安然",
        "early",
    )
    assert str(one["due_at"]).startswith("2026-03-05")
    acts = [e.act for e in house.rooms.records.audit.entries(house.rooms.tenant)]
    assert "conversation_taken" in acts


def test_a_reply_that_promises_nothing_owes_nothing(
    held: Customer, agent: Colleague
) -> None:
    agent.reply(held.id, "一般三个工作日到账，请您耐心等待。")

    assert owed(agent) == []


def test_the_same_reply_sent_again_promises_once(
    held: Customer, agent: Colleague
) -> None:
    for _ in range(2):
        agent.reply(held.id, "明天给您回电。", key="same")

    assert len(owed(agent)) == 1


def wish(house: House, **given: object) -> dict[str, object]:
    due = (house.clock() + timedelta(hours=8)).isoformat()
    return {"text": "查清楚再打给您", "due_at": due, "contact": "13800001111", **given}


def made(house: House, held: Customer, agent: Colleague) -> str:
    answer = agent.act(held.id, "promises", wish(house))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_promise_that_is_entered_has_an_owner_and_a_time(
    house: House, held: Customer, agent: Colleague
) -> None:
    made(house, held, agent)

    (one,) = agent.get("/promises?mine=true").json()["items"]

    assert (one["kind"], one["contact"]) == ("callback", "13800001111")
    assert one["owner"] == one["made_by"]


@pytest.mark.parametrize("hours", [-1, 0, 24 * 400])
def test_a_promise_is_due_in_the_future_within_a_year(
    house: House, held: Customer, agent: Colleague, hours: int
) -> None:
    due = (house.clock() + timedelta(hours=hours)).isoformat()

    answer = agent.act(held.id, "promises", wish(house, due_at=due))

    assert answer.status_code == 400


@pytest.mark.parametrize("way", ["keep", "break"])
@pytest.mark.parametrize("body", [{}, {"outcome": ""}, {"outcome": "   "}])
def test_no_promise_is_closed_without_an_outcome(
    house: House, held: Customer, agent: Colleague, way: str, body: dict[str, str]
) -> None:
    promise = made(house, held, agent)

    answer = agent.post(f"/promises/{promise}/{way}", body)

    assert answer.status_code in {400, 422}
    assert len(owed(agent)) == 1


@pytest.mark.parametrize(("way", "state"), [("keep", "kept"), ("break", "broken")])
def test_a_promise_ends_once_and_on_record(
    house: House, held: Customer, agent: Colleague, way: str, state: str
) -> None:
    promise = made(house, held, agent)
    outcome = {"outcome": "已电话说明"}

    ended = agent.post(f"/promises/{promise}/{way}", outcome)
    again = agent.post(f"/promises/{promise}/{way}", outcome)

    assert (ended.json()["state"], ended.json()["standing"]) == (state, "over")
    assert again.status_code == 404
    assert owed(agent) == []
    acts = [e.act for e in house.rooms.records.audit.entries(house.rooms.tenant)]
    assert [one for one in acts if one.startswith("promise")] == [
        "promise_made",
        f"promise_{state}",
    ]


def test_what_was_heard_wrongly_is_dismissed_and_stays_visible(
    house: House, held: Customer, agent: Colleague
) -> None:
    agent.reply(held.id, "明天给您回电。")
    (heard,) = owed(agent)
    why = {"outcome": "是客户原话，不是承诺"}

    silent = agent.post(f"/promises/{heard['id']}/dismiss", {"outcome": " "})
    agent.post(f"/promises/{heard['id']}/dismiss", why)

    assert silent.status_code == 400
    found = agent.get(f"/promises?conversation={held.id}").json()["items"]
    assert [(one["state"], one["outcome"]) for one in found] == [
        ("dismissed", "是客户原话，不是承诺")
    ]
    told = promises_of(house.rooms).of_customer("main", held.id, "")
    assert (told, owed(agent)) == ((), [])


def test_what_a_customer_asked_for_is_never_dismissed(
    customer: Customer, agent: Colleague
) -> None:
    customer.say("给我回个电话")
    customer.say("13800138000")
    (asked,) = owed(agent)

    refused = agent.post(f"/promises/{asked['id']}/dismiss", {"outcome": "忙"})

    assert (refused.status_code, refused.json()["code"]) == (403, "promise_asked_for")
    assert len(owed(agent)) == 1


def test_an_owner_is_warned_once_before_it_is_due(
    house: House, held: Customer, agent: Colleague
) -> None:
    made(house, held, agent)
    warn(house.service)
    early = warnings(house)

    house.clock.forward(hours=6.1)
    for _ in range(2):
        warn(house.service)

    assert (early, warnings(house)) == (0, 1)
    assert owed(agent)[0]["standing"] == "soon"


def warnings(house: House) -> int:
    entries = house.rooms.records.audit.entries(house.rooms.tenant)
    return [one.act for one in entries].count("promise_due_soon")


def test_a_new_owner_is_warned_anew(
    house: House, held: Customer, agent: Colleague
) -> None:
    promise = made(house, held, agent)
    house.clock.forward(hours=6.1)
    warn(house.service)
    bowen = f"{house.rooms.tenant}-bowen"

    given = agent.post(f"/promises/{promise}/owner", {"owner": bowen})
    warn(house.service)

    assert given.json()["owner_name"] == "博文"
    assert warnings(house) == 2


def test_what_is_open_is_a_figure_for_operators(
    house: House, held: Customer, agent: Colleague, client: httpx2.Client
) -> None:
    made(house, held, agent)
    house.clock.forward(hours=9)

    warn(house.service)

    metrics = client.get("/metrics").text
    assert 'teller_promises{standing="late"} 1.0' in metrics


def test_a_draft_shows_what_it_would_promise(held: Customer, agent: Colleague) -> None:
    path = f"/conversations/{held.id}/promises/found"

    found = agent.get(f"{path}?text=两小时内给您回电").json()
    none = agent.get(f"{path}?text=好的").json()

    assert found["due_at"] == "2026-03-02T03:30:00Z"
    assert none == {"text": None, "due_at": None}
