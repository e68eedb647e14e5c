"""Passing on: to a skill, a colleague, a supervisor, the queue; with advice."""

from collections.abc import Callable

import pytest

from api import routing
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague, Customer, until

pytestmark = pytest.mark.door

Named = Callable[[str], Colleague]


def texts(customer: Customer, event: str) -> list[str]:
    return [one["text"] for one in customer.events() if one["event"] == event]


@pytest.fixture
def bowen(colleague: Named) -> Colleague:
    bowen = colleague("bowen")
    bowen.be("online")
    return bowen


@pytest.fixture
def susu(colleague: Named) -> Colleague:
    susu = colleague("susu")
    susu.be("online")
    return susu


def me(colleague: Colleague) -> str:
    found: str = colleague.get("/me").json()["staff"]["id"]
    return found


def test_a_transfer_to_a_colleague_is_offered_to_that_colleague(
    house: House, customer: Customer, agent: Colleague, bowen: Colleague
) -> None:
    agent.act(customer.id, "take")
    wish = {"to": "agent", "agent_id": me(bowen), "note": "客户在问分期"}
    answer = agent.act(customer.id, "transfer", wish)
    routing.route(house.service)

    (offer,) = bowen.get("/offers").json()["items"]
    seen = bowen.post(f"/offers/{offer['id']}/accept").json()
    assert answer.json()["card"]["owner"] == "queue"
    assert (seen["handoff"]["note"], seen["handoff"]["passed_by"]) == (
        "客户在问分期",
        "安然",
    )
    assert [(n["kind"], n["text"]) for n in seen["notes"]] == [
        ("transfer", "客户在问分期")
    ]
    assert "正在为您转接博文" in texts(customer, "transferred")[0]
    assert agent.reply(customer.id, "还有我").status_code == 409


def test_a_transfer_keeps_what_was_waited(
    house: House, customer: Customer, agent: Colleague, bowen: Colleague
) -> None:
    customer.say("转人工")
    asked = house.clock()
    house.clock.forward(seconds=20)
    agent.act(customer.id, "take")
    agent.act(customer.id, "transfer", {"to": "skill", "skill": "loans"})

    (card,) = agent.listed("queue")
    assert card["waiting_since"] == asked.isoformat().replace("+00:00", "Z")
    assert (card["skill"], card["transferred_by"]) == ("loans", "安然")


def test_who_is_not_at_the_desk_gets_nothing(
    customer: Customer, agent: Colleague, colleague: Named
) -> None:
    agent.act(customer.id, "take")
    away = me(colleague("bowen"))

    answer = agent.act(customer.id, "transfer", {"to": "agent", "agent_id": away})
    unnamed = agent.act(customer.id, "transfer", {"to": "skill"})
    unknown = agent.act(customer.id, "transfer", {"to": "agent", "agent_id": "x"})

    assert (answer.status_code, answer.json()["code"]) == (409, "agent_away")
    assert (unnamed.status_code, unnamed.json()["code"]) == (400, "skill_missing")
    assert unknown.status_code == 404
    assert customer.state()["owner"] == "agent"


def test_a_supervisor_is_called_and_nobody_else_is_asked(
    house: House, customer: Customer, agent: Colleague, susu: Colleague
) -> None:
    agent.act(customer.id, "take")
    agent.act(customer.id, "transfer", {"to": "supervisor", "note": "客户要求主管"})
    routing.route(house.service)

    assert agent.get("/offers").json()["items"] == []
    assert len(susu.get("/offers").json()["items"]) == 1


def test_advice_first_and_then_it_is_handed_over_at_once(
    customer: Customer, agent: Colleague, bowen: Colleague
) -> None:
    agent.act(customer.id, "take")
    asked = agent.act(customer.id, "consult", {"agent_id": me(bowen), "note": "帮看"})
    joined = bowen.act(customer.id, "consult/answer", {"accept": True})
    said = bowen.act(customer.id, "whisper", {"text": "可以减免"})
    done = agent.act(customer.id, "transfer", {"to": "agent", "agent_id": me(bowen)})

    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    assert joined.json()["state"] == "joined"
    assert (said.status_code, said.json()["kind"]) == (201, "whisper")
    assert done.json()["card"]["agent_name"] == "博文"
    assert bowen.shown(customer.id)["consult"]["state"] == "ended"
    assert bowen.reply(customer.id, "您好，我来帮您。").status_code == 201


def test_only_who_was_asked_may_whisper_and_only_once_asked(
    customer: Customer, agent: Colleague, bowen: Colleague
) -> None:
    agent.act(customer.id, "take")

    refused = bowen.act(customer.id, "whisper", {"text": "听我说"})
    nobody = bowen.act(customer.id, "consult/answer", {"accept": True})
    not_held = bowen.act(customer.id, "consult", {"agent_id": me(agent)})

    assert (refused.status_code, refused.json()["code"]) == (403, "not_asked")
    assert (nobody.status_code, nobody.json()["code"]) == (409, "consult_over")
    assert not_held.status_code == 409
    assert not any(e["text"] == "听我说" for e in customer.events())


