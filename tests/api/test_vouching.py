"""Manual proofs at the desk's door: two people, each under a name of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.verification import Assurance
from tests.api.fixtures.people import Colleague
from tests.api.fixtures.proving import SHUYAO, Card, Proving, proving_in

pytestmark = pytest.mark.door

WHY = {"reason": "new_number"}


@pytest.fixture
def proving(tmp_path: Path, template: Path) -> Iterator[Proving]:
    with proving_in(tmp_path / "home", template) as opened:
        yield opened


def colleague(proving: Proving, name: str) -> Colleague:
    return Colleague(client=proving.client, token=proving.house.token_of(name))


def held(proving: Proving, by: Colleague) -> Card:
    """A customer who waits at the desk, and has said who they are."""
    card = proving.asked()
    card.customer.say("转人工")
    assert by.be("online").status_code == 200
    assert by.act(card.customer.id, "take").status_code == 200
    assert card.claim(SHUYAO).status_code == 200
    return card


def test_one_asks_and_another_confirms(proving: Proving) -> None:
    anran, susu = colleague(proving, "anran"), colleague(proving, "susu")
    card = held(proving, anran)

    asked = anran.act(card.customer.id, "vouchings", WHY)
    listed = susu.get("/vouchings").json()["items"]
    done = susu.post(f"/vouchings/{asked.json()['id']}/confirm")

    assert asked.status_code == 201, asked.text
    assert [one["subject"] for one in listed] == ["*书瑶"]
    assert done.json()["state"] == "confirmed"
    assert done.json()["decided_by"] == "素素"
    assert card.level() is Assurance.L2
    shown = anran.get(f"/conversations/{card.customer.id}/verification").json()
    assert (shown["level"], shown["methods"]) == (2, ["manual"])


def test_a_supervisor_does_not_confirm_their_own(proving: Proving) -> None:
    susu = colleague(proving, "susu")
    card = held(proving, susu)
    asked = susu.act(card.customer.id, "vouchings", WHY).json()

    answer = susu.post(f"/vouchings/{asked['id']}/confirm")

    assert (answer.status_code, answer.json()["code"]) == (409, "same_person")
    assert card.level() is Assurance.L0


def test_only_who_holds_the_customer_asks(proving: Proving) -> None:
    card = held(proving, colleague(proving, "anran"))

    answer = colleague(proving, "bowen").act(card.customer.id, "vouchings", WHY)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_yours")


def test_the_operators_token_is_nobodys_second_hand(proving: Proving) -> None:
    anran = colleague(proving, "anran")
    card = held(proving, anran)
    asked = anran.act(card.customer.id, "vouchings", WHY).json()
    operator = Colleague(
        client=proving.client, token=proving.house.rooms.secrets.operator
    )

    answer = operator.post(f"/vouchings/{asked['id']}/confirm")

    assert (answer.status_code, answer.json()["code"]) == (403, "name_needed")


def test_no_field_says_that_it_is_so(proving: Proving) -> None:
    anran = colleague(proving, "anran")
    card = held(proving, anran)

    answer = anran.act(card.customer.id, "vouchings", {**WHY, "level": 2})

    assert answer.status_code == 422
    assert card.level() is Assurance.L0


def test_how_proofs_go_over_all_customers_is_shown_to_operators(
    proving: Proving,
) -> None:
    card = proving.asked()
    card.claim(SHUYAO)
    card.guess("000000")

    metrics = proving.client.get("/metrics").text

    assert 'teller_verification_failed_share{when="lately"} 1.0' in metrics
    assert "teller_verification_failing 0.0" in metrics
