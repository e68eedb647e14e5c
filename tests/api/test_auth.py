"""Who may do what: logins, tokens, cookies, and every route for every role."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from starlette.testclient import TestClient

from api.auth import COOKIE
from api.main import doors
from api.settings import Settings
from tests.api.fixtures.bank import PASSWORD, House, house_in
from tests.api.fixtures.people import DESK, Colleague, Customer, arrived

pytestmark = pytest.mark.door

ANYBODY = frozenset({"nobody", "customer", "expired"})
STAFF = frozenset({"agent", "supervisor", "editor", "admin"})
AGENTS = STAFF - {"editor"}
EDITORS = frozenset({"editor", "admin"})
SUPERVISORS = frozenset({"supervisor", "admin"})
ADMINS = frozenset({"admin"})
LOGIN = {"agent": "anran", "supervisor": "susu", "editor": "eddy", "admin": "adam"}

MAY = {
    "post /api/v1/desk/login": ANYBODY | STAFF,
    "post /api/v1/desk/logout": STAFF,
    "get /api/v1/desk/me": STAFF,
    "post /api/v1/desk/password": STAFF,
    "put /api/v1/desk/presence": AGENTS,
    "get /api/v1/desk/presence": AGENTS,
    "put /api/v1/desk/presence/settings": AGENTS,
    "get /api/v1/desk/colleagues": AGENTS,
    "put /api/v1/desk/colleagues/{staff_id}": SUPERVISORS,
    "post /api/v1/desk/colleagues/{staff_id}/presence": SUPERVISORS,
    "get /api/v1/desk/skills": AGENTS,
    "get /api/v1/desk/conversations/{conversation_id}/call": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/call/transfer": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/call/hangup": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/call/hold": AGENTS,
    "get /api/v1/desk/conversations/{conversation_id}/call/recording": AGENTS,
    "get /api/v1/desk/board": SUPERVISORS,
    "get /api/v1/desk/board/conversations": SUPERVISORS,
    "get /api/v1/desk/hours": AGENTS,
    "put /api/v1/desk/hours": SUPERVISORS,
    "put /api/v1/desk/hours/days/{day}": SUPERVISORS,
    "delete /api/v1/desk/hours/days/{day}": SUPERVISORS,
    "get /api/v1/desk/switch": AGENTS,
    "put /api/v1/desk/switch": SUPERVISORS,
    "get /api/v1/desk/offers": AGENTS,
    "post /api/v1/desk/offers/{offer_id}/accept": AGENTS,
    "post /api/v1/desk/offers/{offer_id}/decline": AGENTS,
    "get /api/v1/desk/flows": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/transfer": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/consult": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/consult/answer": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/consult/end": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/requeue": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/takeover": SUPERVISORS,
    "post /api/v1/desk/conversations/{conversation_id}/whisper": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/borrow": AGENTS,
    "put /api/v1/desk/conversations/{conversation_id}/draft": AGENTS,
    "get /api/v1/desk/conversations": AGENTS,
    "get /api/v1/desk/conversations/{conversation_id}": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/take": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/reply": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/notes": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/attachments": AGENTS,
    "get /api/v1/desk/conversations/{conversation_id}/attachments/{attachment_id}": (
        AGENTS
    ),
    "post /api/v1/desk/conversations/{conversation_id}/handback": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/close": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/verification-requests": AGENTS,
    "get /api/v1/desk/conversations/{conversation_id}/verification": AGENTS,
    "get /api/v1/desk/conversations/{conversation_id}/side": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/vouchings": AGENTS,
    "get /api/v1/desk/vouchings": SUPERVISORS,
    "post /api/v1/desk/vouchings/{vouching_id}/confirm": SUPERVISORS,
    "post /api/v1/desk/vouchings/{vouching_id}/refuse": SUPERVISORS,
    "get /api/v1/desk/matters": AGENTS,
    "get /api/v1/desk/matters/funnel": AGENTS,
    "get /api/v1/desk/matters/{matter_id}": AGENTS,
    "post /api/v1/desk/matters/{matter_id}/steps": AGENTS,
    "get /api/v1/desk/promises": AGENTS,
    "get /api/v1/desk/satisfaction": AGENTS,
    "post /api/v1/desk/promises/{promise_id}/keep": AGENTS,
    "post /api/v1/desk/promises/{promise_id}/break": AGENTS,
    "post /api/v1/desk/promises/{promise_id}/dismiss": AGENTS,
    "post /api/v1/desk/promises/{promise_id}/owner": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/promises": AGENTS,
    "get /api/v1/desk/conversations/{conversation_id}/promises/found": AGENTS,
    "get /api/v1/desk/canned-replies": AGENTS,
    "post /api/v1/desk/canned-replies": AGENTS,
    "put /api/v1/desk/canned-replies/{reply_id}": AGENTS,
    "delete /api/v1/desk/canned-replies/{reply_id}": AGENTS,
    "get /api/v1/desk/conversations/{conversation_id}/assist": AGENTS,
    "post /api/v1/desk/article-reports": AGENTS,
    "get /api/v1/desk/article-reports": EDITORS,
    "get /api/v1/desk/conversations/{conversation_id}/wrap-up": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/wrap-up": AGENTS,
    "get /api/v1/desk/conversations/{conversation_id}/customer": AGENTS,
    "post /api/v1/desk/conversations/{conversation_id}/customer/reveal": AGENTS,
    "put /api/v1/desk/conversations/{conversation_id}/customer/tags": AGENTS,
    "delete /api/v1/desk/conversations/{conversation_id}/customer/tags/{tag}": AGENTS,
    "put /api/v1/desk/conversations/{conversation_id}/customer/steward": SUPERVISORS,
    "delete /api/v1/desk/conversations/{conversation_id}/customer/steward": SUPERVISORS,
    "get /api/v1/desk/search": AGENTS,
    "post /api/v1/knowledge/imports": EDITORS,
    "get /api/v1/knowledge/articles": STAFF,
    "post /api/v1/knowledge/publish": EDITORS,
    "post /api/v1/knowledge/withdraw": EDITORS,
    "get /api/v1/knowledge/search": STAFF,
    "get /api/v1/knowledge/learning": STAFF,
    "get /api/v1/knowledge/export": EDITORS,
    "get /api/v1/staff": ADMINS,
    "post /api/v1/staff": ADMINS,
}
"""Who is let in; for everybody else each of these is closed."""

CUSTOMERS = "/api/v1/conversations"
BANK = "/api/v1/bank/"
"""Opened by a signature of the bank's, and by nothing else."""
OPEN = {"get /healthz", "get /readyz", "get /metrics", f"post {CUSTOMERS}"}
CALLERS = sorted(ANYBODY | STAFF)


