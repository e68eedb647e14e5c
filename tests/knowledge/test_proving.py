"""What was learned is asked with wordings that nothing had learned from."""

from pathlib import Path

import pytest

from knowledge.errors import IndexMissing
from knowledge.proving import FEWEST_ASKED, hits, set_exam
from knowledge.shelving import Shelving
from tests.knowledge.bases import TENANT, article, ask, retriever, text
from tests.knowledge.hashing import HashingEncoder, fold

pytestmark = pytest.mark.engine

BASE = [
    article(text(f"a{at}", f"业务{at}怎么办", [f"业务{at}问法{n}" for n in range(6)]))
    for at in range(40)
]


def test_nothing_that_is_asked_was_learned_from() -> None:
    seen = {fold(f"业务{at}问法{n}") for at in range(40) for n in range(3)}

    exam = set_exam(BASE, seen, fold, seed=1)

    learned = {fold(one) for group in exam.groups for one in group}
    asked = {fold(one) for one, _ in exam.asked}
    assert exam.proves
    assert not asked & (learned | seen)
    assert not asked & {fold(one) for one, _ in exam.unseen}


def test_an_exam_of_what_was_all_seen_proves_nothing() -> None:
    seen = {fold(one) for a in BASE for one in a.text.similar_questions}

    exam = set_exam(BASE, seen, fold, seed=1)

    assert exam.asked == ()
    assert not exam.proves
    assert len(exam.unseen) >= FEWEST_ASKED


def test_the_same_seed_sets_the_same_exam() -> None:
    assert set_exam(BASE, (), fold, seed=3) == set_exam(BASE, (), fold, seed=3)


def test_a_wording_is_hidden_while_it_is_asked() -> None:
    two = [
        article(text("fee", "信用卡年费怎么收", ["年费多少钱", "一年要交多少"])),
        article(text("app", "手机银行怎么登录", ["登录不上去"])),
    ]
    snapshot = Shelving(fold).build(two, HashingEncoder(), 1)

    assert hits(snapshot, [("年费多少钱", "fee")], fold) == 1.0
    assert hits(snapshot, [("登录不上去", "fee")], fold) == 0.0
    assert hits(snapshot, [("年费多少钱", "fee"), ("不在其中", "fee")], fold) == 1.0


def test_another_encoder_is_put_in_place_at_once(tmp_path: Path) -> None:
    shelf, other = retriever(tmp_path / "old", BASE), retriever(tmp_path / "new", BASE)
    before = shelf.search(ask("业务7怎么办"))
    encoder = HashingEncoder(64)

    with shelf.prepared(TENANT, encoder, tmp_path / "new") as put:
        during = shelf.search(ask("业务7怎么办"))
        put()

    after = shelf.search(ask("业务7怎么办"))
    assert during == before
    assert [p.dense for p in after] != [p.dense for p in before]
    assert after[0].article_id == "a7"
    assert shelf.calibration(TENANT) == other.calibration(TENANT)


def test_what_is_not_put_in_place_changes_nothing(tmp_path: Path) -> None:
    shelf = retriever(tmp_path / "old", BASE)
    retriever(tmp_path / "new", BASE)
    before = shelf.search(ask("业务7怎么办"))

    with shelf.prepared(TENANT, HashingEncoder(64), tmp_path / "new"):
        pass

    assert shelf.search(ask("业务7怎么办")) == before


def test_a_folder_where_nothing_was_learned_is_refused(tmp_path: Path) -> None:
    shelf = retriever(tmp_path / "old", BASE)

    with (
        pytest.raises(IndexMissing),
        shelf.prepared(TENANT, HashingEncoder(64), tmp_path / "empty"),
    ):
        pass

    assert shelf.search(ask("业务7怎么办"))
