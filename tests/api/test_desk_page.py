"""Beside a conversation: suggestions, canned replies, the wrap-up, search."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.api.fixtures.bank import House
from tests.api.fixtures.people import DESK, Colleague, Customer

pytestmark = pytest.mark.door

Named = Callable[[str], Colleague]
FEE = "信用卡年费怎么收"
REPLY = {"heading": "核身", "title": "请稍等", "text": "{customer}，请稍等。"}


def beside(by: Colleague, customer: Customer, what: str) -> dict[str, Any]:
    answer = by.get(f"/conversations/{customer.id}/{what}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def canned(by: Colleague) -> dict[str, Any]:
    """By id."""
    return {one["id"]: one for one in by.get("/canned-replies").json()["items"]}


def test_suggestions_name_article_version_and_validity(
    customer: Customer, agent: Colleague
) -> None:
    customer.say(FEE)
    customer.say("问过两次了，转人工")

    told = beside(agent, customer, "assist")

    first = told["suggestions"][0]
    assert (first["article_id"], first["version"]) == ("FEE-1", 1)
    assert first["published_at"]
    assert told["question"] == FEE
    assert told["summary"][0]["text"] == FEE


def test_the_mood_comes_with_the_words_that_show_it(
    customer: Customer, agent: Colleague
) -> None:
    customer.say("我已经说了三遍了，到底能不能办")

    told = beside(agent, customer, "assist")

    assert told["mood"] == "angry"
    assert told["mood_words"] in "我已经说了三遍了，到底能不能办"


def test_a_wrong_article_is_reported_to_its_editors(
    customer: Customer, agent: Colleague, colleague: Named
) -> None:
    wrong = {"article_id": "FEE-1", "version": 1, "conversation_id": customer.id}

    told = agent.post("/article-reports", {**wrong, "words": "费率过期"})

    assert told.status_code == 201, told.text
    listed = colleague("eddy").get("/article-reports").json()["items"]
    assert [(one["article_id"], one["words"]) for one in listed] == [
        ("FEE-1", "费率过期")
    ]
    unknown = agent.post("/article-reports", {"article_id": "NONE", "version": 1})
    assert unknown.status_code == 404


def test_own_replies_are_seen_by_their_owner_only(
    agent: Colleague, colleague: Named
) -> None:
    made = agent.post("/canned-replies", REPLY).json()

    own = [one["id"] for one in agent.get("/canned-replies").json()["items"]]
    others = [
        one["id"] for one in colleague("bowen").get("/canned-replies").json()["items"]
    ]
    assert made["id"] in own
    assert made["id"] not in others
    assert not made["shared"]


def test_what_everybody_inserts_is_written_by_those_who_lead(
    agent: Colleague, colleague: Named
) -> None:
    refused = agent.post("/canned-replies", {**REPLY, "shared": True})
    made = colleague("susu").post("/canned-replies", {**REPLY, "shared": True}).json()

    seen = canned(agent)
    assert refused.status_code == 403
    assert seen[made["id"]]["editable"] is False
    path = f"{DESK}/canned-replies/{made['id']}"
    changed = agent.client.put(path, json=REPLY, headers=agent.headers)
    assert changed.status_code == 403


def test_replies_are_found_by_how_they_are_typed(agent: Colleague) -> None:
    made = agent.post("/canned-replies", REPLY).json()

    assert made["typed"] == "qingshaodeng qsd heshen hs"


def test_the_holes_of_a_reply_have_values(customer: Customer, agent: Colleague) -> None:
    found = agent.get(f"/canned-replies?conversation_id={customer.id}").json()

    assert found["values"]["agent"] == "安然"
    assert found["values"]["greeting"] == "上午好"
    assert found["values"]["customer"] == "尊敬的客户"


def test_a_reply_that_is_removed_is_gone(agent: Colleague) -> None:
    made = agent.post("/canned-replies", REPLY).json()
    path = f"{DESK}/canned-replies/{made['id']}"

    first = agent.client.delete(path, headers=agent.headers)

    assert first.status_code == 204
    assert agent.get("/canned-replies").json()["items"] == []
    assert agent.client.delete(path, headers=agent.headers).status_code == 404


def test_the_wrap_up_is_filled_in_before(customer: Customer, agent: Colleague) -> None:
    customer.say("我的年费为什么收了两次，一共 200 元")
    customer.say("转人工")
    agent.act(customer.id, "take")

    form = beside(agent, customer, "wrap-up")

    assert form["summary"] == "我的年费为什么收了两次，一共 200 元"
    assert form["before"] == []


def test_a_wrap_up_ends_the_conversation_and_is_kept(
    customer: Customer, agent: Colleague
) -> None:
    customer.say("转人工")
    agent.act(customer.id, "take")

    ended = agent.act(
        customer.id, "wrap-up", {"summary": "已退年费。", "solved": "yes"}
    )

    assert ended.status_code == 200, ended.text
    assert ended.json()["card"]["owner"] == "closed"
    kept = beside(agent, customer, "wrap-up")["before"]
    assert [(one["summary"], one["solved"]) for one in kept] == [("已退年费。", True)]


def test_nobody_ends_what_somebody_else_holds(
    customer: Customer, agent: Colleague, colleague: Named
) -> None:
    agent.act(customer.id, "take")

    refused = colleague("bowen").act(customer.id, "wrap-up", {})

    assert refused.status_code == 409
    assert beside(agent, customer, "wrap-up")["before"] == []


def test_search_finds_words_and_whose_they_are(
    customer: Customer, agent: Colleague
) -> None:
    customer.say("我的卡尾号 7351 收了年费 100%")

    by_words = agent.get("/search?q=100%25").json()["items"]
    by_id = agent.get(f"/search?q={customer.id[:8]}").json()["items"]

    assert [one["card"]["id"] for one in by_words] == [customer.id]
    assert "100%" in by_words[0]["snippet"]
    assert [one["card"]["id"] for one in by_id] == [customer.id]
    assert agent.get("/search?q=没有人说过").json()["items"] == []


def test_search_stays_within_the_tenant(house: House, agent: Colleague) -> None:
    assert agent.get("/search?q=__").json()["items"] == []
