"""Words that start a flow, offer it, or leave it alone."""

from dataclasses import replace

import pytest

from bot.action import Answer, Clarify, Inform, KeepFrames
from bot.compose import Voice, compose
from bot.flows.loader import load_flows
from bot.flows.tasks import Tasks
from bot.levels import load_levels
from bot.message import Language
from bot.passage import Passage
from bot.policy import decide
from bot.reply import Choice, Expects
from bot.situation import Decision
from bot.understanding import Intent, Understanding
from tests.bot.flow_house import FlowHouse
from tests.bot.flow_samples import FLOWS, TEXTS
from tests.bot.samples import RULES, WORDING, article, passage, situation
from tests.bot.test_flow_tasks import at_confirmation
from tests.fakes import NOW, CountingIds

pytestmark = pytest.mark.rules

TERM = article("IN-2", "12期", "12期的手续费是6%。")
TASKS = Tasks(flows=FLOWS, levels=load_levels(), ids=CountingIds(), wording=WORDING)


def wished(text: str, *passages: Passage, **intents: float) -> Decision:
    ranked = sorted(intents.items(), key=lambda one: -one[1])
    understanding = Understanding(
        normalized=text,
        language=Language.ZH,
        intents=tuple(Intent(name=name, confidence=at) for name, at in ranked),
    )
    case = replace(situation(text), tasks=TASKS)
    return decide(case, understanding, passages, rules=RULES)


def opened(decision: Decision) -> list[str]:
    kept = [one for one in decision.actions if isinstance(one, KeepFrames)]
    return [frame.flow for one in kept for frame in one.frames]


def test_a_sure_wish_starts_its_flow() -> None:
    decision = wished("我想贷款", loan=0.7)

    assert opened(decision) == ["loan"]
    assert decision.why == "flow:loan:started:0.70"


def test_a_sure_wish_stands_before_an_article() -> None:
    assert opened(wished("我想贷款", passage(0.95), loan=0.7)) == ["loan"]


def test_a_question_with_a_surer_article_is_answered_and_the_flow_offered() -> None:
    decision = wished("贷款怎么办理？", passage(0.95), loan=0.7)

    answer, offer = decision.actions
    assert isinstance(answer, Answer)
    assert isinstance(offer, Inform)
    assert offer.choices == ("flow:loan",)


def test_a_question_with_a_weaker_article_still_starts_the_flow() -> None:
    assert opened(wished("能不能贷款？", passage(0.6), loan=0.9)) == ["loan"]


def test_a_likely_wish_beside_an_article_is_offered_after_it() -> None:
    decision = wished("贷款", passage(0.7), loan=0.4)

    assert [type(one) for one in decision.actions] == [Answer, Inform]


def test_an_unsure_wish_is_asked_about_with_the_articles_that_may_be_meant() -> None:
    near = passage(0.4)

    decision = wished("贷款", near, loan=0.5)

    assert decision.actions == (Clarify((near,), ("loan",)),)


def test_an_unlikely_wish_is_none() -> None:
    decision = wished("贷款", passage(0.9), loan=0.3)

    assert decision.actions == (Answer(passage(0.9)),)
    assert wished("贷款", loan=0.3).why.startswith("unknown")


def test_two_wishes_about_as_likely_let_the_customer_pick() -> None:
    decision = wished("账单", bill=0.7, instalment=0.65)

    assert decision.actions == (Clarify((), ("bill", "instalment")),)


def test_a_rival_without_a_flow_is_no_rival() -> None:
    assert opened(wished("账单", bill=0.7, weather=0.68)) == ["bill"]


def test_flows_are_offered_by_title() -> None:
    voice = Voice(wording=WORDING, language=Language.ZH, rules=RULES, flows=FLOWS)

    (part,) = compose((Clarify((), ("bill", "instalment")),), voice, now=NOW).parts

    assert part.expects is Expects.CHOICE
    assert part.choices[:2] == (
        Choice(id="flow:bill", title="查账单"),
        Choice(id="flow:instalment", title="账单分期"),
    )


