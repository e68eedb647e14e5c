"""Versions of what was learned: each in a folder of its own, one of them served."""

import json
import os
import shutil
from pathlib import Path

from nlu.weights import Groups

UNDERSTANDING, INDEX, REHEARSAL = "understanding", "index", "rehearsal"
"""Folders of a version."""
GROUPS = "groups.json"
"""What an encoder was trained on, beside it."""
VERSIONS, CURRENT, BEFORE, TRIED = "learned", "current", "before", "tried.json"
PREFIX = "version-"


def serving(home: Path) -> Path:
    """The version that a start serves; before there is any, the home itself."""
    return _named(home, CURRENT)


def fresh(home: Path) -> Path:
    """An empty folder for the next version; what was left unfinished is removed."""
    sweep(home)
    numbers = [int(one.name[len(PREFIX) :]) for one in _versions(home)]
    folder = home / VERSIONS / f"{PREFIX}{max(numbers, default=0) + 1:04}"
    folder.mkdir(parents=True)
    return folder


def take(home: Path, version: Path) -> None:
    """Served from the next start on; the one before is kept."""
    before = serving(home)
    _write(home / VERSIONS / BEFORE, before.name if before != home else "")
    _write(home / VERSIONS / CURRENT, version.name)
    sweep(home)


def sweep(home: Path) -> None:
    """Removes every version that is neither served nor the one before."""
    kept = {serving(home), _named(home, BEFORE)}
    for one in _versions(home):
        if one not in kept:
            shutil.rmtree(one, ignore_errors=True)
    if home not in kept:
        shutil.rmtree(home / UNDERSTANDING, ignore_errors=True)
        shutil.rmtree(home / INDEX, ignore_errors=True)


def groups_in(folder: Path) -> Groups | None:
    """What was learned there; None: nothing yet."""
    return _groups(folder / GROUPS)


def keep_groups(folder: Path, groups: Groups) -> None:
    _write(folder / GROUPS, json.dumps(groups, ensure_ascii=False))


def tried(home: Path) -> Groups | None:
    """The base that was learned last without becoming better."""
    return _groups(home / VERSIONS / TRIED)


def keep_tried(home: Path, groups: Groups) -> None:
    _write(home / VERSIONS / TRIED, json.dumps(groups, ensure_ascii=False))


def _versions(home: Path) -> list[Path]:
    found = (home / VERSIONS).glob(f"{PREFIX}*")
    return [one for one in found if one.name[len(PREFIX) :].isdigit()]


def _named(home: Path, pointer: str) -> Path:
    file = home / VERSIONS / pointer
    name = file.read_text("utf-8").strip() if file.is_file() else ""
    known = {one.name: one for one in _versions(home)}
    return known.get(name, home)


def _groups(file: Path) -> Groups | None:
    if not file.is_file():
        return None
    return tuple(map(tuple, json.loads(file.read_text("utf-8"))))


def _write(file: Path, content: str) -> None:
    """In one step: a crash leaves the old content or the new."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.new")
    with draft.open("w", encoding="utf-8") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    draft.replace(file)
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
