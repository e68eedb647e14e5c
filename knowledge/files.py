"""A folder of files that is replaced as a whole and checked byte for byte when read."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from knowledge.errors import IndexDamaged, IndexMissing

MANIFEST = "manifest.json"
CURRENT = "current"
"""Names the generation that counts; replaced in one step, after all is on disk."""

About = Mapping[str, str | int]


def save(folder: Path, files: Mapping[str, bytes], about: About) -> None:
    """A new generation; whoever reads meanwhile, or after a crash, sees the old one."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = _manifest(files, about)
    name = f"generation-{hashlib.sha256(manifest).hexdigest()[:16]}"
    if not _stands(folder, name):
        _write_generation(folder / name, {**files, MANIFEST: manifest})
    _write(folder / f"{CURRENT}.new", name.encode())
    os.replace(folder / f"{CURRENT}.new", folder / CURRENT)
    _sync(folder)
    for old in folder.glob("generation-*"):
        if old.name != name:
            shutil.rmtree(old, ignore_errors=True)


def load(folder: Path) -> tuple[dict[str, str | int], dict[str, bytes]]:
    """What was saved last: its `about` with its files.

    Raises IndexMissing, or IndexDamaged with the name of the file.
    """
    pointer = folder / CURRENT
    if not pointer.is_file():
        raise IndexMissing(str(folder))
    name = pointer.read_bytes().decode("utf-8", "replace").strip()
    if not name.startswith("generation-") or "/" in name or "\\" in name:
        raise IndexDamaged(CURRENT, "names no generation")
    generation = folder / name
    try:
        manifest = json.loads(_content(generation, MANIFEST))
        expected = dict(manifest["files"])
        about = dict(manifest["about"])
    except (ValueError, KeyError, TypeError):
        raise IndexDamaged(MANIFEST, "cannot be read") from None
    if hashlib.sha256(_manifest_of(manifest)).hexdigest()[:16] not in name:
        raise IndexDamaged(MANIFEST, "differs from what was written")
    return about, {
        file: _checked(generation, file, dict(facts))
        for file, facts in expected.items()
    }


def _stands(folder: Path, name: str) -> bool:
    """The same content was saved before, and is whole."""
    try:
        load(folder)
    except (IndexMissing, IndexDamaged):
        return False
    return (folder / CURRENT).read_bytes().decode() == name


def _manifest(files: Mapping[str, bytes], about: About) -> bytes:
    return _manifest_of(
        {
            "about": dict(about),
            "files": {
                name: {"sha256": _digest(content), "bytes": len(content)}
                for name, content in sorted(files.items())
            },
        }
    )


def _manifest_of(value: object) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _checked(generation: Path, file: str, facts: Mapping[str, object]) -> bytes:
    content = _content(generation, file)
    if len(content) != facts.get("bytes"):
        raise IndexDamaged(file, "its size differs from the manifest")
    if _digest(content) != facts.get("sha256"):
        raise IndexDamaged(file, "its SHA-256 differs from the manifest")
    return content


def _content(generation: Path, file: str) -> bytes:
    try:
        return (generation / file).read_bytes()
    except OSError as error:
        raise IndexDamaged(file, type(error).__name__) from None


def _write_generation(target: Path, files: Mapping[str, bytes]) -> None:
    building = target.with_name(f"{target.name}.new")
    for stale in (building, target):
        shutil.rmtree(stale, ignore_errors=True)
    building.mkdir()
    for name, content in files.items():
        _write(building / name, content)
    _sync(building)
    os.rename(building, target)
    _sync(target.parent)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
