"""Versions of what was learned: one is served, one is kept, the rest goes."""

from pathlib import Path

import pytest

from api import learned

pytestmark = pytest.mark.door


def version(home: Path) -> Path:
    folder = learned.fresh(home)
    (folder / learned.UNDERSTANDING).mkdir()
    return folder


def names(home: Path) -> list[str]:
    return sorted(one.name for one in (home / learned.VERSIONS).glob("version-*"))


def test_before_any_version_the_home_itself_is_served(tmp_path: Path) -> None:
    assert learned.serving(tmp_path) == tmp_path


def test_what_is_taken_is_served_from_then_on(tmp_path: Path) -> None:
    first = version(tmp_path)

    learned.take(tmp_path, first)

    assert learned.serving(tmp_path) == first


def test_the_version_before_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    (tmp_path / learned.UNDERSTANDING).mkdir()
    for _ in range(3):
        learned.take(tmp_path, version(tmp_path))

    assert names(tmp_path) == ["version-0002", "version-0003"]
    assert not (tmp_path / learned.UNDERSTANDING).exists()


def test_the_home_is_kept_while_it_is_the_version_before(tmp_path: Path) -> None:
    (tmp_path / learned.UNDERSTANDING).mkdir()

    learned.take(tmp_path, version(tmp_path))

    assert (tmp_path / learned.UNDERSTANDING).is_dir()


def test_what_was_left_unfinished_is_removed(tmp_path: Path) -> None:
    learned.take(tmp_path, version(tmp_path))
    half = version(tmp_path)

    learned.sweep(tmp_path)

    assert not half.exists()
    assert learned.serving(tmp_path).name == "version-0001"


@pytest.mark.parametrize("name", ["version-9999", "../elsewhere", "", "\n"])
def test_a_pointer_to_nowhere_serves_the_home(tmp_path: Path, name: str) -> None:
    version(tmp_path)
    (tmp_path / learned.VERSIONS / learned.CURRENT).write_text(name)

    assert learned.serving(tmp_path) == tmp_path


def test_what_was_learned_from_is_read_as_it_was_kept(tmp_path: Path) -> None:
    groups = (("年费多少", "年费"), ("怎么开户",))

    learned.keep_groups(tmp_path / "encoder", groups)

    assert learned.groups_in(tmp_path / "encoder") == groups
    assert learned.groups_in(tmp_path) is None
