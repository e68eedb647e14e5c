"""The walls together, as they stand in front of the application."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request, UploadFile
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from api import problems
from api.limits import protect
from api.origins import origin_allowed
from api.settings import Limits, read_settings

pytestmark = pytest.mark.door

BODY = 1_000
UPLOAD = 5_000
SAY = "/api/v1/say"
FILE = "/api/v1/knowledge/import"
JSON = {"Content-Type": "application/json"}


class Words(BaseModel):
    text: str


def application() -> FastAPI:
    app = FastAPI()

    @app.post(SAY)
    def say(words: Words) -> Words:
        return words

    @app.post(FILE)
    async def take(file: UploadFile) -> int:
        return len(await file.read())

    @app.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    @app.post("/nothing")
    def nothing() -> str:
        return "done"

    @app.get("/chat")
    @app.get("/desk")
    @app.get("/widget.js")
    def page() -> Response:
        return PlainTextResponse("page")

    @app.get("/api/v1/state")
    def state() -> dict[str, str]:
        return {}

    return app


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = application()
    problems.install(app)
    limits = Limits(body_bytes=BODY, upload_bytes=UPLOAD, json_depth=8)
    protect(app, read_settings(limits=limits, frame_ancestors=["https://bank.example"]))
    with TestClient(app) as client:
        yield client


def chunks(number: int, size: int = 100) -> Iterator[bytes]:
    for _ in range(number):
        yield b"x" * size


def test_an_ordinary_request_passes(client: TestClient) -> None:
    answer = client.post(SAY, json={"text": "年费怎么收？"})

    assert answer.json() == {"text": "年费怎么收？"}
    assert answer.headers["x-request-id"]


def test_a_body_announced_too_long_is_refused_by_code(client: TestClient) -> None:
    answer = client.post(SAY, json={"text": "x" * 1_000_000})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", [SAY, "/raw"])
def test_a_body_of_unknown_length_is_counted(client: TestClient, path: str) -> None:
    answer = client.post(path, content=chunks(11), headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_of_another_kind_is_counted_too(client: TestClient) -> None:
    kind = {"Content-Type": "application/octet-stream"}

    assert client.post("/raw", content=chunks(10), headers=kind).json() == BODY
    assert client.post("/raw", content=chunks(11), headers=kind).status_code == 413


def test_files_have_a_larger_limit(client: TestClient) -> None:
    assert client.post(FILE, files={"file": b"x" * 4_000}).json() == 4_000

    refused = client.post(FILE, files={"file": b"x" * 6_000})
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("length", ["-1", "+5", "1e3", "٣", "9" * 30])
def test_an_odd_length_is_refused(client: TestClient, length: str) -> None:
    headers = {**JSON, "Content-Length": length.encode()}

    answer = client.post(SAY, content=b"{}", headers=headers)  # type: ignore[arg-type]

    assert answer.status_code in (400, 413)


@pytest.mark.parametrize(
    "body",
    [b'{"text": NaN}', b'{"text": "\\ud800"}', b"[" * 900, b"\xff", b'{"a":'],
)
def test_malformed_json_is_refused_by_code(client: TestClient, body: bytes) -> None:
    answer = client.post(SAY, content=body, headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


@pytest.mark.parametrize(
    "kind",
    ["application/json; charset=gbk", "APPLICATION/JSON", "text/json", "a/b+json"],
)
def test_every_way_to_say_json_is_read_strictly(client: TestClient, kind: str) -> None:
    answer = client.post(
        SAY, content=b'{"text": "a", "text": "b"}', headers={"Content-Type": kind}
    )

    assert answer.json()["code"] == "malformed_json"


def test_a_body_of_no_named_type_is_read_strictly(client: TestClient) -> None:
    answer = client.post("/raw", content=b'{"a": 1, "a": 2}')

    assert answer.json()["code"] == "malformed_json"


def test_no_body_is_fine_where_none_is_needed(client: TestClient) -> None:
    assert client.post("/nothing").json() == "done"
    assert client.post("/nothing", headers=JSON).json() == "done"


@pytest.mark.parametrize("path", ["/api/v1/%00", "/chat?lang=%00", "/chat?lang=a%00b"])
def test_a_path_with_nul_is_refused(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_path")


def test_a_path_without_end_is_refused(client: TestClient) -> None:
    assert client.get("/chat?lang=" + "x" * 10_000).json()["code"] == "too_large"


def test_pages_run_no_foreign_code_and_say_who_may_frame_them(
    client: TestClient,
) -> None:
    chat = client.get("/chat").headers
    desk = client.get("/desk").headers

    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "require-trusted-types-for 'script'",
        "trusted-types teller",
    ):
        assert part in chat["content-security-policy"]
    assert "frame-ancestors https://bank.example" in chat["content-security-policy"]
    assert "frame-ancestors 'none'" in desk["content-security-policy"]
    assert desk["x-frame-options"] == "DENY"
    assert "x-frame-options" not in chat


@pytest.mark.parametrize("path", ["/chat", "/api/v1/state", "/nowhere"])
def test_every_answer_is_dressed(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_refusals_are_dressed_too(client: TestClient) -> None:
    headers = client.post(SAY, content=b"[" * 900, headers=JSON).headers

    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-request-id"]


def test_what_is_said_is_kept_by_no_cache(client: TestClient) -> None:
    assert client.get("/api/v1/state").headers["cache-control"] == "no-store"


def test_only_the_loader_may_be_used_by_pages_of_others(client: TestClient) -> None:
    name = "cross-origin-resource-policy"

    assert client.get("/widget.js").headers[name] == "cross-origin"
    assert client.get("/api/v1/state").headers[name] == "same-origin"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://127.0.0.1:8000", True),
        ("https://127.0.0.1:8000", True),
        ("https://bank.example", True),
        ("https://evil.example", False),
        ("https://bank.example.evil.example", False),
        ("http://bank.example", False),
        ("http://127.0.0.1:8000.evil.example", False),
        ("http://127.0.0.1", False),
        ("null", False),
        ("", False),
        ("file://127.0.0.1:8000", False),
        ("http://", False),
    ],
)
def test_only_named_pages_open_sockets(origin: str, allowed: bool) -> None:
    found = origin_allowed(
        origin, "127.0.0.1:8000", further=["https://bank.example/"], needed=True
    )

    assert found is allowed


def test_a_client_that_is_no_browser_is_let_in_where_a_token_follows() -> None:
    assert origin_allowed(None, "a", further=[], needed=False)
    assert not origin_allowed(None, "a", further=[], needed=True)
    assert not origin_allowed("http://", "", further=[], needed=True)