def operations() -> Iterator[str]:
    paths: dict[str, dict[str, Any]] = doors(Settings.model_construct()).openapi()[
        "paths"
    ]
    for path, methods in paths.items():
        yield from (f"{method} {path}" for method in methods)


def test_every_operation_has_its_row() -> None:
    signed = {one for one in operations() if one.partition(" ")[2].startswith(BANK)}
    own = {one for one in operations() if one.partition(" ")[2].startswith(CUSTOMERS)}

    assert set(operations()) - own - signed - OPEN == set(MAY)


@pytest.fixture(scope="module")
def standing(
    tmp_path_factory: pytest.TempPathFactory, template: Path
) -> Iterator[tuple[House, httpx2.Client]]:
    """One service for the whole table; its rows leave no trace."""
    home = tmp_path_factory.mktemp("roles") / "home"
    with house_in(home, template) as house, TestClient(house.app) as client:
        yield house, client


def token_of(house: House, client: httpx2.Client, caller: str) -> str:
    if caller == "customer":
        return arrived(client).token
    token = house.token_of(LOGIN.get(caller, "adam"))
    if caller == "expired":
        house.rooms.records.staff.log_out(token)
    return token


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("operation", sorted(MAY))
def test_each_role_is_let_in_where_it_belongs(
    standing: tuple[House, httpx2.Client], operation: str, caller: str
) -> None:
    house, client = standing
    method, _, path = operation.partition(" ")
    headers = {}
    if caller != "nobody":
        headers["Authorization"] = f"Bearer {token_of(house, client, caller)}"

    address = re.sub(r"\{\w+\}", "0" * 32, path)
    answer = client.request(method, address, headers=headers, json={})

    let_in = answer.status_code not in {401, 403}
    assert let_in == (caller in MAY[operation]), answer.text
    if not let_in:
        assert answer.status_code == (401 if caller in ANYBODY else 403)
        assert answer.headers["content-type"] == "application/problem+json"