def test_a_consultation_can_be_ended_by_either(
    customer: Customer, agent: Colleague, bowen: Colleague
) -> None:
    agent.act(customer.id, "take")
    agent.act(customer.id, "consult", {"agent_id": me(bowen)})

    ended = bowen.act(customer.id, "consult/end")

    assert ended.json()["state"] == "ended"
    assert agent.act(customer.id, "consult/end").status_code == 409


def test_a_supervisor_takes_over_and_the_agent_is_out(
    customer: Customer, agent: Colleague, susu: Colleague
) -> None:
    agent.act(customer.id, "take")
    answer = susu.act(customer.id, "takeover", {"note": "我来处理"})

    assert answer.json()["card"]["agent_name"] == "素素"
    assert agent.reply(customer.id, "还有我").status_code == 409
    assert susu.reply(customer.id, "您好，我是主管。").status_code == 201
    assert agent.act(customer.id, "takeover").status_code == 403


def test_requeued_means_the_old_place(
    house: House, customer: Customer, agent: Colleague, bowen: Colleague
) -> None:
    customer.say("转人工")
    asked = house.clock()
    house.clock.forward(seconds=9)
    agent.act(customer.id, "take")

    stranger = bowen.act(customer.id, "requeue")
    own = agent.act(customer.id, "requeue", {"note": "临时有事"})

    assert (stranger.status_code, own.status_code) == (409, 200)
    (card,) = bowen.listed("queue")
    assert card["waiting_since"] == asked.isoformat().replace("+00:00", "Z")
    assert "回到排队的原来位置" in texts(customer, "requeued")[0]


def test_a_draft_belongs_to_its_agent_and_its_conversation(
    customer: Customer, agent: Colleague, bowen: Colleague
) -> None:
    agent.act(customer.id, "take")
    path = f"/api/v1/desk/conversations/{customer.id}/draft"
    body = {"text": "年费可以", "kind": "reply"}
    agent.client.put(path, json=body, headers=agent.headers)

    own, other = agent.shown(customer.id), bowen.shown(customer.id)
    assert (own["draft"]["text"], own["card"]["draft"]) == ("年费可以", True)
    assert (other["draft"], other["card"]["draft"]) == (None, False)
    agent.client.put(path, json={"text": ""}, headers=agent.headers)
    assert agent.shown(customer.id)["draft"] is None


def test_an_ended_conversation_keeps_no_draft(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    path = f"/api/v1/desk/conversations/{customer.id}/draft"
    agent.client.put(path, json={"text": "还没发"}, headers=agent.headers)

    agent.act(customer.id, "close")

    assert agent.shown(customer.id)["draft"] is None


def test_handed_back_with_a_wish_the_bot_asks_whether_it_is_solved(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")

    answer = agent.act(customer.id, "handback", {"hint": "已解释", "next": "rate"})

    assert answer.json()["card"]["owner"] == "bot"
    assert "您的问题解决了吗" in texts(customer, "rating_asked")[0]


def test_handed_back_for_a_proof_the_bot_shows_the_card(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")

    answer = agent.act(customer.id, "handback", {"next": "verify"})

    assert answer.json()["card"]["owner"] == "bot"
    shown = customer.events()[-1]
    assert (shown["author"], shown["expects"]) == ("bot", "card")
    standing = agent.get(f"/conversations/{customer.id}/verification").json()
    assert standing["asked"] is True


def test_the_bot_does_one_task_and_the_agent_has_it_back(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    lent = agent.act(customer.id, "borrow", {"flow": "complaint"}).json()
    refused = agent.reply(customer.id, "我还在").status_code
    customer.say("柜台排队太久")
    customer.say("13800000000")

    until(lambda: customer.state()["owner"] == "agent", "the agent back")

    assert (lent["card"]["owner"], lent["card"]["lent"]) == ("bot", True)
    assert refused == 409
    assert "安然请机器人" in texts(customer, "lent")[0]
    assert customer.state()["agent_name"] == "安然"
    assert agent.reply(customer.id, "已经登记好了。").status_code == 201


def test_who_asks_for_a_human_meanwhile_is_back_with_the_same_one(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    agent.act(customer.id, "borrow", {"flow": "complaint"})
    customer.say("转人工")

    until(lambda: customer.state()["owner"] == "agent", "the agent back")

    assert customer.state()["agent_name"] == "安然"


def test_there_must_be_such_a_task(customer: Customer, agent: Colleague) -> None:
    agent.act(customer.id, "take")

    known = [one["name"] for one in agent.get("/flows").json()["items"]]

    assert "complaint" in known
    assert agent.act(customer.id, "borrow", {"flow": "nothing"}).status_code == 404
