"""The simulated bank's customers, its code gateway, its app and its console."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from api.bank.simulated.bank import simulated_bank
from api.bank.simulated.customers import read_customers
from api.errors import PackMalformed
from tests.bank.systems import CUSTOMERS, NOW, Systems, bank_at, in_process

pytestmark = pytest.mark.door

ASKED = {
    "customer": "C0001",
    "request": "r-1",
    "text": "为尾号7351的账单办理分期",
    "params": {"amount": "50000"},
    "callback": "http://127.0.0.1:9/callback",
}


def found(near: Systems, **said: str) -> httpx2.Response:
    return near.client.post("/customers/find", json=said)


@pytest.mark.parametrize("tail", ["7351", "0635"])
def test_a_customer_is_found_by_any_card(near: Systems, tail: str) -> None:
    answer = found(near, phone="19900001037", tail=tail)

    assert answer.json() == {
        "customer": "C0001",
        "name_masked": "*书瑶",
        "factors": ["code", "app"],
        "signals": [],
    }


def test_an_identity_number_does_as_well(near: Systems) -> None:
    answer = found(near, id_number="990101199310179440", tail="7351")

    assert answer.json()["customer"] == "C0001"


@pytest.mark.parametrize(
    "said",
    [
        {"phone": "19900001037", "tail": "1964"},
        {"phone": "19900001074", "tail": "7351"},
        {"phone": "19900001037", "id_number": "990101198505077837", "tail": "7351"},
    ],
)
def test_what_does_not_fit_together_finds_nobody(
    near: Systems, said: Mapping[str, str]
) -> None:
    answer = found(near, **said)

    assert answer.status_code == 404
    assert answer.json()["code"] == "no_such_customer"


def test_a_changed_sim_takes_no_code(near: Systems) -> None:
    known = found(near, phone="19900001407", tail="5262").json()
    sent = near.client.post(
        "/sms/messages",
        json={"to": "C0011", "text": "验证码", "idempotency_key": "1"},
    )

    assert (known["factors"], known["signals"]) == (["app"], ["sim_changed"])
    assert (sent.status_code, sent.json()["code"]) == (409, "sim_changed")
    assert not near.bank.messages_to("C0011")


def test_a_message_is_sent_once_for_each_key(near: Systems) -> None:
    body = {"to": "C0001", "text": "验证码 123456", "idempotency_key": "1"}

    answers = [near.client.post("/sms/messages", json=body) for _ in range(2)]

    assert [one.status_code for one in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert near.bank.messages_to("C0001") == ("验证码 123456",)


def test_a_message_to_nobody_is_accepted_like_any_other(near: Systems) -> None:
    body = {"to": "C9999", "text": "验证码 123456", "idempotency_key": "1"}

    answer = near.client.post("/sms/messages", json=body)

    assert answer.status_code == 202


def test_the_app_asks_and_its_verdict_is_signed(near: Systems) -> None:
    asked = near.client.post("/confirmations", json=ASKED)
    callback = near.bank.confirm("r-1", "confirmed")

    body = json.loads(callback.body)
    assert asked.status_code == 202
    assert callback.url == ASKED["callback"]
    assert (body["request"], body["verdict"], body["method"]) == (
        "r-1",
        "confirmed",
        "app",
    )
    assert signature_of(callback.headers, callback.body)


def signature_of(headers: Mapping[str, str], body: bytes) -> bool:
    """By the scheme's own words, with the secret of the demo."""
    key = base64.b64decode("dGVsbGVyLXNpbXVsYXRlZC1iYW5rLWRlbW8=")
    name, at = headers["webhook-id"], headers["webhook-timestamp"]
    mac = hmac.new(key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
    return headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"


def test_the_first_verdict_stays(near: Systems) -> None:
    near.client.post("/confirmations", json=ASKED)
    near.bank.confirm("r-1", "declined")

    again = near.bank.confirm("r-1", "confirmed")

    assert json.loads(again.body)["verdict"] == "declined"


def test_the_same_request_is_asked_once(near: Systems) -> None:
    for _ in range(2):
        near.client.post("/confirmations", json=ASKED)

    assert near.bank.open_requests("C0001") == ("r-1",)


def test_a_request_cannot_be_changed(near: Systems) -> None:
    near.client.post("/confirmations", json=ASKED)

    answer = near.client.post("/confirmations", json={**ASKED, "text": "转账"})

    assert answer.json()["code"] == "key_reused"


def test_who_has_no_app_is_not_asked(near: Systems) -> None:
    answer = near.client.post("/confirmations", json={**ASKED, "customer": "C0009"})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_enrolled")


def test_the_console_shows_codes_and_confirmations(near: Systems) -> None:
    text = "验证码 482913，5 分钟内有效"
    near.client.post(
        "/sms/messages", json={"to": "C0001", "text": text, "idempotency_key": "1"}
    )
    near.client.post("/confirmations", json=ASKED)

    page = near.client.get("/console")
    state = near.client.get("/console/state").json()

    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert state["messages"][0]["text"] == text
    assert state["confirmations"][0]["request"] == "r-1"


def test_a_choice_on_the_console_is_told_to_whoever_asked(near: Systems) -> None:
    near.client.post("/confirmations", json=ASKED)

    answer = near.client.post(
        "/console/confirmations/r-1", json={"verdict": "confirmed"}
    )

    assert answer.json() == {"delivered": "ConnectError"}
    assert not near.bank.open_requests("C0001")


def test_faults_are_switched_on_and_off_by_request(near: Systems) -> None:
    near.client.post("/faults", json={"kind": "down", "endpoint": "bill"})
    down = near.client.get("/customers/C0001/cards/K0001/bill")
    near.client.post("/faults", json={"kind": "well"})
    well = near.client.get("/customers/C0001/cards/K0001/bill")

    assert (down.status_code, well.status_code) == (503, 200)


@pytest.mark.parametrize("path", ["/faults", "/console/confirmations/r-1"])
def test_another_sites_page_switches_nothing(near: Systems, path: str) -> None:
    near.client.post("/confirmations", json=ASKED)

    answer = near.client.post(
        path,
        content='{"kind":"down","verdict":"confirmed"}',
        headers={"content-type": "text/plain"},
    )

    assert answer.status_code // 100 == 4
    assert near.bank.open_requests("C0001") == ("r-1",)
    assert not near.bank.faults.active


def test_days_move_with_the_clock() -> None:
    later = bank_at(NOW + timedelta(days=100))
    with in_process(later) as client:
        bill = Systems(bank=later, client=client).does("bill", card="K0001").facts

    assert bill["due_date"] == "2027-03-20"
    assert bill["overdue"] == "no"


def test_a_quote_does_not_hold_for_ever() -> None:
    moment = [NOW]
    bank = simulated_bank(CUSTOMERS, clock=lambda: moment[0])
    months = {"card": "K0001", "amount": "50000", "months": "3"}
    with in_process(bank) as client:
        systems = Systems(bank=bank, client=client)
        quote = systems.does("quote_instalment", **months).facts["quote"]
        moment[0] += timedelta(minutes=15)
        result = systems.does("place_instalment", quote=quote, **months)

    assert result.reason == "quote_gone"


def test_a_fresh_bank_knows_nothing_of_another() -> None:
    first, second = bank_at(), bank_at()
    with in_process(first) as client:
        Systems(bank=first, client=client).does("freeze")

    with in_process(second) as client:
        cards = Systems(bank=second, client=client).does("cards").lists["cards"]

    assert {card["state"] for card in cards} == {"active"}


def test_a_fresh_bank_costs_next_to_nothing() -> None:
    bank_at()
    began = time.perf_counter()

    for _ in range(50):
        bank_at()

    assert (time.perf_counter() - began) / 50 < 0.002


def test_every_demo_customer_adds_up() -> None:
    """Every bill, limit and fee of the file keeps the contract."""
    bank = bank_at()
    with in_process(bank) as client:
        for customer in read_customers(CUSTOMERS).by_id.values():
            for card in customer.cards:
                places = ("bill", "limits", "annual-fee")
                wanted = places if card.annual_fee else ("balance",)
                for place in wanted:
                    path = f"/customers/{customer.id}/cards/{card.id}/{place}"
                    answer = client.get(path)
                    assert answer.status_code == 200 or (
                        answer.json()["code"] == "no_bill"
                    )


@pytest.mark.parametrize("text", ["", "{}", '[{"id": "C1"}]', "[1]"])
def test_a_file_of_customers_that_is_wrong_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "customers.json"
    path.write_text(text, "utf-8")

    with pytest.raises(PackMalformed, match=r"customers\.json"):
        simulated_bank(path, clock=lambda: datetime(2026, 11, 22, tzinfo=UTC))
