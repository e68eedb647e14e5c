"""The card's door: from a claim to a proof, without a word in the dialogue."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.verification import Assurance
from tests.api.fixtures.people import Colleague, arrived, until
from tests.api.fixtures.proving import NOBODY, SHUYAO, SIM_CHANGED, Proving, proving_in

pytestmark = pytest.mark.door


@pytest.fixture
def proving(tmp_path: Path, template: Path) -> Iterator[Proving]:
    with proving_in(tmp_path / "home", template) as opened:
        yield opened


@pytest.fixture
def agent(proving: Proving) -> Colleague:
    anran = Colleague(client=proving.client, token=proving.house.token_of("anran"))
    assert anran.be("online").status_code == 200
    return anran


def test_a_code_that_was_sent_proves_who_it_is(proving: Proving) -> None:
    card = proving.asked()
    claimed = card.claim(SHUYAO).json()

    answer = card.guess(card.code())

    assert (claimed["step"], claimed["sent"], claimed["resend_in"]) == (
        "code",
        True,
        60,
    )
    assert answer.status_code == 200
    assert (answer.json()["step"], answer.json()["result"]) == ("done", None)
    assert card.level() is Assurance.L2
    assert answer.headers["cache-control"] == "no-store"


def test_the_code_comes_with_its_purpose_and_a_warning(proving: Proving) -> None:
    card = proving.asked()
    card.code()

    text = proving.bank.messages_to("C0001")[-1]

    assert "查询尾号1234的账单" in text
    assert "不会向您索要" in text


def test_a_proof_is_told_to_the_flow_and_to_nobody_else(proving: Proving) -> None:
    card = proving.asked()

    card.guess(card.code())

    events = [one["event"] for one in card.customer.events()]
    assert "verified" in events
    until(lambda: not _waiting(proving), "the turn that follows")


def test_the_app_proves_the_act_it_was_asked_for(proving: Proving) -> None:
    card = proving.asked("place_instalment", Assurance.L3, digest="d1")
    shown = card.claim(SHUYAO).json()
    until(lambda: bool(proving.bank.open_requests("C0001")), "the question")
    [request] = proving.bank.open_requests("C0001")
    told = proving.bank.confirm(request, "confirmed")

    answer = proving.client.post(
        "/api/v1/bank/confirmations", content=told.body, headers=dict(told.headers)
    )

    assert (shown["step"], shown["methods"]) == ("app", ["app"])
    assert told.url.endswith("/api/v1/bank/confirmations")
    assert answer.status_code == 204
    assert card.level("place_instalment", "d1") is Assurance.L3
    assert card.shown()["step"] == "done"


def test_a_customer_may_choose_the_app_instead_of_a_code(proving: Proving) -> None:
    card = proving.asked()
    card.claim(SHUYAO)

    shown = card.do("app").json()

    until(lambda: bool(proving.bank.open_requests("C0001")), "the question")
    assert (shown["step"], shown["method"]) == ("app", "app")
    assert card.guess(proving.codes()[-1]).json()["result"] == "expired"


def test_giving_up_is_told_and_ends_it(proving: Proving) -> None:
    card = proving.asked()
    card.claim(SHUYAO)

    answer = card.do("cancel")

    assert answer.json()["step"] == "ended"
    assert "not_verified" in [one["event"] for one in card.customer.events()]
    assert card.level() is Assurance.L0


def test_a_protective_act_asks_no_more_than_who_it_is(proving: Proving) -> None:
    somebody = proving.asked("freeze", Assurance.L0)
    nobody = proving.asked("freeze", Assurance.L0)

    known = somebody.claim(SHUYAO)
    unknown = nobody.claim(NOBODY)

    assert known.json()["step"] == "done"
    same = {"request": ""}
    assert {**known.json(), **same} == {**unknown.json(), **same}
    assert proving.codes() == []


def test_a_code_is_not_sent_again_at_once(proving: Proving) -> None:
    card = proving.asked()
    card.claim(SHUYAO)

    early = card.do("resend")
    proving.house.clock.forward(seconds=60)
    later = card.do("resend")

    assert (early.status_code, early.headers["retry-after"]) == (429, "60")
    assert later.status_code == 200
    until(lambda: len(proving.codes()) == 2, "the second code")


def test_a_new_sim_card_gets_no_code(proving: Proving) -> None:
    card = proving.asked()

    shown = card.claim(SIM_CHANGED).json()

    assert (shown["methods"], shown["step"]) == (["app"], "app")
    assert proving.codes("C0011") == []


@pytest.mark.parametrize(
    "claim",
    [
        {},
        {"phone": "19900001037"},
        {"tail": "7351"},
        {"phone": "1", "id_number": "2", "tail": "7351"},
        {"phone": "19900001037", "tail": "73"},
        {"phone": "19900001037", "tail": "abcd"},
        {"phone": ["19900001037"], "tail": "7351"},
        {"phone": "1" * 65, "tail": "7351"},
        {"phone": "19900001037", "tail": "7351", "level": "3"},
    ],
)
def test_a_claim_that_cannot_be_read_is_not_echoed(
    proving: Proving, claim: dict[str, str]
) -> None:
    answer = proving.asked().claim(claim)

    assert answer.status_code == 422
    assert "19900001037" not in answer.text
    assert "7351" not in answer.text


def test_wide_and_spaced_digits_mean_the_same_customer(proving: Proving) -> None:
    card = proving.asked()

    card.claim({"phone": "１９９ ００００ 1037", "tail": "７３５１"})

    until(lambda: bool(proving.codes()), "a code")


def test_a_core_that_is_down_is_told_and_may_be_asked_again(proving: Proving) -> None:
    card = proving.asked()
    proving.bank.faults.put("down", endpoint="find")
    down = card.claim(SHUYAO)
    proving.bank.faults.clear()

    up = card.claim(SHUYAO)

    assert (down.status_code, down.json()["code"]) == (503, "bank_unavailable")
    assert up.json()["step"] == "code"


def test_a_gateway_that_stumbles_is_asked_again_with_the_same_code(
    proving: Proving,
) -> None:
    proving.bank.faults.put("duplicate", endpoint="messages", times=2)
    card = proving.asked()

    card.guess(card.code())

    assert len(proving.codes()) == 1
    assert card.level() is Assurance.L2


def test_an_agent_asks_and_the_customer_proves(
    proving: Proving, agent: Colleague
) -> None:
    customer = arrived(proving.client)
    agent.act(customer.id, "take")

    asked = agent.act(customer.id, "verification-requests")

    assert asked.status_code == 201
    shown = customer.events()[-1]
    assert shown["author"] == "agent"
    assert shown["card"]["id"] == asked.json()["request"]
    assert shown["expects"] == "card"


def test_the_desk_sees_how_sure_it_is_and_nothing_secret(
    proving: Proving, agent: Colleague
) -> None:
    customer = arrived(proving.client)
    agent.act(customer.id, "take")
    before = agent.get(f"/conversations/{customer.id}/verification").json()
    card = proving.asked(of=customer)
    code = card.code()
    card.guess(code)

    after = agent.get(f"/conversations/{customer.id}/verification")

    assert (before["level"], before["asked"]) == (0, False)
    assert (after.json()["level"], after.json()["methods"]) == (2, ["code"])
    assert after.json()["subject"].startswith("*")
    assert after.json()["expires_in"] == 1800
    assert code not in after.text


def test_only_the_agent_who_holds_it_may_ask(
    proving: Proving, agent: Colleague
) -> None:
    customer = arrived(proving.client)

    nobodys = agent.act(customer.id, "verification-requests")

    assert nobodys.status_code == 409
    assert "card" not in str([one["card"] for one in customer.events() if one["card"]])


def test_strangers_do_not_find_a_card(proving: Proving) -> None:
    card, other = proving.asked(), arrived(proving.client)

    answers = [
        other.get(f"/verifications/{card.request}"),
        other.post(f"/verifications/{card.request}/code", {"code": "1"}),
        other.post(f"/verifications/{card.request}/claim", SHUYAO),
        other.post(f"/verifications/{card.request}/cancel"),
        card.customer.get("/verifications/none"),
    ]

    assert [one.status_code for one in answers] == [404] * 5


def _waiting(proving: Proving) -> bool:
    return bool(proving.house.rooms.records.conversations.unhandled())
