"""The permission matrix: every operation, by every role, on what is one's own, of
another team, of another bank."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from pydantic import TypeAdapter
from starlette.websockets import WebSocketDisconnect

from api.frames import FromDesk
from models.floor import Profile
from tests.api import test_desk_socket
from tests.api.fixtures.files import PDF
from tests.api.fixtures.floor_plan import SECRET, Banks, two_banks
from tests.api.fixtures.people import Colleague, arrived
from tests.api.fixtures.permission_rows import DESK, ROWS
from tests.api.test_auth import LOGIN, MAY, STAFF

pytestmark = pytest.mark.door

HELD = sorted(name for name, row in ROWS.items() if row.held)
OF_A_TEAM = sorted(name for name, row in ROWS.items() if row.team)
OF_ONE_THING = re.compile(r"\{(?!staff_id|day)")
REFUSED = {401, 403, 404, 409}


@pytest.fixture(scope="module")
def banks(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[Banks]:
    with two_banks(tmp_path_factory.mktemp("two"), template) as opened:
        yield opened


def asked(by: Colleague, operation: str, ids: dict[str, str]) -> httpx2.Response:
    row, (method, _, path) = ROWS[operation], operation.partition(" ")
    address = path.format(**ids) + row.query
    if row.body is None:
        file, form = {"file": ("a.pdf", PDF)}, {"client_message_id": "k2"}
        return by.client.post(address, headers=by.headers, files=file, data=form)
    return by.client.request(method, address, headers=by.headers, json=row.body)


def test_every_operation_has_its_row() -> None:
    assert set(ROWS) == set(MAY)


@pytest.fixture(scope="module")
def standing(banks: Banks) -> dict[str, str]:
    """What is read, and what nobody who is refused may change."""
    return banks.situation(attached=True)


@pytest.mark.parametrize("operation", sorted(ROWS))
def test_who_has_a_right_to_it_is_let_in(
    banks: Banks, standing: dict[str, str], operation: str
) -> None:
    lasts = operation.startswith("get ") or not OF_ONE_THING.search(operation)
    row, ids = ROWS[operation], standing if lasts else banks.situation()
    if "accept" in operation or "decline" in operation:
        ids["conversation_id"] = ids["waiting"]

    answer = asked(banks.colleague(row.by), operation, ids)

    assert answer.status_code == row.status, answer.text
    if row.status == 409:
        assert answer.json()["code"] not in {"not_yours", "other_team"}


@pytest.mark.parametrize("operation", HELD)
def test_what_a_colleague_holds_is_not_for_others(
    banks: Banks, standing: dict[str, str], operation: str
) -> None:
    bowen = banks.colleague("bowen")
    before = banks.records()

    answer = asked(bowen, operation, standing)

    assert answer.status_code in REFUSED, answer.text
    assert banks.records() == before


@contextmanager
def in_teams(banks: Banks, teams: Mapping[str, str]) -> Iterator[None]:
    floor = banks.main.rooms.records.floor
    for staff_id, team in teams.items():
        floor.change("main", Profile(staff_id=staff_id, team=team, chats=3))
    yield
    for staff_id in teams:
        floor.change("main", Profile(staff_id=staff_id, chats=3))


@pytest.mark.parametrize("operation", OF_A_TEAM)
def test_a_supervisor_acts_for_the_own_team_only(
    banks: Banks, standing: dict[str, str], operation: str
) -> None:
    susu = banks.colleague("susu")
    cards = {"main-anran": "cards", "main-bowen": "cards"}

    with in_teams(banks, {**cards, "main-susu": "loans"}):
        refused = asked(susu, operation, standing)
        everybodys = asked(banks.colleague("adam"), operation, banks.situation())
    ids = banks.situation()
    with in_teams(banks, {**cards, "main-susu": "cards"}):
        done = asked(susu, operation, ids)

    assert (refused.status_code, refused.json()["code"]) == (403, "other_team")
    assert done.status_code == everybodys.status_code == ROWS[operation].status


@pytest.mark.parametrize("operation", sorted(ROWS))
def test_another_bank_reads_nothing_and_changes_nothing(
    banks: Banks, standing: dict[str, str], operation: str
) -> None:
    before = banks.records()

    answers = {
        caller: asked(banks.colleague(LOGIN[caller], "other"), operation, standing)
        for caller in sorted(STAFF)
    }

    named = "{" in operation.replace("{day}", "")
    for caller, answer in answers.items():
        if caller not in MAY[operation]:
            assert answer.status_code == 403
        elif named:
            assert answer.status_code in {404, 409}, answer.text
        assert SECRET not in answer.text
    assert banks.records() == before


def test_a_login_of_another_bank_is_none(
    banks: Banks, standing: dict[str, str]
) -> None:
    token = banks.other.token_of(LOGIN["admin"])
    stranger = Colleague(client=banks.to_main, token=token)

    answers = {
        operation: asked(stranger, operation, standing).status_code
        for operation in ROWS
        if not operation.endswith("/login")
    }

    assert set(answers.values()) == {401}


FRAMES = {
    "hello": "test_no_line_of_the_desk_for_who_is_not_of_it",
    "typing": "test_only_who_holds_it_is_seen_typing",
    "view": "test_pages_see_who_looks_at_a_conversation",
    "pong": "test_a_pong_shows_that_somebody_is_there",
}
"""What the desk's socket hears, and the test that says for whom."""


def test_every_kind_of_frame_has_its_row() -> None:
    kinds = TypeAdapter(FromDesk).json_schema()["discriminator"]["mapping"]

    assert {"hello", *kinds} == set(FRAMES)
    tests = {*vars(test_desk_socket), *globals()}
    assert set(FRAMES.values()) <= tests


@pytest.mark.parametrize("caller", ["editor", "customer", "nobody", "other bank"])
def test_no_line_of_the_desk_for_who_is_not_of_it(banks: Banks, caller: str) -> None:
    tokens = {
        "editor": banks.main.token_of("eddy"),
        "customer": arrived(banks.to_main).token,
        "other bank": banks.other.token_of("adam"),
    }

    with (
        pytest.raises(WebSocketDisconnect) as ended,
        banks.to_main.websocket_connect(f"{DESK}/socket") as line,
    ):
        line.send_json({"type": "hello", "token": tokens.get(caller, "")})
        line.receive_json()

    assert ended.value.code == 4401
