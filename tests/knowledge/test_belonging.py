"""A question in strangers' words is known for one."""

from pathlib import Path

import pytest

from knowledge.belonging import Belonging
from knowledge.fitting import Lessons
from knowledge.tokens import characters
from tests.knowledge.bases import TENANT, ask, fresh
from tests.knowledge.test_calibration import OFFTOPIC, THINGS, base

pytestmark = pytest.mark.engine

OWN = ["信用卡年费", "挂失信用卡", "房贷利率"]
STRANGE = ["今天天气", "明天天气", "讲个笑话"]


def belonging(strange: list[str] = STRANGE) -> Belonging:
    return Belonging.of(
        [characters(text) for text in OWN],
        [characters("年费每年收一次")],
        [characters(text) for text in strange],
    )


def test_words_of_the_base_belong_and_words_of_strangers_do_not() -> None:
    found = belonging()

    assert found.score(characters("信用卡利率"))[0] > 0.7
    assert found.score(characters("后天天气"))[0] < -0.4
    assert found.score(characters("每年收"))[0] > 0.5


def test_one_strange_word_among_many_of_ours_is_noticed() -> None:
    ours, mixed = characters("信用卡年费利率"), characters("信用卡年费利率天气")

    assert belonging().score(mixed)[0] > 0.3
    assert belonging().score(mixed)[1] < belonging().score(ours)[1] - 0.5


def test_nothing_asked_and_nobody_strange_speak_for_neither_side() -> None:
    assert belonging().score(()) == (0, 0)
    assert belonging([]).score(characters("后天天气")) == (0, 0)


def test_a_hidden_wording_does_not_speak_for_itself() -> None:
    asked = characters("房贷利率")

    assert belonging().score(asked)[0] > 0.5
    assert belonging().score(asked, asked)[0] < 0


def test_other_strangers_leave_the_base_as_it_was() -> None:
    found = belonging(["信用卡"]).among([characters(text) for text in STRANGE])

    assert found == belonging()


def test_a_word_is_as_frequent_as_among_the_texts_of_its_own_script() -> None:
    chinese = [characters(f"信用卡年费第{number}条") for number in range(50)]
    found = Belonging.of(
        [*chinese, characters("my limit")],
        [],
        [characters("my cat"), characters("your dog")],
    )

    assert found.score(characters("limit"))[0] > 0.5
    assert found.score(characters("cat"))[0] < -0.5


def test_what_is_asked_of_another_bank_does_not_make_our_own_words_strange(
    tmp_path: Path,
) -> None:
    rivals = [f"招行{thing}怎么查" for thing in THINGS]
    offtopic = [f"{word}{way}" for word in OFFTOPIC[:5] for way in "吗呢吧啊呀哦哈咯"]
    shelf = fresh(tmp_path, Lessons(offtopic=[*offtopic, *rivals]))
    shelf.load(TENANT, base(), 1)

    ours = shelf.search(ask("额度怎么查呀"))[0]
    theirs = shelf.search(ask("招行额度怎么查呀"))[0]

    assert ours.confidence > 0.6 > 0.3 > theirs.confidence


def test_strangers_words_are_never_answered_for_sure(tmp_path: Path) -> None:
    offtopic = [f"{word}{way}" for word in OFFTOPIC[:5] for way in "吗呢吧啊呀哦哈咯"]
    shelf = fresh(tmp_path, Lessons(offtopic=offtopic))
    shelf.load(TENANT, base(), 1)

    known = shelf.search(ask("请问额度怎么看"))[0]
    strange = shelf.search(ask("请问天气如何怎么查"))

    assert known.confidence > 0.6
    assert all(passage.confidence < 0.3 for passage in strange)
