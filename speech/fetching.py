"""Fetching a recogniser's model: pinned, resumed, checked, and put in place at once."""

import hashlib
import shutil
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path, PurePosixPath

from bot.message import Language
from speech.errors import ModelRefused
from speech.vosk_model import missing_of

MIRROR = "https://alphacephei.com/vosk/models"
_CHUNK = 256 * 1024
_TIMEOUT_SECONDS = 30.0
_UNPACKED_MOST = 4 * 1024**3
_PARTIAL = 206
_BEYOND_END = 416

Watch = Callable[[float, str], None]
"""Called with the share done in [0, 1] and a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    name: str
    language: Language
    size: int
    """Bytes of the archive."""
    sha256: str
    licence: str

    @property
    def archive(self) -> str:
        return f"{self.name}.zip"


MODELS: Mapping[Language, Model] = {
    Language.ZH: Model(
        name="vosk-model-small-cn-0.22",
        language=Language.ZH,
        size=43_898_754,
        sha256="3af8b0e7e0f835ae9d414ce5df580237a3cfb08d586c9fbbb0f7ff29ad5b14ba",
        licence="Apache-2.0",
    ),
    Language.EN: Model(
        name="vosk-model-small-en-us-0.15",
        language=Language.EN,
        size=41_205_931,
        sha256="30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498",
        licence="Apache-2.0",
    ),
}


def fetched(model: Model, folder: Path, *, mirror: str, watch: Watch) -> Path:
    """Where the model lies now. What an interrupted attempt has brought is kept and
    gone on from. Raises ModelRefused, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{model.archive}.part"
    _download(f"{mirror.rstrip('/')}/{model.archive}", part, model, watch)
    try:
        return installed(model, part, folder)
    finally:
        part.unlink(missing_ok=True)


def installed(model: Model, archive: Path, folder: Path) -> Path:
    """From an archive that is on this machine. Raises ModelRefused."""
    _check(model, archive)
    folder.mkdir(parents=True, exist_ok=True)
    place, fresh = folder / model.name, folder / f".{model.name}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        unpack(archive, fresh)
        whole = fresh / model.name
        missing = missing_of(whole)
        if missing:
            raise ModelRefused(f"{model.name} lacks {'; '.join(missing)}")
        _put(whole, place)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return place


def unpack(archive: Path, folder: Path) -> None:
    """Nothing is written outside the folder. Raises ModelRefused."""
    try:
        with zipfile.ZipFile(archive) as content:
            _refuse_strange(content.infolist())
            content.extractall(folder)
    except zipfile.BadZipFile as wrong:
        raise ModelRefused(f"{archive.name} is no archive: {wrong}") from None


def _refuse_strange(entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise ModelRefused(f"the archive would write to {entry.filename}")
        if entry.external_attr >> 16 & 0o170000 == 0o120000:
            raise ModelRefused(f"the archive holds a link, {entry.filename}")
    if sum(entry.file_size for entry in entries) > _UNPACKED_MOST:
        raise ModelRefused("the archive is larger than any model")


def _put(whole: Path, place: Path) -> None:
    """A model that is there already is replaced in one step."""
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    whole.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _check(model: Model, archive: Path) -> None:
    if not archive.is_file():
        raise ModelRefused(f"there is no file {archive}")
    size = archive.stat().st_size
    if size != model.size:
        raise ModelRefused(f"{archive.name} has {size} bytes, not {model.size}")
    with archive.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != model.sha256:
        raise ModelRefused(
            f"{archive.name} has the SHA-256 {found}, not the pinned one"
        )


def _download(url: str, part: Path, model: Model, watch: Watch) -> None:
    have = part.stat().st_size if part.exists() else 0
    if have == model.size:
        return
    if not url.startswith(("https://", "http://")):
        raise ModelRefused(f"{url} is no web address")
    request = urllib.request.Request(url, headers=_from(have))  # noqa: S310
    try:
        with urllib.request.urlopen(  # noqa: S310
            request, timeout=_TIMEOUT_SECONDS
        ) as answer:
            _kept(answer, part, model, watch)
    except urllib.error.HTTPError as wrong:
        if wrong.code == _BEYOND_END:
            part.unlink(missing_ok=True)
        raise ModelRefused(f"{url} answers {wrong.code}") from None
    except urllib.error.URLError as wrong:
        raise ModelRefused(f"{url} cannot be reached: {wrong.reason}") from None


def _kept(answer: HTTPResponse, part: Path, model: Model, watch: Watch) -> None:
    """Appended where the server goes on from what was there; from the start else."""
    with part.open("ab" if answer.status == _PARTIAL else "wb") as sink:
        while piece := answer.read(_CHUNK):
            sink.write(piece)
            watch(min(sink.tell() / model.size, 1.0), model.name)
            if sink.tell() > model.size:
                raise ModelRefused(f"more comes than the {model.size} bytes expected")


def _from(have: int) -> dict[str, str]:
    return {"Range": f"bytes={have}-"} if have else {}
