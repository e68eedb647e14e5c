"""Scores become probabilities that can be believed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.article import Article
from knowledge.calibration import (
    DEFAULT,
    ENCODER_ALONE,
    SPARSE,
    Calibration,
    Contest,
    best_ranker,
    learn_ranker,
    learn_trust,
    untaught,
)
from knowledge.errors import IndexDamaged
from knowledge.evidence import SIGNALS, SPELLING, Evidence
from knowledge.fitting import FEWEST, Lessons
from knowledge.ranking import confidences
from knowledge.rehearsal import set_aside
from tests.knowledge.bases import TENANT, article, ask, bank, fresh, text
from tests.knowledge.hashing import HashingEncoder

pytestmark = pytest.mark.engine

THINGS = [
    "年费",
    "额度",
    "密码",
    "账单",
    "积分",
    "挂失",
    "分期",
    "还款",
    "利率",
    "余额",
]
WAYS = ["{}怎么查", "想问一下{}", "我的{}在哪里看", "{}有问题", "帮我看看{}", "{}"]
OFFTOPIC = ["天气如何", "讲个笑话", "谁赢了球赛", "饺子怎么包", "几点日出"] * 4


def base() -> list[Article]:
    return [
        article(text(thing, f"{thing}是什么", [way.format(thing) for way in WAYS]))
        for thing in THINGS
    ]


def evidence(*rows: tuple[float, ...]) -> Evidence:
    count = len(rows)
    return Evidence(
        places=np.arange(count), signals=np.asarray(rows), rows=np.arange(count)
    )


def signals(level: float, spelling: float = 0.5) -> tuple[float, ...]:
    row = [level] * len(SIGNALS)
    row[SPELLING] = spelling
    return tuple(row)


def test_a_base_with_few_wordings_uses_the_default_table(tmp_path: Path) -> None:
    shelf = fresh(tmp_path)
    shelf.load(TENANT, bank(), 1)

    assert shelf.calibrate(TENANT) == 0


def test_a_base_teaches_what_its_scores_are_worth(tmp_path: Path) -> None:
    shelf = fresh(tmp_path, Lessons(offtopic=OFFTOPIC))
    shelf.load(TENANT, base(), 1)

    known = shelf.search(ask("请问额度怎么看"))[0]
    foreign = shelf.search(ask("今天天气怎样"))[0]

    assert shelf.calibrate(TENANT) >= FEWEST
    assert (known.article_id, known.confidence >= 0.6) == ("额度", True)
    assert foreign.confidence < 0.3


def test_the_same_lessons_teach_the_same(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        shelf = fresh(tmp_path / name, Lessons(offtopic=OFFTOPIC, seed=3))
        shelf.load(TENANT, base(), 1)
        found.append(shelf.search(ask("请问额度怎么看"))[0].confidence)

    assert found[0] == found[1]


def test_unseen_wordings_teach_through_the_rehearsal_encoder(tmp_path: Path) -> None:
    unseen = [(WAYS[n % 6].format(t), t) for n in range(6) for t in THINGS]
    lessons = Lessons(unseen=unseen, rehearsal=HashingEncoder(128))
    shelf = fresh(tmp_path, replace(lessons, offtopic=OFFTOPIC))
    shelf.load(TENANT, base(), 1)

    assert shelf.calibrate(TENANT) == len(unseen)


def test_judged_questions_of_customers_teach_too(tmp_path: Path) -> None:
    answered = [(f"请教{thing}的事", thing) for thing in THINGS]
    shelf = fresh(tmp_path, Lessons(answered=answered))
    shelf.load(TENANT, base(), 1)

    assert shelf.calibrate(TENANT) == len(answered) + 70


def test_the_first_of_two_equal_ones_is_not_certain() -> None:
    chances = confidences(evidence(signals(0.7), signals(0.7)), DEFAULT)

    assert chances[0] < 0.95
    assert chances.sum() <= 1 + 1e-9


def test_what_an_editor_wrote_is_near_certain_even_if_others_score_more() -> None:
    chances = confidences(evidence(signals(0.6), signals(0.5, 1.0)), DEFAULT)

    assert chances[1] >= 0.97
    assert chances[0] <= 0.03 + 1e-9


def test_nothing_found_is_nothing_believed() -> None:
    assert confidences(evidence(), DEFAULT).shape == (0,)


def test_the_ranker_learns_which_signal_tells() -> None:
    chance = np.random.default_rng(1)
    contests = []
    for _ in range(200):
        table = chance.random((5, 3))
        contests.append(Contest(signals=table, right=int(np.argmax(table[:, 1]))))

    weights = learn_ranker(contests, (1.0, 1.0, 1.0))

    assert weights[1] > 3 * max(weights[0], weights[2])
    assert min(weights) >= 0


def contests(
    row_of_right: tuple[float, ...], other: tuple[float, ...]
) -> list[Contest]:
    rows = np.asarray((row_of_right, other))
    return [Contest(signals=rows, right=0)] * 50


def test_a_signal_that_misleads_is_left_out() -> None:
    right = (0.9, *[0.5] * (len(SIGNALS) - 1))
    wrong = (0.5, *[0.5] * (len(SIGNALS) - 2), 1.0)
    learned = (1.0, *[0.0] * (len(SIGNALS) - 2), 5.0)

    found = best_ranker(contests(right, wrong), learned)

    assert found in {ENCODER_ALONE, (1.0, *[0.0] * (len(SIGNALS) - 1))}


def test_the_learned_table_stays_where_none_is_clearly_better() -> None:
    right, wrong = signals(0.9), signals(0.5)

    assert best_ranker(contests(right, wrong), DEFAULT.ranker) == DEFAULT.ranker


def test_trust_is_a_probability_of_being_right() -> None:
    chance = np.random.default_rng(2)
    features = chance.normal(size=(4000, 2))
    true = 1 / (1 + np.exp(-(2 * features[:, 0] - 1)))
    right = (chance.random(4000) < true).astype(float)

    weights, bias = learn_trust(features, right, np.ones(4000))

    assert weights == pytest.approx((2, 0), abs=0.2)
    assert bias == pytest.approx(-1, abs=0.2)


def test_a_base_of_standard_questions_alone_has_a_table_of_its_own() -> None:
    assert untaught(19, 10) is SPARSE
    assert untaught(20, 10) is DEFAULT


def test_a_calibration_is_read_as_it_was_written() -> None:
    assert Calibration.read(DEFAULT.written()) == DEFAULT


@pytest.mark.parametrize("content", [b"", b"[]", b'{"ranker": 1}', b"\xff"])
def test_what_is_no_calibration_is_damage(content: bytes) -> None:
    with pytest.raises(IndexDamaged):
        Calibration.read(content)


def test_wordings_set_aside_are_in_no_training_group() -> None:
    articles = [one.text for one in (*base(), *bank())]

    found = set_aside(articles, seed=1)

    trained = {wording for group in found.groups for wording in group}
    assert len(found.groups) == len(articles)
    assert {one.question for one in articles} <= trained
    assert not trained & {wording for wording, _ in found.unseen}
    assert len(found.unseen) == 2 * (len(THINGS) + 5)
    assert set_aside(articles, seed=1) == found
