"""Pages: served from memory, by look-up, for ever where the address says so."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from starlette.testclient import TestClient

from api import pages, problems
from api.pages import WEB, Pages, language_wanted
from bot.message import Language

pytestmark = pytest.mark.door

FILES = {
    "pages/chat.html": '<html lang="{{lang}}"><script src="/ui/{{version}}/chat.js">'
    + " " * 300,
    "pages/desk.html": '<html lang="{{lang}}">',
    "static/chat/chat.js": "export const words = '年费';\n" * 40,
    "static/icons.svg": "<svg/>",
    "static/widget.js": "(function () {}());",
    "i18n/en.json": "{}",
}


def web(folder: Path, **more: str) -> Path:
    for name, text in {**FILES, **more}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Pages:
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    return Pages(web(tmp_path / "web"))


@pytest.fixture
def client(shelf: Pages) -> Iterator[TestClient]:
    app = FastAPI(title="Teller", version="1.0", docs_url=None, redoc_url=None)

    @app.get("/api/v1/<b>x</b>", tags=["<script>alert(1)</script>"])
    def odd(q: int) -> str:
        """Say <img src=x onerror=alert(1)>."""
        return str(q)

    pages.install(app, shelf)
    problems.install(app)
    with TestClient(app) as client:
        yield client


def test_a_page_names_the_version_of_its_files(
    client: TestClient, shelf: Pages
) -> None:
    answer = client.get("/chat")

    assert f"/ui/{shelf.version}/chat.js" in answer.text
    assert "{{" not in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", Language.ZH),
        ("en", "", Language.EN),
        ("en-GB", "zh-CN", Language.EN),
        ("", "en-US,en;q=0.9", Language.EN),
        ("", "en;q=0.5, zh-CN;q=0.8", Language.ZH),
        ("", "fr, en;q=0.3", Language.EN),
        ("", "en;q=0, zh", Language.ZH),
        ("", "en;q=x", Language.ZH),
        ("klingon", "en", Language.EN),
        ("", "," * 5_000 + "en", Language.ZH),
    ],
)
def test_the_language_is_the_one_asked_for(
    query: str, header: str, language: Language
) -> None:
    assert language_wanted(query, header) is language


def test_a_page_speaks_the_language_asked_for(client: TestClient) -> None:
    assert 'lang="en"' in client.get("/chat?lang=en").text
    assert 'lang="zh-CN"' in client.get("/chat?lang=zh-CN").text


def test_files_are_kept_for_ever_under_their_version(
    client: TestClient, shelf: Pages
) -> None:
    now = client.get(f"/ui/{shelf.version}/chat/chat.js")
    old = client.get("/ui/0123456789ab/chat/chat.js")

    assert "immutable" in now.headers["cache-control"]
    assert now.headers["content-type"] == "text/javascript; charset=utf-8"
    assert old.headers["cache-control"] == "no-cache"


def test_the_version_changes_with_any_file(tmp_path: Path) -> None:
    versions = {
        Pages(web(tmp_path / "a")).version,
        Pages(web(tmp_path / "b")).version,
        Pages(web(tmp_path / "c", **{"i18n/en.json": "{ }"})).version,
        Pages(web(tmp_path / "d", **{"pages/desk.html": "<html>"})).version,
    }

    assert len(versions) == 3


def test_files_come_packed_to_whoever_can_unpack(
    client: TestClient, shelf: Pages
) -> None:
    address = f"/ui/{shelf.version}/chat/chat.js"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    packed = client.get(address, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    refused = client.get(address, headers={"Accept-Encoding": "gzip;q=0"})

    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert packed.text == plain.text
    assert "Accept-Encoding" in packed.headers["vary"]
    assert gzip.decompress(shelf.file("chat/chat.js").packed) == plain.content


def test_what_is_known_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/chat")
    tag = first.headers["etag"]

    again = client.get("/chat", headers={"If-None-Match": f'"x", {tag}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag


def test_a_head_has_no_body(client: TestClient) -> None:
    assert client.head("/chat").content == b""
    assert client.head("/chat").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "../../secret.txt",
        "..%2f..%2fsecret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "..\\..\\secret.txt",
        "/etc/passwd",
        "chat/../../pages/chat.html",
        "chat",
        "chat/",
        "",
        "i18n/../../secret.txt",
        "CHAT/chat.js",
    ],
)
def test_an_address_is_never_a_path(client: TestClient, address: str) -> None:
    answer = client.get(f"/ui/x/{address}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_first_page_is_the_chat(client: TestClient) -> None:
    answer = client.get("/?lang=en", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (307, "/chat?lang=en")


def test_a_page_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/widget-demo").json()["code"] == "not_found"


def test_the_loader_is_asked_for_again_after_minutes(client: TestClient) -> None:
    assert client.get("/widget.js").headers["cache-control"] == "public, max-age=300"


def test_operations_are_listed_in_safe_html(client: TestClient) -> None:
    answer = client.get("/docs")
    page = BeautifulSoup(answer.text, "html.parser")

    assert "/api/v1/<b>x</b>" in page.get_text()
    assert not page.find_all(["script", "img", "style"])
    assert not page.select("[style], [onerror]")
    assert client.get("/docs/style.css").headers["content-type"].startswith("text/css")


def test_the_real_pages_use_only_files_that_are_there() -> None:
    real = Pages(WEB)

    for name in pages.PAGES:
        text = real.page(name, Language.ZH).body.decode()
        for address in re.findall(rf"/ui/{real.version}/([^\"']+)", text):
            assert real.file(address).body, address
