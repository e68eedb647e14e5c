"""The customer beside a conversation: nothing before proof, nothing without a trace."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.crm import crm_of
from api.customer_view import QUOTA
from bot.change import Change
from bot.conversation import Conversation
from bot.verification import Assurance, Factor, Proof, Verification
from tests.api.fixtures.bank import NOW, House
from tests.api.fixtures.people import DESK, Colleague, Customer, arrived

pytestmark = pytest.mark.door
WHY = {"field": "phone", "reason": "客户要求回电"}


def proved(
    house: House, customer: Customer, level: Assurance, *, subject: str = "C0001"
) -> None:
    """A customer of the demo bank is proved."""
    now = house.clock()
    proof = Proof(
        factor=Factor.CODE,
        assurance=level,
        proved_at=now,
        used_at=now,
        idle_seconds=900,
        expires_at=now + timedelta(hours=1),
    )

    def prove(conversation: Conversation) -> Change:
        shown = Verification(subject=subject, shown="*书瑶", proofs=(proof,))
        return Change(conversation=replace(conversation, verification=shown))

    house.service.change(house.rooms.tenant, customer.id, prove)


def seen(by: Colleague, customer: Customer) -> dict[str, Any]:
    answer = by.get(f"/conversations/{customer.id}/customer")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_nothing_is_shown_of_somebody_who_is_not_proved(
    customer: Customer, agent: Colleague
) -> None:
    shown = seen(agent, customer)

    assert shown["known"] is False
    assert shown["fields"] == shown["tags"] == shown["products"] == []
    assert shown["products_state"] == "not_verified"
    assert [one["kind"] for one in shown["journey"]] == ["started", "now"]


def test_fields_stay_masked_and_tags_name_their_source(
    house: House, customer: Customer, agent: Colleague
) -> None:
    proved(house, customer, Assurance.L2)

    shown = seen(agent, customer)

    masked = {one["name"]: one["masked"] for one in shown["fields"]}
    assert masked == {
        "phone": "199****1037",
        "id_number": "9****************0",
        "birth": "1950******",
    }
    assert [(one["tag"], one["source"]) for one in shown["tags"]] == [
        ("vip", "crm"),
        ("senior", "crm"),
    ]
    assert (shown["tier"], shown["products_state"]) == ("vip", "unavailable")


def test_accounts_are_read_at_their_level_only(
    house: House, customer: Customer, agent: Colleague
) -> None:
    proved(house, customer, Assurance.L1)

    assert seen(agent, customer)["products_state"] == "not_verified"


def test_who_serves_looks_at_a_field_for_a_reason(
    house: House, customer: Customer, agent: Colleague
) -> None:
    proved(house, customer, Assurance.L2)
    refused = agent.act(customer.id, "customer/reveal", WHY)
    agent.act(customer.id, "take")

    shown = agent.act(customer.id, "customer/reveal", WHY).json()

    assert refused.status_code == 403
    assert (shown["value"], shown["left"]) == ("19900001037", QUOTA.most - 1)
    trail = house.rooms.records.audit.entries(house.rooms.tenant, limit=500)
    last = next(one for one in reversed(trail) if one.act == "field_revealed")
    assert last.detail == {"field": "phone", "reason": "客户要求回电"}


def test_a_reason_is_needed_and_the_quota_ends(
    house: House, customer: Customer, agent: Colleague
) -> None:
    proved(house, customer, Assurance.L2)
    agent.act(customer.id, "take")

    without = agent.act(customer.id, "customer/reveal", {**WHY, "reason": ""})
    answers = [
        agent.act(customer.id, "customer/reveal", WHY).status_code
        for _ in range(QUOTA.most + 1)
    ]

    assert without.status_code == 422
    assert answers == [200] * QUOTA.most + [429]


def test_a_tag_ends_by_itself_and_is_taken_away(
    house: House, customer: Customer, agent: Colleague
) -> None:
    proved(house, customer, Assurance.L2)
    path = f"{DESK}/conversations/{customer.id}/customer/tags"
    ends = (house.clock() + timedelta(minutes=5)).isoformat()
    for tag in ({"tag": "出国", "expires_at": ends}, {"tag": "爱用短信"}):
        assert (
            agent.client.put(path, json=tag, headers=agent.headers).status_code == 200
        )

    before = {one["tag"] for one in seen(agent, customer)["tags"]}
    house.clock.forward(seconds=301)
    after = {one["tag"] for one in seen(agent, customer)["tags"]}
    agent.client.delete(f"{path}/爱用短信", headers=agent.headers)

    assert {"出国", "爱用短信"} <= before
    assert after - {"vip", "senior"} == {"爱用短信"}
    assert "爱用短信" not in {one["tag"] for one in seen(agent, customer)["tags"]}


def test_nobody_is_tagged_before_proof(customer: Customer, agent: Colleague) -> None:
    path = f"{DESK}/conversations/{customer.id}/customer/tags"

    refused = agent.client.put(path, json={"tag": "出国"}, headers=agent.headers)

    assert refused.status_code == 404


def test_earlier_contacts_are_those_of_the_same_customer(
    house: House, customer: Customer, agent: Colleague
) -> None:
    earlier, other = arrived(agent.client), arrived(agent.client)
    for one in (customer, earlier):
        proved(house, one, Assurance.L2)

    shown = seen(agent, customer)

    assert [one["conversation_id"] for one in shown["contacts"]] == [earlier.id]
    assert other.id not in str(shown["contacts"])


def test_a_bank_without_a_crm_shows_no_profile(tmp_path: Path) -> None:
    assert crm_of(tmp_path, NOW.date()).profile("C0001") is None