def test_a_flow_is_started_by_its_title_or_its_number() -> None:
    for text in ("预约贷款", "1"):
        house = FlowHouse()
        offered = (Choice(id="flow:loan", title="预约贷款"),)
        house.offer(offered)

        assert house.hear(text) == "请问您做的是哪一行？"


def test_a_choice_of_a_flow_that_is_gone_starts_nothing() -> None:
    house = FlowHouse()

    house.hear("按钮", choice="flow:gone")

    assert house.talk.frames == ()


def test_five_flows_deep_the_oldest_is_given_up() -> None:
    house = FlowHouse().verified()
    for name in ("loan", "bill", "instalment", "dispute", "freeze"):
        house.hear("按钮", choice=f"flow:{name}")

    assert [one.flow for one in house.talk.frames] == [
        "bill", "instalment", "dispute",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "where"), [("得嘞", "instalment.proof"), ("免了", "")]
)
def test_a_yes_or_no_in_other_words_is_understood(words: str, where: str) -> None:
    house = at_confirmation()

    house.hear(words)

    assert house.where == where


@pytest.mark.parametrize(("words", "frozen"), [("得嘞", 1), ("免了", 0)])
def test_it_is_understood_as_an_answer_too(words: str, frozen: int) -> None:
    house = FlowHouse()
    house.hear("按钮", choice="flow:dispute")
    house.prove()

    house.hear(words)

    assert len(house.bank.done) == frozen
    assert house.where == "dispute.which_one"


def test_a_repeat_in_other_words_is_understood() -> None:
    house = at_confirmation()

    assert house.hear("啥来着").endswith("确认办理吗？")


def test_words_that_confirm_nothing_are_asked_about() -> None:
    house = at_confirmation()

    assert house.hear("蓝色的").startswith("请回答“是”或者“不用”。")


def test_a_question_is_heard_before_another_flow() -> None:
    house = at_confirmation()

    told = house.hear("分期手续费怎么收？")

    assert told.startswith("每期0.5%。")


def test_an_article_by_the_way_in_plain_words_is_answered() -> None:
    house = at_confirmation()

    assert house.hear("手续费标准").startswith("每期0.5%。")


def test_an_answer_stands_before_an_article_that_has_its_words() -> None:
    house = FlowHouse()
    house.retriever.articles = (*house.retriever.articles, TERM)
    house.verified()
    house.hear("我要分期")
    house.hear("8888")
    house.hear("3000元")

    house.hear("12期")

    assert house.where == "instalment.confirm"


def test_a_call_back_wished_for_in_other_words_waits_above_the_flow() -> None:
    house = at_confirmation()

    house.hear("预约回电")

    assert [one.flow for one in house.talk.frames] == ["instalment", "callback"]


def test_a_human_wished_for_in_words_that_no_gate_knows_is_fetched() -> None:
    house = at_confirmation()

    house.hear("会喘气的在不在")

    assert house.talk.owner == "queue"
    assert house.where == "instalment.confirm"


def test_a_question_with_a_surer_article_does_not_interrupt() -> None:
    house = at_confirmation()
    asked = article("CC-9", "贷款利率是多少？", "3.45%。")
    house.retriever.articles = (asked,)

    told = house.hear("贷款利率是多少？")

    assert told.startswith("3.45%。")
    assert [one.flow for one in house.talk.frames] == ["instalment"]


def test_a_proof_may_be_declined_in_plain_words() -> None:
    house = FlowHouse()
    house.hear("查账单")

    house.hear("不查了")

    assert house.talk.frames == ()


def test_one_value_fills_one_slot() -> None:
    text = TEXTS["loan.toml"].replace(
        "[slot.region]", '[slot.spare]\nkind = "amount"\n[slot.region]'
    )
    text = text.replace(
        '[[step]]\nid = "where"\n',
        '[[step]]\nid = "more"\ncollect = "spare"\nask.zh-CN = "还有？"\n'
        'ask.en = "?"\n[[step]]\nid = "where"\n',
    )
    house = FlowHouse(flows=load_flows({"loan.toml": text}))
    house.hear("我要贷款，开饭店的，两年了")

    assert house.hear("20万元") == "还有？"
