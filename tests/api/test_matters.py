"""The desk sees the matters, makes their steps, and the customer hears of each."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.desk_side import read
from api.matters import house_of
from bot.acts import ActOutcome
from bot.change import Change
from bot.conversation import Asked, Frame
from bot.flows.steps import Slot, SlotKind
from bot.matter import Matter, MatterKind, reference_of
from bot.message import Language
from bot.verification import Assurance, Factor, Proof, Verification
from models.matters import SqlMatters
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague, Customer

pytestmark = pytest.mark.door

Shown = dict[str, Any]


def opened(
    house: House, customer: Customer, number: int = 1, **given: object
) -> Matter:
    rooms = house.rooms
    rules = house_of(rooms.pack.folder, rooms.pack.zone).matters
    key = f"a{number}"
    matter = Matter(
        id=key,
        tenant_id=rooms.tenant,
        conversation_id=customer.id,
        kind=MatterKind.COMPLAINT,
        reference=reference_of(MatterKind.COMPLAINT, key),
        contact="13800000000",
        opened_at=rooms.clock(),
        deadlines=rules.deadlines(MatterKind.COMPLAINT, rooms.clock()),
        about={"text": "等了一小时"},
    )
    wanted = replace(matter, **given)  # type: ignore[arg-type]
    return SqlMatters(rooms.records.database).open(wanted)


def step(by: Colleague, matter: Matter, state: str, outcome: str = "") -> Shown:
    answer = by.post(
        f"/matters/{matter.id}/steps", {"state": state, "outcome": outcome}
    )
    assert answer.status_code == 200, answer.text
    shown: Shown = answer.json()
    return shown


def listed(by: Colleague, query: str = "") -> Shown:
    answer = by.get(f"/matters?{query}")
    assert answer.status_code == 200, answer.text
    shown: Shown = answer.json()
    return shown


def test_an_agent_sees_what_has_to_be_done(
    house: House, customer: Customer, agent: Colleague
) -> None:
    matter = opened(house, customer)

    (shown,) = listed(agent)["items"]

    assert shown["reference"] == matter.reference
    assert (shown["title"], shown["state"]) == ("投诉", "open")
    assert shown["told"] == [{"name": "text", "value": "等了一小时"}]
    assert shown["next"] == ["accepted"]
    assert not shown["overdue"]
    assert listed(agent, "language=en")["items"][0]["title"] == "Complaint"


def test_a_matter_goes_its_way_and_the_customer_hears_of_it(
    house: House, customer: Customer, agent: Colleague
) -> None:
    matter = opened(house, customer)

    step(agent, matter, "accepted")
    step(agent, matter, "contacted")
    shown = step(agent, matter, "done", "已向您致歉并退还手续费")

    assert [one["state"] for one in shown["steps"]] == ["accepted", "contacted", "done"]
    assert shown["steps"][0]["by_name"] == "安然"
    assert (shown["due_at"], shown["next"]) == (None, [])
    told = [one for one in customer.events() if one["author"] == "system"]
    assert len(told) == 3
    assert matter.reference in told[0]["text"]
    assert told[2]["text"].endswith("已向您致歉并退还手续费")


def test_a_step_is_answered_for(
    house: House, customer: Customer, agent: Colleague
) -> None:
    matter = opened(house, customer)

    step(agent, matter, "accepted")
    step(agent, matter, "accepted")

    trail = house.rooms.records.audit.entries(house.rooms.tenant)
    found = [one for one in trail if one.act == "matter_accepted"]
    assert [one.subject for one in found] == [matter.id]


@pytest.mark.parametrize(
    ("state", "outcome", "code"),
    [("done", "好了", "matter_elsewhere"), ("contacted", "", "matter_elsewhere")],
)
def test_a_step_that_does_not_follow_is_refused(
    house: House,
    customer: Customer,
    agent: Colleague,
    state: str,
    outcome: str,
    code: str,
) -> None:
    matter = opened(house, customer)

    answer = agent.post(
        f"/matters/{matter.id}/steps", {"state": state, "outcome": outcome}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_nothing_ends_without_an_outcome(
    house: House, customer: Customer, agent: Colleague
) -> None:
    matter = opened(house, customer)
    step(agent, matter, "accepted")

    answer = agent.post(
        f"/matters/{matter.id}/steps", {"state": "declined", "outcome": "  "}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "outcome_missing")


def test_what_was_missed_is_found(
    house: House, customer: Customer, agent: Colleague
) -> None:
    late = opened(house, customer, 1)
    house.clock.forward(hours=10)
    opened(house, customer, 2)

    shown = listed(agent, "view=overdue")

    assert [one["id"] for one in shown["items"]] == [late.id]
    assert shown["items"][0]["overdue"]
    assert shown["counts"] == {"open": 2, "mine": 0, "overdue": 1}


def test_ones_own_and_a_branchs_are_found(
    house: House,
    customer: Customer,
    agent: Colleague,
    colleague: Callable[[str], Colleague],
) -> None:
    mine = opened(house, customer, 1)
    there = opened(house, customer, 2, branch="B003")
    step(agent, mine, "accepted")

    own = listed(agent, "view=mine")["items"]
    assert [(one["id"], one["mine"]) for one in own] == [(mine.id, True)]
    assert listed(colleague("bowen"), "view=mine")["items"] == []
    of_branch = listed(agent, "branch=B003")["items"]
    assert [one["id"] for one in of_branch] == [there.id]


def test_what_has_ended_is_listed_apart(
    house: House, customer: Customer, agent: Colleague
) -> None:
    matter = opened(house, customer)
    step(agent, matter, "accepted")
    step(agent, matter, "declined", "电话一直没有接通")

    assert listed(agent)["items"] == []
    (ended,) = listed(agent, "view=ended")["items"]
    assert ended["steps"][-1]["outcome"] == "电话一直没有接通"


def test_the_funnel_counts_by_branch(
    house: House, customer: Customer, agent: Colleague
) -> None:
    opened(house, customer, 1, branch="B001")
    step(agent, opened(house, customer, 2, branch="B001"), "accepted")

    answer = agent.get("/matters/funnel?kind=complaint")

    (row,) = answer.json()["items"]
    assert (row["branch"], row["open"], row["accepted"]) == ("B001", 2, 1)


def test_only_the_desk_comes_in(
    house: House, customer: Customer, colleague: Callable[[str], Colleague]
) -> None:
    matter = opened(house, customer)

    assert colleague("eddy").get("/matters").status_code == 403
    assert customer.client.get("/api/v1/desk/matters").status_code == 401
    missing = colleague("anran").get(f"/matters/{matter.id}x")
    assert (missing.status_code, missing.json()["code"]) == (404, "matter_not_found")


def test_what_is_written_as_an_outcome_is_masked(
    house: House, customer: Customer, agent: Colleague
) -> None:
    matter = opened(house, customer)
    step(agent, matter, "accepted")

    shown = step(agent, matter, "declined", "客户说验证码 123456")

    assert "123456" not in shown["steps"][-1]["outcome"]


def test_the_side_shows_who_it_is_and_what_stands_open(
    house: House, customer: Customer, agent: Colleague
) -> None:
    opened(house, customer)
    _stand(house, customer)

    side = agent.get(f"/conversations/{customer.id}/side").json()

    identity = side["identity"]
    assert (identity["level"], identity["methods"]) == (2, ["code"])
    assert (identity["shown"], identity["asked"]) == ("*书瑶", False)
    assert side["signals"] == ["pressure"]
    assert side["flow"]["name"] == "instalment"
    assert side["flow"]["collected"] == [{"name": "contact", "value": "138****0000"}]
    assert side["flow"]["acts"] == [{"name": "quote", "value": "ok"}]
    assert [one["kind"] for one in side["matters"]] == ["complaint"]
    assert "C0001" not in str(side)


def test_a_chosen_row_is_shown_as_it_was_offered() -> None:
    slot = Slot(
        name="card",
        kind=SlotKind.OPTION,
        line=1,
        source="cards.cards",
        value="card",
        option={Language.ZH: "{product}（尾号{tail}）"},
    )
    row = {"card": "K1", "tail": "7351", "product": "普卡"}
    frame = Frame(flow="bill", step="bill", lists={"cards.cards": (row,)})

    assert read(slot, "K1", frame, Language.ZH) == "普卡（尾号7351）"
    assert read(slot, "13800000000", frame, Language.ZH) == "138****0000"


def test_a_proof_that_has_ended_names_nobody(
    house: House, customer: Customer, agent: Colleague
) -> None:
    _stand(house, customer)
    house.clock.forward(seconds=301)

    identity = agent.get(f"/conversations/{customer.id}/side").json()["identity"]

    assert (identity["level"], identity["shown"]) == (0, "")
    assert identity["expires_at"] is None


def _stand(house: House, customer: Customer) -> None:
    """Proved by a code, in the middle of a task, and under pressure."""
    now = house.clock()
    proof = Proof(
        factor=Factor.CODE,
        assurance=Assurance.L2,
        proved_at=now,
        used_at=now,
        idle_seconds=300,
        expires_at=now + timedelta(minutes=30),
    )
    frame = Frame(
        flow="instalment",
        step="confirm",
        slots={"contact": "13800000000"},
        acts={"quote": Asked(act_id="a9", digest="d", outcome=ActOutcome.OK)},
    )
    store = house.rooms.records.conversations
    held = store.get(house.rooms.tenant, customer.id)
    house.service.change(
        held.tenant_id,
        held.id,
        lambda known: Change(
            conversation=replace(
                known,
                verification=Verification(
                    subject="C0001", shown="*书瑶", proofs=(proof,)
                ),
                frames=(frame,),
                signals=("pressure",),
            )
        ),
    )
