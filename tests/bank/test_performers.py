"""Acts: what the bank answered becomes exactly the facts that flows may name."""

from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from api.bank.branches import Branches
from api.bank.endpoints import ENDPOINTS
from api.bank.simulated.bank import simulated_bank
from bot.acts import ActOutcome, ActResult, Tier, act_kinds
from tests.bank.systems import CUSTOMERS, NOW, Systems, bank_at, in_process

pytestmark = pytest.mark.door

READS = {
    "cards": {},
    "bill": {"card": "K0001"},
    "transactions": {"card": "K0001"},
    "balance": {"card": "K0002"},
    "limits": {"card": "K0001"},
    "annual_fee": {"card": "K0001"},
    "quote_instalment": {"card": "K0001", "amount": "100000", "months": "12"},
    "raise_limit": {"card": "K0001", "amount": "500000", "until": "2026-12-20"},
    "change_address": {"address": "上海市浦东新区世纪大道1号"},
    "freeze": {},
    "dispute": {"card": "K0001", "transaction": "T00011", "text": "不是我刷的"},
    "branches": {"place": "上海"},
    "fee": {"fee": "transfer", "amount": "500000"},
    "interest": {"product": "deposit", "amount": "10000000", "months": "12"},
}


@pytest.mark.parametrize("name", READS)
def test_an_act_tells_all_that_it_promises(systems: Systems, name: str) -> None:
    kind = act_kinds()[name]

    result = systems.does(name, **READS[name])

    assert result.outcome is ActOutcome.OK
    assert tuple(sorted(result.facts)) == tuple(sorted(kind.facts))
    assert result.lists.keys() == kind.lists.keys()
    for list_name, columns in kind.lists.items():
        assert result.lists[list_name]
        assert all(tuple(row) == columns for row in result.lists[list_name])


def test_every_act_of_the_core_has_an_endpoint() -> None:
    of_the_core = {
        name for name, kind in act_kinds().items() if kind.tier is not Tier.R0
    }

    assert ENDPOINTS.keys() == of_the_core


def test_the_application_of_a_customer(near: Systems) -> None:
    result = near.does("application", subject="C0010")

    assert result.facts["product"] == "白金卡"
    assert result.facts["state"] == "reviewing"


def test_an_open_bill_in_figures(near: Systems) -> None:
    result = near.does("bill", card="K0001")

    assert result.facts == {
        "month": "2026-11",
        "statement_date": "2026-11-20",
        "due_date": "2026-12-10",
        "amount": "210610",
        "minimum": "21061",
        "paid": "0",
        "left": "210610",
        "overdue": "no",
    }


def test_a_quote_follows_the_fee_table(near: Systems) -> None:
    result = near.does("quote_instalment", card="K0001", amount="100000", months="12")

    told = {name: result.facts[name] for name in ("fee", "fee_rate", "total")}
    assert told == {"fee": "7800", "fee_rate": "0.65", "total": "107800"}


@pytest.mark.parametrize(
    ("name", "subject", "params", "reason"),
    [
        ("cards", "C0001", {"state": "lost"}, "none"),
        ("bill", "C0001", {"card": "K0002"}, "no_bill"),
        ("application", "C0001", {}, "none"),
        ("transactions", "C0006", {"card": "K0012"}, "none"),
        (
            "quote_instalment",
            "C0001",
            {"card": "K0001", "amount": "49999", "months": "3"},
            "too_little",
        ),
        (
            "quote_instalment",
            "C0001",
            {"card": "K0001", "amount": "210611", "months": "3"},
            "too_much",
        ),
        (
            "quote_instalment",
            "C0001",
            {"card": "K0001", "amount": "50000", "months": "7"},
            "bad_months",
        ),
        (
            "quote_instalment",
            "C0020",
            {"card": "K0041", "amount": "50000", "months": "3"},
            "overdue",
        ),
        (
            "place_instalment",
            "C0001",
            {"card": "K0001", "amount": "50000", "months": "3", "quote": "Q1"},
            "quote_gone",
        ),
        (
            "raise_limit",
            "C0001",
            {"card": "K0001", "amount": "800001", "until": "2026-12-20"},
            "too_much",
        ),
        (
            "raise_limit",
            "C0001",
            {"card": "K0001", "amount": "100", "until": "2027-03-01"},
            "too_long",
        ),
        (
            "raise_limit",
            "C0020",
            {"card": "K0041", "amount": "100", "until": "2026-12-20"},
            "overdue",
        ),
        ("change_address", "C0001", {"address": "12"}, "bad_address"),
        ("change_address", "C0001", {"address": "12345678"}, "bad_address"),
        ("change_address", "C0001", {"address": "路" * 300}, "bad_address"),
        ("branches", "", {"place": "火星"}, "none"),
        ("fee", "", {"fee": "weather", "amount": "1"}, "unknown"),
        ("interest", "", {"product": "gold", "amount": "1", "months": "1"}, "unknown"),
    ],
)
def test_a_refusal_gives_its_reason(
    near: Systems, name: str, subject: str, params: dict[str, str], reason: str
) -> None:
    result = near.does(name, subject=subject, **params)

    assert (result.outcome, result.reason) == (ActOutcome.REFUSED, reason)
    assert reason in act_kinds()[name].reasons


