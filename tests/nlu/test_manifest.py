"""A folder of weights: written whole, refused by name when anything in it changed."""

import json
from pathlib import Path

import pytest

from nlu.errors import WeightsDamaged
from nlu.manifest import MANIFEST, identity, read_card, read_folder, write_folder

pytestmark = pytest.mark.engine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_folder(tmp_path / "w", {"a.npy": b"aa", "b.json": b"{}"}, {"seed": 7})
    return tmp_path / "w"


def test_what_was_written_is_read(folder: Path) -> None:
    files, card = read_folder(folder)

    assert files == {"a.npy": b"aa", "b.json": b"{}"}
    assert card == {"seed": 7} == read_card(folder)


def test_writing_again_replaces_the_whole_folder(folder: Path) -> None:
    write_folder(folder, {"c": b"c"}, {})

    assert {path.name for path in folder.iterdir()} == {"c", MANIFEST}


@pytest.mark.parametrize("name", ["a.npy", "b.json", MANIFEST])
def test_a_changed_byte_is_refused_by_name(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    changed = content.replace(b"7", b"8") if name == MANIFEST else content[:-1] + b"!"
    (folder / name).write_bytes(changed)

    with pytest.raises(WeightsDamaged, match=name):
        read_folder(folder)


@pytest.mark.parametrize("name", ["a.npy", MANIFEST])
def test_a_missing_file_is_refused_by_name(folder: Path, name: str) -> None:
    (folder / name).unlink()

    with pytest.raises(WeightsDamaged, match=name):
        read_folder(folder)


def test_swapped_files_are_refused(folder: Path) -> None:
    (folder / "a.npy").write_bytes(b"{}")
    (folder / "b.json").write_bytes(b"aa")

    with pytest.raises(WeightsDamaged):
        read_folder(folder)


def test_a_name_outside_the_folder_is_refused(folder: Path) -> None:
    (folder.parent / "outside").write_bytes(b"aa")
    write_folder(folder, {"x": b"aa"}, {})
    renamed = (folder / MANIFEST).read_text().replace('"x"', '"../outside"')
    (folder / MANIFEST).write_text(renamed)

    with pytest.raises(WeightsDamaged):
        read_folder(folder)


@pytest.mark.parametrize("written", ["", "[]", "{}", "null", json.dumps({"card": 1})])
def test_a_manifest_of_another_kind_is_refused(folder: Path, written: str) -> None:
    (folder / MANIFEST).write_text(written)

    with pytest.raises(WeightsDamaged, match=MANIFEST):
        read_folder(folder)


def test_a_folder_written_with_other_content_has_another_identity(
    folder: Path,
) -> None:
    before = identity(folder)

    write_folder(folder, {"a.npy": b"ab", "b.json": b"{}"}, {"seed": 7})

    assert identity(folder) != before
