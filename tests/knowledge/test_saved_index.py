"""What is saved is taken up again whole, or refused by name and built anew."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import files
from knowledge.errors import IndexDamaged, IndexMissing
from knowledge.index import DenseIndex
from knowledge.ports import Vectors
from tests.knowledge.bases import (
    FEE,
    TENANT,
    article,
    ask,
    bank,
    fresh,
    retriever,
    text,
)
from tests.knowledge.hashing import HashingEncoder

pytestmark = pytest.mark.engine


def generation(folder: Path) -> Path:
    return next(folder.glob("**/generation-*"))


def test_a_second_start_takes_the_saved_index(tmp_path: Path) -> None:
    before = retriever(tmp_path, bank()).search(ask("年费要多少"))
    again = fresh(tmp_path)

    loaded = again.load(TENANT, bank(), 1)

    assert not loaded.built
    assert again.search(ask("年费要多少")) == before


def test_changes_are_saved_too(tmp_path: Path) -> None:
    new = article(text("gold", "怎么买纸黄金"))
    retriever(tmp_path, bank()).apply(TENANT, [new], ["fee"], 2)
    again = fresh(tmp_path)

    loaded = again.load(TENANT, [*bank()[1:], new], 2)

    assert (loaded.built, loaded.articles) == (False, len(bank()))


def test_another_revision_is_built_anew(tmp_path: Path) -> None:
    retriever(tmp_path, bank())

    assert fresh(tmp_path).load(TENANT, bank(), 2).built


def test_another_encoder_builds_anew(tmp_path: Path) -> None:
    retriever(tmp_path, bank())

    loaded = fresh(tmp_path).load(TENANT, bank(), 1, encoder=HashingEncoder(64))

    assert loaded.built


def test_articles_that_differ_from_what_was_saved_build_anew(tmp_path: Path) -> None:
    retriever(tmp_path, bank())
    others = [*bank()[1:], article(text("fee", "年费减免"))]
    again = fresh(tmp_path)

    loaded = again.load(TENANT, others, 1)

    assert loaded.built
    assert again.retrieve(ask("年费减免"))[0].matched == "年费减免"


@pytest.mark.parametrize("name", ["dense.faiss", "wordings.json", "calibration.json"])
def test_a_changed_byte_is_refused_by_name_and_built_anew(
    name: str, tmp_path: Path
) -> None:
    retriever(tmp_path, bank())
    path = generation(tmp_path) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    again = fresh(tmp_path)

    loaded = again.load(TENANT, bank(), 1)

    assert loaded.built
    assert loaded.damaged is not None
    assert loaded.damaged.file == name
    assert again.retrieve(ask(FEE[1]))[0].article_id == "fee"
    assert not fresh(tmp_path).load(TENANT, bank(), 1).built


@pytest.mark.parametrize("name", ["dense.faiss", "manifest.json", "calibration.json"])
def test_a_missing_or_cut_file_is_refused_by_name(name: str, tmp_path: Path) -> None:
    files.save(tmp_path, {"dense.faiss": b"12", "calibration.json": b"34"}, {})
    path = generation(tmp_path) / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged) as cut:
        files.load(tmp_path)
    path.unlink()
    with pytest.raises(IndexDamaged) as missing:
        files.load(tmp_path)

    assert (cut.value.file, missing.value.file) == (name, name)


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_single_bit_is_noticed(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("saved")
    files.save(folder, {"a": b"one", "b": b"two"}, {"revision": 1})
    path = data.draw(
        st.sampled_from(sorted(p for p in folder.rglob("*") if p.is_file()))
    )
    content = bytearray(path.read_bytes())
    bit = data.draw(st.integers(0, len(content) * 8 - 1))
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)

    with pytest.raises((IndexDamaged, IndexMissing)):
        files.load(folder)


def test_until_the_pointer_turns_the_old_generation_counts(tmp_path: Path) -> None:
    files.save(tmp_path, {"a": b"old"}, {"revision": 1})
    pointer = (tmp_path / "current").read_bytes()
    old = generation(tmp_path)
    kept = {path.name: path.read_bytes() for path in old.iterdir()}

    files.save(tmp_path, {"a": b"new"}, {"revision": 2})
    old.mkdir()
    for name, content in kept.items():
        (old / name).write_bytes(content)
    (tmp_path / "current").write_bytes(pointer)

    assert files.load(tmp_path)[1] == {"a": b"old"}


def test_saving_the_same_again_changes_nothing(tmp_path: Path) -> None:
    files.save(tmp_path, {"a": b"same"}, {"revision": 1})
    before = generation(tmp_path).stat().st_ino

    files.save(tmp_path, {"a": b"same"}, {"revision": 1})

    assert generation(tmp_path).stat().st_ino == before


def test_nothing_saved_is_not_called_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        files.load(tmp_path / "none")


def test_what_faiss_cannot_read_is_damage() -> None:
    with pytest.raises(IndexDamaged):
        DenseIndex.read(b"no index at all", 8)


def test_an_index_of_other_dimensions_is_damage() -> None:
    with pytest.raises(IndexDamaged):
        DenseIndex.read(DenseIndex(4).written(), 8)


class Counting(HashingEncoder):
    """Knows how many texts it was asked to encode."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += len(texts)
        return super().encode(texts)


def test_a_version_alone_needs_no_new_vectors(tmp_path: Path) -> None:
    encoder = Counting()
    shelf = fresh(tmp_path)
    shelf.load(TENANT, bank(), 1, encoder=encoder)
    before = encoder.asked
    same = replace(bank()[0], version=2)

    shelf.apply(TENANT, [same], [], 2)

    assert encoder.asked == before
