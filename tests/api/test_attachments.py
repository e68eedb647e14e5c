"""Pictures, files and voice messages, through the doors."""

import io
import threading
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from PIL import Image
from starlette.testclient import TestClient

from api.attaching import forget_old
from tests.api.fixtures.bank import House, house_in
from tests.api.fixtures.files import PDF, SVG, bomb, brought, named, picture, sent
from tests.api.fixtures.people import DESK, Colleague, Customer, arrived

pytestmark = pytest.mark.door


def answered(
    agent: Colleague, customer: Customer, content: bytes, key: str = "p1"
) -> httpx2.Response:
    return agent.client.post(
        f"{DESK}/conversations/{customer.id}/attachments",
        files={"file": ("答复.pdf", content)},
        data={"client_message_id": key},
        headers=agent.headers,
    )


def looked_at(agent: Colleague, customer: Customer, attachment: str) -> int:
    path = f"/conversations/{customer.id}/attachments/{attachment}"
    return agent.get(path).status_code


def test_a_picture_is_kept_and_fetched_by_its_customer(customer: Customer) -> None:
    taken = sent(customer, picture(size=(40, 30)), "IMG_2031.png")
    (event,) = brought(customer)
    answer = customer.get(f"/attachments/{event['id']}")

    assert taken.status_code == 201
    assert event["text"] == "[图片]"
    assert event["seq"] == taken.json()["seq"]
    with Image.open(io.BytesIO(answer.content)) as opened:
        assert opened.size == (40, 30)


def test_what_is_fetched_can_do_nothing_in_a_browser(customer: Customer) -> None:
    sent(customer, PDF, "流水.pdf")
    headers = customer.get(f"/attachments/{brought(customer)[0]['id']}").headers

    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["content-type"] == "application/pdf"


def test_the_bot_says_that_it_cannot_see_a_picture(customer: Customer) -> None:
    seq = sent(customer, picture()).json()["seq"]

    said = customer.next(seq)

    assert "看不了图片" in said["text"]
    assert [choice["id"] for choice in said["choices"]] == ["human"]


def test_the_name_of_a_file_does_not_change_the_language(
    client: httpx2.Client,
) -> None:
    visitor = arrived(client, "en")

    seq = sent(visitor, PDF, "流水.pdf").json()["seq"]

    assert visitor.next(seq)["text"].startswith("I have your file.")
    assert visitor.state()["language"] == "en"


def test_the_same_again_has_no_second_effect(customer: Customer) -> None:
    first = sent(customer, picture())
    again = sent(customer, picture())
    other = sent(customer, picture(size=(9, 9)))
    words = customer.send("您好", key="p1")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "duplicate": True}
    assert other.json()["code"] == words.json()["code"] == "client_message_id_reused"
    assert len(brought(customer)) == 1


def test_the_same_at_the_same_time_is_kept_once(
    house: House, customer: Customer
) -> None:
    codes: list[int] = []

    def send() -> None:
        codes.append(sent(customer, picture()).status_code)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [200, 200, 200, 201]
    assert house.rooms.records.attachments.number("main", customer.id) == 1


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (SVG, 422, "attachment_type"),
        (b"", 422, "attachment_empty"),
        (bomb(), 422, "picture_too_large"),
        (picture()[:50], 422, "attachment_broken"),
        (bytes(10 * 1024 * 1024 + 1), 413, "too_large"),
        (bytes(11 * 1024 * 1024), 413, "too_large"),
    ],
    ids=named,
)
def test_what_is_refused_leaves_nothing(
    customer: Customer, content: bytes, status: int, code: str
) -> None:
    answer = sent(customer, content)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert brought(customer) == []


