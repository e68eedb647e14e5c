"""Files of articles on their way in: here, or through the service that runs."""

import json
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
from api.rooms import Rooms
from api.settings import Settings

IMPORTS = "/api/v1/knowledge/imports"
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
        with watched("Importing through the running service", quiet=wish.quiet):
            return [_there(service, file, wish) for file in wish.files]
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
