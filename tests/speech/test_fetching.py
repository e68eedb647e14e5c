"""Models are fetched whole, from where they were left, and nothing else is believed."""

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.message import Language
from speech.errors import ModelRefused
from speech.fetching import MODELS, Model, fetched, installed

pytestmark = pytest.mark.engine

PARTS = (
    "am/final.mdl",
    "conf/mfcc.conf",
    "graph/HCLG.fst",
    "graph/phones/word_boundary.int",
)
NAME = "vosk-model-tiny-en"


def zipped(*paths: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in paths:
            archive.writestr(path, b"x" * 400)
    return buffer.getvalue()


WHOLE = zipped(*(f"{NAME}/{part}" for part in PARTS))


def pinned(content: bytes) -> Model:
    return Model(
        name=NAME,
        language=Language.EN,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        licence="Apache-2.0",
    )


class Mirror(ThreadingHTTPServer):
    """Serves one archive, from where it is asked to."""

    content = WHOLE
    resumes = True
    asked: list[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Door(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.server.asked.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-") or 0)
        start = start if self.server.resumes else 0
        rest = self.server.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    server = Mirror(("127.0.0.1", 0), Door)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def quiet(share: float, words: str) -> None:
    assert 0 <= share <= 1


def test_a_model_is_fetched_and_in_place(mirror: Mirror, tmp_path: Path) -> None:
    place = fetched(pinned(WHOLE), tmp_path, mirror=mirror.url, watch=quiet)

    assert place == tmp_path / NAME
    assert sorted(one.name for one in tmp_path.iterdir()) == [NAME]
    assert (place / "am" / "final.mdl").read_bytes() == b"x" * 400


def test_what_was_brought_before_is_gone_on_from(
    mirror: Mirror, tmp_path: Path
) -> None:
    (tmp_path / f"{NAME}.zip.part").write_bytes(WHOLE[:700])

    fetched(pinned(WHOLE), tmp_path, mirror=mirror.url, watch=quiet)

    assert mirror.asked == ["bytes=700-"]
    assert (tmp_path / NAME).is_dir()


def test_a_mirror_that_starts_over_is_followed(mirror: Mirror, tmp_path: Path) -> None:
    mirror.resumes = False
    (tmp_path / f"{NAME}.zip.part").write_bytes(b"y" * 700)

    fetched(pinned(WHOLE), tmp_path, mirror=mirror.url, watch=quiet)

    assert (tmp_path / NAME).is_dir()


def test_other_bytes_than_the_pinned_are_refused(
    mirror: Mirror, tmp_path: Path
) -> None:
    model = replace(pinned(WHOLE), sha256="0" * 64)

    with pytest.raises(ModelRefused, match="SHA-256"):
        fetched(model, tmp_path, mirror=mirror.url, watch=quiet)

    assert list(tmp_path.iterdir()) == []


def test_more_bytes_than_the_pinned_are_refused(mirror: Mirror, tmp_path: Path) -> None:
    model = replace(pinned(WHOLE), size=100)

    with pytest.raises(ModelRefused, match="more comes"):
        fetched(model, tmp_path, mirror=mirror.url, watch=quiet)


def test_a_mirror_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="cannot be reached"):
        fetched(pinned(WHOLE), tmp_path, mirror="http://127.0.0.1:9", watch=quiet)


def test_only_the_web_is_fetched_from(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="no web address"):
        fetched(pinned(WHOLE), tmp_path, mirror="file:///etc", watch=quiet)


def test_an_archive_on_this_machine_will_do(tmp_path: Path) -> None:
    archive = tmp_path / "brought.zip"
    archive.write_bytes(WHOLE)

    place = installed(pinned(WHOLE), archive, tmp_path / "models")

    assert place.is_dir()
    assert archive.exists()


def test_a_model_is_replaced_whole(tmp_path: Path) -> None:
    archive = tmp_path / "brought.zip"
    archive.write_bytes(WHOLE)
    old = tmp_path / NAME
    old.mkdir()
    (old / "old").write_text("old", "utf-8")

    installed(pinned(WHOLE), archive, tmp_path)

    assert not (old / "old").exists()
    assert (old / "conf" / "mfcc.conf").exists()


@pytest.mark.parametrize(
    "path", ["../evil", f"{NAME}/../../evil", "/etc/evil", "..\\evil", "C:/evil"]
)
def test_nothing_is_written_outside_the_folder(tmp_path: Path, path: str) -> None:
    content = zipped(path)
    archive = tmp_path / "evil.zip"
    archive.write_bytes(content)

    with pytest.raises(ModelRefused, match="would write to"):
        installed(pinned(content), archive, tmp_path / "models")

    assert not (tmp_path / "evil").exists()


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo(f"{NAME}/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    path = tmp_path / "link.zip"
    path.write_bytes(buffer.getvalue())

    with pytest.raises(ModelRefused, match="a link"):
        installed(pinned(buffer.getvalue()), path, tmp_path / "models")


def test_a_model_that_lacks_a_part_is_not_put_in_place(tmp_path: Path) -> None:
    content = zipped(*(f"{NAME}/{part}" for part in PARTS[1:]))
    archive = tmp_path / "half.zip"
    archive.write_bytes(content)

    with pytest.raises(ModelRefused, match=r"am/final\.mdl"):
        installed(pinned(content), archive, tmp_path / "models")

    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("content", [b"no archive", b""])
def test_what_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / "bad.zip"
    archive.write_bytes(content)

    with pytest.raises(ModelRefused, match="no archive"):
        installed(pinned(content), archive, tmp_path / "models")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="there is no file"):
        installed(pinned(WHOLE), tmp_path / "none.zip", tmp_path / "models")


def test_every_language_has_a_pinned_model() -> None:
    for language in Language:
        model = MODELS[language]

        assert model.language is language
        assert len(bytes.fromhex(model.sha256)) == 32
        assert model.size > 10_000_000