@pytest.mark.parametrize(
    ("name", "subject", "params"),
    [
        ("bill", "", {"card": "K0001"}),
        ("bill", "C0001", {"card": "K0003"}),
        ("bill", "C0001", {"card": "../../C0002/cards/K0003"}),
        ("cards", "C9999", {}),
        (
            "quote_instalment",
            "C0001",
            {"card": "K0001", "amount": "1e3", "months": "x"},
        ),
    ],
)
def test_what_cannot_be_asked_is_unavailable_and_never_told(
    near: Systems, name: str, subject: str, params: dict[str, str]
) -> None:
    result = near.does(name, subject=subject, **params)

    assert result.outcome is ActOutcome.UNAVAILABLE
    assert not (result.facts or result.lists)


def test_a_freeze_for_nobody_answers_like_any_other(near: Systems) -> None:
    real = near.does("freeze", subject="C0002", key="a" * 8)
    nobody = near.does("freeze", subject="", key="b" * 8)

    assert real.outcome is nobody.outcome is ActOutcome.OK
    assert real.facts.keys() == nobody.facts.keys()
    assert real.facts["until"] == nobody.facts["until"]
    assert len(real.facts["reference"]) == len(nobody.facts["reference"])


def test_a_freeze_without_a_card_freezes_all_and_tells_the_owner(
    near: Systems,
) -> None:
    near.does("freeze", subject="C0002")

    cards = near.does("cards", subject="C0002").lists["cards"]
    assert {card["state"] for card in cards} == {"frozen"}
    assert len(near.bank.messages_to("C0002")) == 1


def test_a_freeze_of_one_card_leaves_the_others(near: Systems) -> None:
    near.does("freeze", subject="C0002", card="K0003")

    cards = near.does("cards", subject="C0002").lists["cards"]
    assert [card["state"] for card in cards] == ["frozen", "active"]


def test_a_raised_limit_shows_in_the_limits(near: Systems) -> None:
    raised = near.does("raise_limit", card="K0001", amount="500000", until="2026-12-20")

    limits = near.does("limits", card="K0001").facts
    assert raised.facts["limit"] == "2100000"
    assert limits["temporary"] == "500000"
    assert limits["temporary_until"] == "2026-12-20"


def test_a_frozen_card_cannot_have_more(near: Systems) -> None:
    limits = near.does("limits", subject="C0004", card="K0007").facts

    assert limits["temporary_most"] == "0"


def test_a_freeze_ends_by_itself() -> None:
    moment = [NOW]
    bank = simulated_bank(CUSTOMERS, clock=lambda: moment[0])
    with in_process(bank) as client:
        systems = Systems(bank=bank, client=client)
        systems.does("freeze", subject="C0002")
        moment[0] += timedelta(days=4)
        cards = systems.does("cards", subject="C0002").lists["cards"]

    assert {card["state"] for card in cards} == {"active"}


SHANGHAI = {"place": "上海", "kind": "atm"}


def names(result: ActResult) -> list[str]:
    return [row["name"] for row in result.lists["branches"]]


def test_the_core_is_asked_for_branches(near: Systems) -> None:
    only = Branches(all=near.bank.state.branches.all[:1])
    near.bank.state = replace(near.bank.state, branches=only)

    result = near.does("branches", subject="", place="上海")

    assert names(result) == ["晴川银行上海分行营业部"]


@pytest.mark.parametrize("kind", ["down", "wrong", "wrong_types", "refused"])
def test_the_packs_own_branches_serve_where_the_core_does_not(
    near: Systems, kind: str
) -> None:
    near.bank.faults.put(kind, endpoint="branches")

    result = near.does("branches", subject="", **SHANGHAI)

    assert len(names(result)) == 2


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_core_that_knows_no_branches_is_not_asked_twice(status: int) -> None:
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.path)
        return httpx2.Response(status, text="no such thing")

    with httpx2.Client(
        transport=httpx2.MockTransport(answer), base_url="http://bank"
    ) as client:
        elsewhere = Systems(bank=bank_at(), client=client)
        result = elsewhere.does("branches", subject="", **SHANGHAI)

    assert len(names(result)) == 2
    assert asked == ["/branches"]


@pytest.mark.parametrize("token", ["", "Bearer wrong", "Basic of-the-tests"])
def test_whoever_does_not_show_the_token_is_refused(near: Systems, token: str) -> None:
    told = [
        near.client.request(method, path, headers={"Authorization": token}, json=body)
        for method, path, body in (
            ("GET", "/customers/C0001/cards", None),
            ("POST", "/freezes", {"customer": "C0001"}),
            ("POST", "/sms/messages", {"to": "C0001"}),
        )
    ]

    assert {(one.status_code, one.json()["code"]) for one in told} == {
        (401, "wrong_token")
    }
