"""Bad input: a clear 4xx with a code, and nothing is changed by it."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.api.fixtures.bank import House, house_in
from tests.api.fixtures.people import START, Customer, arrived

pytestmark = pytest.mark.door

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[House]:
    """One for all: these conversations do not touch each other."""
    with house_in(tmp_path_factory.mktemp("shared") / "home", template) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(house: House) -> Iterator[httpx2.Client]:
    with TestClient(house.app) as client:
        yield client


def body(text: str) -> str:
    return json.dumps({"client_message_id": "k1", "text": text})


RAW = {
    "nothing": (b"", 422, "invalid_request"),
    "no json": (b"{", 400, "malformed_json"),
    "not UTF-8": (b'{"text":"\xff"}', 400, "malformed_json"),
    "NaN": (b'{"client_message_id":"k","text":NaN}', 400, "malformed_json"),
    "infinity": (b'{"client_message_id":"k","text":1e999}', 400, "malformed_json"),
    "NUL": (rb'{"client_message_id":"k","text":"a\u0000"}', 400, "malformed_json"),
    "surrogate": (rb'{"client_message_id":"k","text":"\ud800"}', 400, "malformed_json"),
    "deep": (b"[" * 5_000 + b"]" * 5_000, 400, "malformed_json"),
    "two keys": (b'{"text":"a","text":"b"}', 400, "malformed_json"),
    "long number": (b'{"text":' + b"9" * 5_000 + b"}", 400, "malformed_json"),
    "1 MB": (body("x" * 1_000_000).encode(), 413, "too_large"),
    "list": (b"[]", 422, "invalid_request"),
    "null": (b"null", 422, "invalid_request"),
    "number as text": (
        b'{"client_message_id":"k","text":5}', 422, "invalid_request",
    ),
    "no id": (b'{"text":"a"}', 422, "invalid_request"),
    "id with blanks": (
        b'{"client_message_id":"a b","text":"a"}', 422, "invalid_request",
    ),
    "long id": (
        b'{"client_message_id":"' + b"k" * 65 + b'","text":"a"}', 422,
        "invalid_request",
    ),
    "unknown field": (
        b'{"client_message_id":"k","text":"a","author":"bot"}', 422,
        "invalid_request",
    ),
    "empty text": (body("").encode(), 422, "message_empty"),
    "blank text": (body(" \t\n\u3000").encode(), 422, "message_empty"),
    "2,001 characters": (body("长" * 2_001).encode(), 422, "message_too_long"),
}  # fmt: skip


@pytest.mark.parametrize("kind", RAW)
def test_a_bad_message_is_refused_by_code_and_changes_nothing(
    customer: Customer, kind: str
) -> None:
    raw, status, code = RAW[kind]

    answer = customer.client.post(
        f"{customer.path}/messages", content=raw, headers=customer.headers | JSON
    )

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(customer.events()) == 1


def test_two_thousand_characters_are_taken(customer: Customer) -> None:
    assert customer.send("长" * 2_000).status_code == 201


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "wait=1e9"])
def test_a_bad_question_about_events_is_refused(customer: Customer, query: str) -> None:
    assert customer.get(f"/events?{query}").status_code == 422


@pytest.mark.parametrize(
    "wish",
    [
        {"channel": "phone"},
        {"language": "fr"},
        {"source": "x" * 101},
        {"tenant": "other"},
        {"customer": "1"},
    ],
)
def test_a_conversation_begins_only_as_documented(
    client: httpx2.Client, wish: dict[str, str]
) -> None:
    assert client.post(START, json=wish).status_code == 422


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic abc", "Bearer a.b.c", "Bearer " + "x" * 5_000],
)
def test_a_wrong_token_is_refused(customer: Customer, header: str) -> None:
    answer = customer.client.get(customer.path, headers={"Authorization": header})

    assert answer.status_code == 401


def test_a_token_that_was_tampered_with_is_refused(customer: Customer) -> None:
    whole = customer.token
    tampered = whole[:10] + ("A" if whole[10] != "A" else "B") + whole[11:]

    answer = customer.client.get(
        customer.path, headers={"Authorization": f"Bearer {tampered}"}
    )

    assert answer.status_code == 401


def test_somebody_elses_conversation_is_not_there(client: httpx2.Client) -> None:
    mine, theirs = arrived(client), arrived(client)

    answer = client.post(
        f"{theirs.path}/messages",
        json={"client_message_id": "k", "text": "在吗"},
        headers=mine.headers,
    )

    assert (answer.status_code, answer.json()["code"]) == (
        404,
        "conversation_not_found",
    )
    assert len(theirs.events()) == 1


@pytest.mark.parametrize("path", ["%00", "..%2f..", "é", "a" * 9_000])
def test_a_bad_path_is_refused(customer: Customer, path: str) -> None:
    answer = customer.client.get(f"{START}/{path}", headers=customer.headers)

    assert answer.status_code in {400, 404, 413}
    assert answer.json()["code"]


def test_a_value_that_was_refused_is_not_echoed(customer: Customer) -> None:
    answer = customer.post(
        "/messages", {"client_message_id": "CANARY 1", "text": 1, "CANARY": 1}
    )

    assert answer.status_code == 422
    assert "CANARY" not in answer.text


def test_the_home_is_its_owners_alone(house: House) -> None:
    home: Path = house.rooms.settings.home

    assert (home / "secrets.json").stat().st_mode & 0o077 == 0