@pytest.mark.parametrize(
    "form",
    [
        {"data": {"client_message_id": "k1"}},
        {"files": {"file": ("a.png", picture())}},
        {
            "files": {"file": ("a.png", picture())},
            "data": {"client_message_id": "heard/x"},
        },
        {"json": {"file": "x"}},
        {"content": b"no form", "headers": {"Content-Type": "multipart/form-data"}},
    ],
)
def test_a_form_that_is_none_is_refused(
    customer: Customer, form: dict[str, object]
) -> None:
    headers = {**customer.headers, **form.pop("headers", {})}  # type: ignore[dict-item]
    answer = customer.client.post(
        f"{customer.path}/attachments",
        headers=headers,
        **form,  # type: ignore[arg-type]
    )

    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_it_is_nobody_elses(client: httpx2.Client, customer: Customer) -> None:
    sent(customer, picture())
    path = f"/attachments/{brought(customer)[0]['id']}"
    stranger = arrived(client)
    sent(stranger, picture())

    foreign = client.get(f"{customer.path}{path}", headers=stranger.headers)
    mixed = stranger.get(path)
    unknown = customer.get(f"/attachments/{'0' * 32}")

    assert [foreign.status_code, mixed.status_code, unknown.status_code] == [404] * 3
    assert mixed.json()["code"] == "attachment_not_found"


def test_only_who_holds_it_or_leads_may_look(
    customer: Customer, agent: Colleague, colleague: Callable[[str], Colleague]
) -> None:
    sent(customer, picture())
    one = str(brought(customer)[0]["id"])
    before = looked_at(agent, customer, one)
    agent.act(customer.id, "take")

    assert before == 404
    assert looked_at(agent, customer, one) == 200
    assert looked_at(colleague("bowen"), customer, one) == 404
    assert looked_at(colleague("susu"), customer, one) == 200


def test_every_look_of_the_desk_is_on_record(
    house: House, customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    sent(customer, picture())
    one = str(brought(customer)[0]["id"])
    looked_at(agent, customer, one)

    trail = house.rooms.records.audit.entries("main")

    assert (trail[-1].act, trail[-1].subject) == (
        "attachment_opened",
        f"{customer.id}/{one}",
    )


def test_an_agent_answers_with_a_file(customer: Customer, agent: Colleague) -> None:
    agent.act(customer.id, "take")
    first = answered(agent, customer, PDF)
    again = answered(agent, customer, PDF)
    (event,) = brought(customer)

    assert (first.status_code, again.status_code) == (201, 200)
    assert (event["author"], event["text"]) == ("agent", "[文件] 答复.pdf")
    assert customer.get(f"/attachments/{event['id']}").content == PDF


def test_who_does_not_hold_it_sends_nothing(
    house: House, customer: Customer, agent: Colleague
) -> None:
    refused = answered(agent, customer, PDF)

    assert (refused.status_code, refused.json()["code"]) == (409, "not_yours")
    assert house.rooms.records.attachments.number("main", customer.id) == 0


def test_lists_and_history_say_that_there_was_a_picture(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    sent(customer, picture())

    (card,) = agent.listed("mine")

    assert card["last"]["text"] == "[图片]"
    assert agent.shown(customer.id)["events"][-1]["attachment"]["kind"] == "picture"


def test_what_is_kept_cannot_be_read_without_the_key(
    house: House, customer: Customer
) -> None:
    sent(customer, PDF, "a.pdf")
    one = str(brought(customer)[0]["id"])
    sealed = house.rooms.records.attachments.content("main", one)
    files = [path for path in house.rooms.settings.home.rglob("teller.db*")]

    assert PDF not in sealed
    assert not [path for path in files if PDF in path.read_bytes()]


def test_content_is_forgotten_after_its_days_and_the_message_stays(
    house: House, customer: Customer
) -> None:
    sent(customer, picture())
    path = f"/attachments/{brought(customer)[0]['id']}"
    house.clock.forward(hours=24 * 181)

    forget_old(house.service)
    answer = customer.get(path)

    assert (answer.status_code, answer.json()["code"]) == (410, "attachment_gone")
    assert len(brought(customer)) == 1


def test_there_is_a_limit_for_a_minute_and_for_a_conversation(
    tmp_path: Path, template: Path
) -> None:
    limits = {"attachments_per_minute": 3, "attachments_per_conversation": 2}
    with (
        house_in(tmp_path / "home", template, limits=limits) as house,
        TestClient(house.app) as client,
    ):
        customer = arrived(client)
        answers = [sent(customer, picture(), key=f"k{n}") for n in range(4)]

    assert [answer.status_code for answer in answers] == [201, 201, 422, 429]
    assert answers[2].json()["code"] == "attachments_full"
