"""Files of articles on their way in: here, or through the service that runs."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api import jobs
from api.cli.banks import opened, trained
from api.cli.lock import hold
from api.cli.output import Watch, watched
from api.cli.remote import Remote, service_of
from api.errors import BadInput, TooLarge
from api.knowledge import preview
from api.learning import State
from api.rooms import Rooms
from api.settings import Settings

IMPORTS = "/api/v1/knowledge/imports"
LEARNING = "/api/v1/knowledge/learning"
LOOK_SECONDS = 0.5
IMPORTER = "operator"
"""Whoever runs a command owns the machine, and counts as an administrator."""

Document = Mapping[str, Any]
"""What the HTTP door would say of the file, with its name as `file`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    files: tuple[Path, ...]
    dry_run: bool
    publish: bool
    train: bool
    quiet: bool


def imported(settings: Settings, wish: Wish) -> list[Document]:
    """One document for each file. Raises BadInput before anything is changed."""
    for file in wish.files:
        _check(file, settings.limits.upload_bytes)
    if service := service_of(settings):
        before = _learning(service)
        with watched("Importing through the running service", quiet=wish.quiet):
            documents = [_there(service, file, wish) for file in wish.files]
        if not wish.train or not any(one["published"] for one in documents):
            return documents
        after = _learning_watched(service, quiet=wish.quiet)
        anew = after["began_at"] != before["began_at"]
        learns = anew and after["state"] == State.TAKEN
        return [{**one, "trained": learns} for one in documents]
    with hold(settings.home):
        return _here(settings, wish)


def _check(file: Path, most_bytes: int) -> None:
    if not file.is_file():
        raise BadInput(
            f"{file} is not a file: name CSV, XLSX, JSONL, Markdown, DOCX or HTML files"
        )
    if file.stat().st_size > most_bytes:
        raise TooLarge(f"{file} is larger than TELLER_LIMITS__UPLOAD_BYTES: split it")


def _there(service: Remote, file: Path, wish: Wish) -> Document:
    fields = {
        "dry_run": json.dumps(wish.dry_run),
        "publish": json.dumps(wish.publish),
    }
    document: Document = json.loads(service.upload(IMPORTS, file, fields))
    return {"file": str(file), **document, "trained": False}


def _learning(service: Remote) -> Document:
    told: Document = json.loads(service.get(LEARNING))
    return told


def _learning_watched(service: Remote, *, quiet: bool) -> Document:
    """Until the service has learned, or seen that there is too little to learn."""
    with watched("The service learns them", quiet=quiet) as watch:
        while True:
            told = _learning(service)
            watch(told["done"], told["note"] or "waiting")
            if not told["due"] and told["state"] != State.LEARNING:
                return told
            time.sleep(LOOK_SECONDS)


def _here(settings: Settings, wish: Wish) -> list[Document]:
    rooms = opened(settings, quiet=wish.quiet)
    try:
        with watched("Importing", quiet=wish.quiet) as watch:
            documents = [
                _into(rooms, file, wish, Share(watch, place, len(wish.files)))
                for place, file in enumerate(wish.files)
            ]
        learns = wish.train and any(one["published"] for one in documents)
        if learns:
            rooms = trained(rooms, quiet=wish.quiet)
    finally:
        rooms.close()
    return [{**document, "trained": learns} for document in documents]


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the progress that is one file's."""

    watch: Watch
    place: int
    of: int

    def __call__(self, share: float, words: str) -> None:
        self.watch((self.place + share) / self.of, words)


def _into(rooms: Rooms, file: Path, wish: Wish, watch: Watch) -> Document:
    watch(0.0, f"reading {file.name}")
    found = jobs.preview(rooms, file.name, file.read_bytes())
    ids: Sequence[str] = ()
    published: Sequence[str] = ()
    if not wish.dry_run:
        watch(0.3, f"keeping {file.name}")
        drafts = jobs.import_drafts(rooms, found, IMPORTER)
        ids = [article.external_id for article in drafts]
    if wish.publish and ids:
        watch(0.6, f"publishing {file.name}")
        done = jobs.publish(rooms, ids, IMPORTER, by_administrator=True)
        published = [article.external_id for article in done]
    shown = preview(
        found, dry_run=wish.dry_run, drafts=list(ids), published=list(published)
    )
    return {"file": str(file), **shown.model_dump(mode="json")}
