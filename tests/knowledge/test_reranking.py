"""A second look: another order of the first few, as sure as before, and never late."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from bot.passage import Passage
from knowledge.reranking import (
    TOP,
    UNTAUGHT,
    Lesson,
    Reranking,
    learned,
    mixed,
    reranked,
)
from knowledge.retriever import KnowledgeRetriever
from tests.knowledge.bases import TENANT, article, ask, text
from tests.knowledge.hashing import HashingEncoder, fold

pytestmark = pytest.mark.engine

MANY = [
    article(text(f"a{at}", f"业务{at}怎么办", [f"业务{at}问{n}" for n in range(4)]))
    for at in range(12)
]


@dataclass(eq=False, slots=True)
class Reader:
    """Likes what begins with a word; silent when it is told to be."""

    likes: str = "业务3"
    silent: bool = False
    fingerprint: str = "reader"
    asked: list[int] = field(default_factory=list)

    def scores(
        self, question: str, texts: Sequence[str], seconds: float
    ) -> Sequence[float]:
        self.asked.append(len(texts))
        if self.silent:
            return ()
        return [5.0 if one.startswith(self.likes) else -5.0 for one in texts]


@dataclass(eq=False, slots=True)
class Knowing(Reader):
    """Knows the right article for every wording of `MANY`."""

    def scores(
        self, question: str, texts: Sequence[str], seconds: float
    ) -> Sequence[float]:
        self.asked.append(len(texts))
        name = question.split("问")[0].split("怎")[0]
        return [5.0 if one.startswith(f"{name}怎") else -5.0 for one in texts]


def shelf(folder: Path, reader: Reader) -> KnowledgeRetriever:
    made = KnowledgeRetriever(HashingEncoder(), fold, folder, reranker=reader)
    made.load(TENANT, MANY, 1)
    return made


def found(*chances: float) -> list[Passage]:
    plain = article(text("x", "x"))
    return [
        Passage(
            article_id=f"p{at}",
            version=1,
            title=f"业务{at}",
            answer="答",
            spoken="",
            category="",
            language=plain.text.language,
            confidence=chance,
        )
        for at, chance in enumerate(chances)
    ]


def test_the_first_few_change_places_and_keep_their_sum() -> None:
    worth = Reranking(fingerprint="reader", weight=0.3, learned_from=50)

    moved = reranked(found(0.3, 0.2, 0.1, 0.2), "业务", Reader(), worth)

    assert moved[0].article_id == "p3"
    assert sum(one.confidence for one in moved) == pytest.approx(0.8)
    assert [one.confidence for one in moved] == sorted(
        (one.confidence for one in moved), reverse=True
    )


@pytest.mark.parametrize(
    "worth",
    [
        Reranking(),
        Reranking(fingerprint="reader", weight=0.0),
        Reranking(fingerprint="another", weight=0.5),
    ],
)
def test_one_that_is_worth_nothing_here_is_not_even_asked(worth: Reranking) -> None:
    reader, before = Reader(), found(0.5, 0.2)

    assert reranked(before, "业务", reader, worth) == tuple(before)
    assert reader.asked == []


def test_the_order_stands_when_no_scores_come_in_time() -> None:
    worth = Reranking(fingerprint="reader", weight=0.5)
    before = found(0.5, 0.2)

    assert reranked(before, "业务", Reader(silent=True), worth) == tuple(before)


def test_scores_that_are_no_numbers_change_nothing() -> None:
    chances = np.asarray([0.5, 0.2])

    assert mixed(chances, np.asarray([np.nan, 1.0]), 0.5).tolist() == [0.5, 0.2]


def test_a_reranker_that_knows_better_is_given_weight() -> None:
    chances = np.asarray([0.5, 0.3, 0.1])
    good = Lesson(chances=chances, odds=np.asarray([-4.0, 4.0, -4.0]), right=1)
    bad = Lesson(chances=chances, odds=np.asarray([-4.0, 4.0, -4.0]), right=0)

    assert learned([good] * 30, "m").weight > 0.5
    assert learned([bad] * 30, "m").weight == 0.0
    assert learned([good] * 3, "m").weight == UNTAUGHT


def test_a_base_learns_what_a_reranker_is_worth_and_keeps_it(tmp_path: Path) -> None:
    reader = Knowing()
    shelf(tmp_path, reader)
    asked = len(reader.asked)

    again = shelf(tmp_path, reader)
    best = again.search(ask("业务7问2"))

    assert asked >= 20
    assert len(reader.asked) - asked == 1
    assert reader.asked[-1] == TOP
    assert best[0].article_id == "a7"
    assert len(best) == ask("").limit


def test_another_reranker_is_tried_out_anew(tmp_path: Path) -> None:
    shelf(tmp_path, Knowing())
    other = Knowing(fingerprint="other")

    shelf(tmp_path, other)

    assert len(other.asked) >= 20


def test_what_was_learned_stays_when_articles_change(tmp_path: Path) -> None:
    reader = Knowing()
    made = shelf(tmp_path, reader)
    asked = len(reader.asked)

    made.apply(TENANT, [article(text("new", "业务99怎么办"))], [], 2)
    made.search(ask("业务7问2"))

    assert len(reader.asked) - asked == 1