def owned(operation: str) -> bool:
    return operation.partition(" ")[2].startswith(f"{CUSTOMERS}/")


@pytest.mark.parametrize("operation", sorted(filter(owned, operations())))
def test_a_conversation_is_its_customers_alone(
    standing: tuple[House, httpx2.Client], operation: str
) -> None:
    house, client = standing
    victim, stranger = arrived(client), arrived(client)
    method, _, path = operation.partition(" ")
    nothing = "0" * 32
    address = path.format(
        conversation_id=victim.id, request_id=nothing, attachment_id=nothing
    )

    def tried(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.request(method, address, headers=headers, json={}).status_code

    assert tried("") == 401
    assert tried("x" * 40) == 401
    assert tried(house.token_of("adam")) == 401
    assert tried(stranger.token) == 404
    nothing_there = {404} if re.search(r"\{(request|attachment)_id\}", path) else set()
    assert tried(victim.token) not in {401, 403, 404} - nothing_there


def log_in(client: httpx2.Client, name: str, password: str) -> httpx2.Response:
    return client.post(f"{DESK}/login", json={"name": name, "password": password})


def test_a_login_gives_a_token_and_a_cookie_no_script_can_read(
    client: httpx2.Client,
) -> None:
    answer = log_in(client, "anran", PASSWORD)

    cookie = answer.headers["set-cookie"].lower()
    assert answer.json()["staff"]["display_name"] == "安然"
    assert client.cookies[COOKIE] == answer.json()["token"]
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(
    client: httpx2.Client,
) -> None:
    wrong = log_in(client, "anran", "wrong password")
    unknown = log_in(client, "nobody", PASSWORD)

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["code"] == "login_refused"


def test_a_cookie_alone_changes_nothing(client: httpx2.Client) -> None:
    log_in(client, "anran", PASSWORD)

    bare = client.put(f"{DESK}/presence", json={"state": "online"})
    marked = client.put(
        f"{DESK}/presence", json={"state": "online"}, headers={"X-Teller": "desk"}
    )

    assert client.get(f"{DESK}/me").status_code == 200
    assert (bare.status_code, bare.json()["code"]) == (403, "mark_missing")
    assert marked.status_code == 200


def test_a_login_ends_after_its_hours(house: House, agent: Colleague) -> None:
    house.clock.forward(hours=12)

    answer = agent.get("/me")

    assert (answer.status_code, answer.json()["code"]) == (401, "login_expired")


def test_logging_out_ends_the_login_and_the_presence(
    client: httpx2.Client, agent: Colleague, colleague: Callable[[str], Colleague]
) -> None:
    assert agent.post("/logout").status_code == 204

    floor = colleague("bowen").get("/conversations").json()["floor"]
    assert agent.get("/me").status_code == 401
    assert floor["online"] == 0


def test_a_new_password_ends_every_other_login(
    client: httpx2.Client, colleague: Callable[[str], Colleague]
) -> None:
    here, elsewhere = colleague("anran"), colleague("anran")
    wrong = here.post("/password", {"old": "wrong", "new": "another long one"})
    done = here.post("/password", {"old": PASSWORD, "new": "another long one"})

    assert (wrong.status_code, done.status_code) == (401, 204)
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 401
    assert log_in(client, "anran", PASSWORD).status_code == 401
    assert log_in(client, "anran", "another long one").status_code == 200


def test_an_old_token_of_a_customer_is_worth_nothing(
    house: House, customer: Customer
) -> None:
    class LongAgo(TimestampSigner):
        def get_timestamp(self) -> int:
            return 1_600_000_000

    signer = URLSafeTimedSerializer(
        house.rooms.secrets.signing, salt="customer", signer=LongAgo
    )
    expired = signer.dumps(["main", customer.id])

    answer = customer.client.get(
        customer.path, headers={"Authorization": f"Bearer {expired}"}
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_logins_are_limited_by_name(tmp_path: Path, template: Path) -> None:
    limits = {"logins_per_minute": 3}
    home = tmp_path / "home"
    with (
        house_in(home, template, limits=limits) as house,
        TestClient(house.app) as client,
    ):
        answers = [log_in(client, "nobody", "guess") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
