"""Rules and wording are data: a bank may override them, and mistakes are named."""

from typing import Any

import pytest

from bot.errors import MalformedRules
from bot.message import Channel, Language
from bot.rules import load_rules, merged
from bot.verification import Assurance
from bot.words import load_wording
from tests.bot.samples import NAMES

pytestmark = pytest.mark.rules


def test_the_built_in_rules_can_be_used() -> None:
    rules = load_rules()

    assert rules.patience.misses(Channel.WEB) == 2
    assert rules.patience.misses(Channel.PHONE) == 3
    assert rules.answering.answer_at > rules.answering.clarify_at
    assert rules.answering.clarify_at > rules.answering.offer_at
    assert "greeting" in rules.smalltalk


def test_a_bank_overrides_what_it_names_and_nothing_else() -> None:
    rules = load_rules(
        {
            "patience": {"misses_allowed": 5},
            "skills": {"by_intent": {"loan": "loans"}},
            "assurance": {"card_balance": 2},
        }
    )

    assert (rules.patience.misses_allowed, rules.patience.queue_seconds) == (5, 60)
    assert (rules.skill_of("loan"), rules.skill_of("other")) == ("loans", "general")
    assert rules.required("card_balance") is Assurance.L2
    assert rules.required("other") is Assurance.L0


def test_a_table_does_not_swallow_a_value_nor_a_value_a_table() -> None:
    assert merged({"a": {"b": 1}}, {"a": 2}) == {"a": 2}
    assert merged({"a": 1}, {"a": {"b": 2}}) == {"a": {"b": 2}}


@pytest.mark.parametrize(
    ("pack", "named"),
    [
        ({"answering": {"answer_att": 0.6}}, "answer_att"),
        ({"patience": {"patience": 1}}, "patience"),
        ({"assurance": {"card_balance": 9}}, "9"),
        ({"promises": 3}, "int"),
        ({"skills": {"by_intent": 3}}, "int"),
    ],
)
def test_a_mistake_in_the_rules_is_named(pack: dict[str, Any], named: str) -> None:
    with pytest.raises(MalformedRules, match=rf"rules\.toml: .*{named}"):
        load_rules(pack)


def test_a_sentence_knows_the_banks_names() -> None:
    wording = load_wording(NAMES)

    assert "晴川银行智能客服小晴" in wording.say("greeting", Language.ZH)
    assert wording.choice("human", Language.EN).title == "Talk to a person"


def test_a_bank_says_it_in_its_own_words() -> None:
    own = {"resume": "{bot}还能帮您什么？", "choices": {"human": "找人"}}

    wording = load_wording(NAMES, {Language.ZH: own})

    assert wording.say("resume", Language.ZH) == "小晴还能帮您什么？"
    assert wording.choice("human", Language.ZH).title == "找人"
    assert wording.choice("stay", Language.ZH).title == "继续等待"


@pytest.mark.parametrize(
    ("pack", "named"),
    [
        ({"resumee": "好"}, "unknown key resumee"),
        ({"choices": {"humans": "好"}}, "unknown key humans"),
        ({"resume": "{nobody}好"}, r"resume has unknown \['nobody'\]"),
    ],
)
def test_a_mistake_in_the_words_is_named(pack: dict[str, Any], named: str) -> None:
    with pytest.raises(MalformedRules, match=rf"wording/en\.toml: {named}"):
        load_wording(NAMES, {Language.EN: pack})
