"""The knowledge door: drafts, four eyes, publication, withdrawal, validity, search."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from openpyxl import Workbook
from starlette.testclient import TestClient

from tests.api.fixtures.bank import ROOMY, House, house_in
from tests.api.fixtures.people import Colleague, Customer

pytestmark = pytest.mark.door

Named = Callable[[str], Colleague]
KNOWLEDGE = "/api/v1/knowledge"
QUESTION = "积分多久过期"
SECOND = timedelta(seconds=1)
HEAD = "external_id,question,similar_questions,answer,valid_from,valid_to\n"
SIMILAR = "积分有效期|积分会不会清零|积分什么时候作废"
POINTS = f"{HEAD}PT-1,{QUESTION},{SIMILAR},积分五年内有效。,,\n"


def upload(
    who: Colleague, content: bytes | str, name: str = "new.csv", **wish: str
) -> httpx2.Response:
    raw = content.encode() if isinstance(content, str) else content
    return who.client.post(
        f"{KNOWLEDGE}/imports",
        files={"file": (name, raw)},
        data=wish,
        headers=who.headers,
    )


def act(who: Colleague, step: str, *ids: str, alone: bool = False) -> httpx2.Response:
    return who.client.post(
        f"{KNOWLEDGE}/{step}",
        json={"external_ids": ids, "by_administrator": alone},
        headers=who.headers,
    )


def articles(who: Colleague, state: str) -> list[str]:
    found = who.client.get(
        f"{KNOWLEDGE}/articles?state={state}", headers=who.headers
    ).json()
    return [one["external_id"] for one in found["items"]]


def known(customer: Customer, question: str = QUESTION) -> bool:
    """Whether the bot answers it with the article on points."""
    said = customer.say(question)
    return [one["article_id"] for one in said["sources"]] == ["PT-1"]


def test_a_dry_run_tells_everything_and_changes_nothing(colleague: Named) -> None:
    eddy = colleague("eddy")
    before = articles(eddy, "published")

    told = upload(eddy, f"{POINTS},,,无题,,\n", dry_run="true").json()

    assert (told["dry_run"], told["articles"], told["drafts"]) == (True, 1, [])
    assert told["errors"]
    assert articles(eddy, "draft") == []
    assert articles(eddy, "published") == before


def test_an_import_makes_drafts_that_nobody_is_answered_with(
    customer: Customer, colleague: Named
) -> None:
    eddy = colleague("eddy")

    told = upload(eddy, POINTS).json()

    assert (told["drafts"], told["published"]) == (["PT-1"], [])
    assert articles(eddy, "draft") == ["PT-1"]
    assert not known(customer)


def test_nobody_publishes_what_he_wrote_himself(
    customer: Customer, colleague: Named
) -> None:
    eddy = colleague("eddy")
    upload(eddy, POINTS)

    answer = act(eddy, "publish", "PT-1")

    assert (answer.status_code, answer.json()["code"]) == (409, "four_eyes")
    assert articles(eddy, "draft") == ["PT-1"]
    assert not known(customer)


def test_what_another_publishes_is_answered_without_a_restart(
    customer: Customer, colleague: Named
) -> None:
    upload(colleague("eddy"), POINTS)

    answer = act(colleague("edna"), "publish", "PT-1")

    assert answer.json()["items"][0]["state"] == "published"
    assert known(customer)


def test_what_is_withdrawn_is_not_answered_any_more(
    customer: Customer, colleague: Named
) -> None:
    upload(colleague("eddy"), POINTS)
    act(colleague("edna"), "publish", "PT-1")

    answer = act(colleague("eddy"), "withdraw", "PT-1")

    assert answer.status_code == 200
    assert not known(customer)


def test_only_an_administrator_publishes_alone(
    customer: Customer, colleague: Named
) -> None:
    editor = upload(colleague("eddy"), POINTS, publish="true")
    alone = act(colleague("eddy"), "publish", "FEE-1", alone=True)
    admin = upload(colleague("adam"), POINTS, publish="true")

    assert (editor.status_code, editor.json()["code"]) == (403, "four_eyes")
    assert alone.status_code == 403
    assert admin.json()["published"] == ["PT-1"]
    assert known(customer)


def test_what_is_not_there_cannot_be_published(colleague: Named) -> None:
    answer = act(colleague("edna"), "publish", "NO-SUCH")

    assert (answer.status_code, answer.json()["code"]) == (404, "article_not_found")


def test_an_article_is_served_exactly_from_its_minute_to_its_minute(
    house: House, customer: Customer, colleague: Named
) -> None:
    zone = house.rooms.pack.zone
    begins = house.clock() + timedelta(hours=1)
    ends = begins + timedelta(hours=1)

    def local(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

    row = f"PT-1,{QUESTION},{SIMILAR},五年。,{local(begins)},{local(ends)}\n"
    told = upload(colleague("eddy"), HEAD + row).json()
    act(colleague("edna"), "publish", "PT-1")

    moments = (begins - SECOND, begins, ends - SECOND, ends)
    served = []
    for moment in moments:
        house.clock.now = moment
        served.append(known(customer))

    assert told["errors"] == []
    assert served == [False, True, True, False]


def test_an_agent_finds_candidates_with_their_scores(agent: Colleague) -> None:
    found = agent.client.get(
        f"{KNOWLEDGE}/search", params={"q": "年费"}, headers=agent.headers
    ).json()["passages"]

    assert found[0]["article_id"] == "FEE-1"
    assert found[0]["html"].startswith("<p>普通卡年费")
    assert 0 < found[0]["confidence"] <= 1


@pytest.mark.parametrize("q", ["", "x" * 501])
def test_a_search_needs_a_question_of_bounded_length(agent: Colleague, q: str) -> None:
    answer = agent.client.get(
        f"{KNOWLEDGE}/search", params={"q": q}, headers=agent.headers
    )

    assert answer.status_code == 422


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_what_is_exported_can_be_imported_unchanged(
    colleague: Named, form: str
) -> None:
    eddy = colleague("eddy")

    out = eddy.client.get(f"{KNOWLEDGE}/export?form={form}", headers=eddy.headers)
    told = upload(eddy, out.content, f"out.{form}", dry_run="true").json()

    assert told["errors"] == []
    assert told["articles"] == len(articles(eddy, "published"))
    assert f'filename="knowledge.{form}"' in out.headers["content-disposition"]


def test_an_unknown_form_of_export_is_named(colleague: Named) -> None:
    eddy = colleague("eddy")

    answer = eddy.client.get(f"{KNOWLEDGE}/export?form=pdf", headers=eddy.headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_form")


def sheet() -> bytes:
    book, kept = Workbook(), io.BytesIO()
    page = book.create_sheet("articles", 0)
    page.append(["external_id", "question", "answer"])
    page.append(["PT-1", QUESTION, "积分五年内有效。"])
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", POINTS.encode("gbk")),
        ("a.xlsx", sheet()),
        ("a.jsonl", json.dumps({"external_id": "PT-1", "question": QUESTION,
                                "answer": "五年。"}).encode()),
    ],
)  # fmt: skip
def test_files_of_every_kind_are_read(
    colleague: Named, name: str, content: bytes
) -> None:
    assert upload(colleague("eddy"), content, name).json()["drafts"] == ["PT-1"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ\x00\x01"),
        ("a.xlsx", b"not a zip"),
        ("a.docx", b""),
        ("a.csv", b""),
        ("a.csv", b"\x00\xff\xfe" * 40),
        ("../../etc/passwd", POINTS.encode()),
        ("", POINTS.encode()),
    ],
)
def test_a_file_of_a_wrong_kind_is_refused_with_reasons(
    colleague: Named, name: str, content: bytes
) -> None:
    eddy = colleague("eddy")

    answer = upload(eddy, content, name)

    refused = answer.status_code == 422 or answer.json().get("errors")
    assert answer.status_code in {200, 422}
    assert refused
    assert articles(eddy, "draft") == []


def test_an_upload_over_the_limit_is_refused(tmp_path: Path, template: Path) -> None:
    limits = ROOMY.model_copy(update={"upload_bytes": 10_000})
    with (
        house_in(tmp_path / "home", template, limits=limits) as house,
        TestClient(house.app) as client,
    ):
        eddy = Colleague(client=client, token=house.token_of("eddy"))
        answer = upload(eddy, b"x" * 20_000)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_html_in_an_article_is_never_served_as_html(
    customer: Customer, colleague: Named
) -> None:
    evil = "五年<img src=x onerror=alert(1)>[点](javascript:alert(1))。"
    upload(colleague("eddy"), f"{HEAD}PT-1,{QUESTION},{SIMILAR},{evil},,\n")
    act(colleague("edna"), "publish", "PT-1")

    html = customer.say(QUESTION)["html"]

    assert "五年" in html
    assert "<img" not in html
    assert "href" not in html
