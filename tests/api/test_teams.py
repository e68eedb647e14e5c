"""Teams: a supervisor who has one steps in, and sets people up, only there."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague, Customer

pytestmark = pytest.mark.door


def me(colleague: Colleague) -> str:
    found: str = colleague.get("/me").json()["staff"]["id"]
    return found


@pytest.fixture
def susu(colleague: Callable[[str], Colleague]) -> Colleague:
    susu = colleague("susu")
    susu.be("online")
    return susu


@pytest.fixture
def team(house: House) -> Callable[[str, str], None]:
    """Puts somebody in a team."""
    floor, staff = house.rooms.records.floor, house.rooms.records.staff

    def put(name: str, team: str) -> None:
        person = staff.named("main", name)
        profile = floor.profile("main", person.id)
        floor.change("main", replace(profile, team=team))

    return put


@pytest.mark.parametrize("own", ["cards", "loans", ""])
def test_a_supervisor_with_a_team_steps_in_only_there(
    customer: Customer,
    agent: Colleague,
    susu: Colleague,
    team: Callable[[str, str], None],
    own: str,
) -> None:
    team("anran", "cards")
    team("susu", own)
    agent.act(customer.id, "take")

    whispered = susu.act(customer.id, "whisper", {"text": "请注意"})
    requeued = susu.act(customer.id, "requeue")
    agent.act(customer.id, "take")
    answers = (whispered, requeued, susu.act(customer.id, "takeover"))

    refused = [one.json().get("code") for one in answers if one.status_code == 403]
    assert refused == (["other_team"] * 3 if own == "loans" else [])


@pytest.mark.parametrize(("own", "status"), [("cards", 200), ("loans", 403)])
def test_presence_and_skills_are_set_for_ones_own_team(
    agent: Colleague,
    susu: Colleague,
    team: Callable[[str, str], None],
    own: str,
    status: int,
) -> None:
    team("anran", "cards")
    team("susu", own)
    path = f"/colleagues/{me(agent)}"
    change = {"team": "cards", "chats": 5, "skills": [{"skill": "loans", "level": 4}]}

    forced = susu.post(f"{path}/presence", {"state": "break", "reason": "开会"})
    changed = susu.client.put(f"/api/v1/desk{path}", json=change, headers=susu.headers)

    assert (forced.status_code, changed.status_code) == (status, status)
    if status == 200:
        own_view = agent.get("/presence").json()
        assert (own_view["state"], own_view["forced_by"]) == ("break", "素素")
        assert own_view["chats"] == 5


def test_who_is_sent_home_holds_nothing_more(
    customer: Customer, agent: Colleague, susu: Colleague
) -> None:
    agent.act(customer.id, "take")

    susu.post(f"/colleagues/{me(agent)}/presence", {"state": "offline"})

    assert customer.state()["owner"] == "queue"
    assert agent.get("/presence").json()["state"] == "offline"
