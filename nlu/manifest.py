"""A folder of learned weights: written whole, read only if no byte has changed."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nlu.errors import WeightsDamaged

MANIFEST = "manifest.json"

Card = Mapping[str, Any]
"""What the weights are and how they were made; JSON values only."""


def digest(*parts: bytes) -> str:
    return hashlib.blake2b(b"".join(parts), digest_size=16).hexdigest()


def write_folder(folder: Path, files: Mapping[str, bytes], card: Card) -> None:
    """All or nothing: a reader sees the folder before or the folder after."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    sums = {name: _sum(content) for name, content in files.items()}
    manifest = {"card": card, "files": sums, "sum": _sum(_plain(card, sums))}
    written = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    for name, content in {**files, MANIFEST: written}.items():
        _write(fresh / name, content)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)


def read_folder(folder: Path) -> tuple[dict[str, bytes], Card]:
    """Raises WeightsDamaged naming the first file that is not as it was written."""
    card, sums = _manifest(folder)
    return {name: _verified(folder, name, sums[name]) for name in sums}, card


def read_card(folder: Path) -> Card:
    """Raises WeightsDamaged if there is no usable manifest."""
    return _manifest(folder)[0]


def identity(folder: Path) -> str:
    """Changes when, and only when, anything in the folder would be read otherwise."""
    card, sums = _manifest(folder)
    return _sum(_plain(card, sums))


def _manifest(folder: Path) -> tuple[Card, dict[str, str]]:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        card, sums = manifest["card"], manifest["files"]
        intact = manifest["sum"] == _sum(_plain(card, sums))
    except (OSError, ValueError, KeyError, TypeError):
        raise WeightsDamaged(MANIFEST, "missing or unreadable") from None
    if not intact:
        raise WeightsDamaged(MANIFEST, "its checksum differs")
    return card, sums


def _verified(folder: Path, name: str, expected: str) -> bytes:
    path = folder / name
    if Path(name).name != name or not path.is_file():
        raise WeightsDamaged(name, "missing")
    content = path.read_bytes()
    if _sum(content) != expected:
        raise WeightsDamaged(name, "its checksum differs")
    return content


def _plain(card: Card, sums: Mapping[str, str]) -> bytes:
    return json.dumps([card, sums], sort_keys=True).encode()


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
