"""The words of flows: figures, choices, cards and links, in both languages."""

from dataclasses import replace

import pytest

from bot.action import AskProof, Explain, RunStep, Tell
from bot.compose import Voice, compose
from bot.conversation import Frame
from bot.flows.figures import masked, written
from bot.flows.halts import Line
from bot.flows.reading import read
from bot.flows.steps import CollectStep, Flow, Flows
from bot.flows.templates import Place, filled, places
from bot.message import Language
from bot.reply import Expects, Link, Part
from bot.verification import Assurance, VerificationRequest
from tests.bot.flow_samples import FLOWS, head
from tests.bot.samples import RULES, WORDING
from tests.fakes import NOW, TENANT

pytestmark = pytest.mark.rules

ZH, EN = Language.ZH, Language.EN


@pytest.mark.parametrize(
    ("value", "form", "zh", "en"),
    [
        ("500000", "money", "5,000.00元", "CNY 5,000.00"),
        ("-5", "money", "-0.05元", "CNY -0.05"),
        ("123456789012", "money", "1,234,567,890.12元", "CNY 1,234,567,890.12"),
        ("viel", "money", "viel", "viel"),
        ("2026-03-05", "date", "2026年3月5日", "5 March 2026"),
        ("bald", "date", "bald", "bald"),
        ("2026-12", "month", "2026年12月", "December 2026"),
        ("bald", "month", "bald", "bald"),
        ("0.60", "rate", "0.60%", "0.60%"),
        ("1", "term", "1个月", "1 month"),
        ("12", "term", "12个月", "12 months"),
        ("lang", "term", "lang", "lang"),
        ("13812345678", "phone", "138****5678", "138****5678"),
        ("13812345678", "", "13812345678", "13812345678"),
    ],
)
def test_a_figure_is_written_in_one_place(
    value: str, form: str, zh: str, en: str
) -> None:
    assert written(value, form, ZH) == zh
    assert written(value, form, EN) == en


def test_long_numbers_are_masked_and_short_ones_are_not() -> None:
    assert masked("卡号6222021234567890，尾号1234") == "卡号622****7890，尾号1234"


def test_a_template_knows_its_places() -> None:
    assert places("{a} und {b.c:money}") == (Place("a", ""), Place("b.c", "money"))
    assert filled("{a}-{b.c:money}", lambda one: one.name.upper()) == "A-B.C"
    with pytest.raises(ValueError, match="stray"):
        places("{a")


def voice(language: Language = ZH, flows: Flows = FLOWS) -> Voice:
    return Voice(wording=WORDING, language=language, rules=RULES, flows=flows)


def part(action: RunStep | Explain | Tell | AskProof, speaker: Voice) -> Part:
    (only,) = compose((action,), speaker, now=NOW).parts
    return only


def made(slot: str, option: str = "") -> Flows:
    flow, _ = read(
        "x.toml",
        head("x", "甲", "X", "")
        + f"[slot.it]\n{slot}\n{option}"
        + '[[step]]\nid = "a"\ncollect = "it"\nask.zh-CN = "？"\nask.en = "?"\n',
    )
    assert flow is not None
    return Flows(by_name={"x": flow})


@pytest.mark.parametrize(
    ("slot", "titles", "expects"),
    [
        ('kind = "term"\none_of = ["3", "12"]', ["3个月", "12个月"], Expects.CHOICE),
        ('kind = "amount"\none_of = ["50000"]', ["500.00元"], Expects.CHOICE),
        ('kind = "number"\none_of = ["1", "2"]', ["1", "2"], Expects.DIGITS),
        ('kind = "yes_no"', ["是", "不用"], Expects.YES_NO),
        ('kind = "phone"', [], Expects.DIGITS),
        ('kind = "card_tail"', [], Expects.DIGITS),
        ('kind = "text"', [], Expects.FREE),
        ('kind = "place"', [], Expects.FREE),
        ('kind = "date"', [], Expects.FREE),
    ],
)
def test_a_question_tells_what_may_be_said(
    slot: str, titles: list[str], expects: Expects
) -> None:
    asked = part(RunStep(Frame(flow="x", step="a")), voice(flows=made(slot)))

    assert [one.title for one in asked.choices] == titles
    assert asked.expects is expects


def test_a_flow_may_title_its_values() -> None:
    option = 'option.zh-CN = "{value}期"\noption.en = "{value} parts"\n'
    flows = made('kind = "term"\none_of = ["3"]', option)

    asked = part(RunStep(Frame(flow="x", step="a")), voice(EN, flows))

    assert [(one.id, one.title) for one in asked.choices] == [("slot:it=3", "3 parts")]


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ('min = "100"\nmax = "500"', "请在1.00元到5.00元之间选择。？"),
        ('min = "100"', "最少是1.00元。？"),
        ('max = "500"', "最多是5.00元。？"),
        ("", "没有看出金额，例如“3000元”。？"),
    ],
)
def test_a_range_is_told_as_far_as_there_is_one(bounds: str, told: str) -> None:
    flows = made(f'kind = "amount"\n{bounds}')

    asked = part(
        RunStep(Frame(flow="x", step="a"), out_of_range=True), voice(flows=flows)
    )

    assert asked.written == told


def test_sentences_are_set_apart_in_english() -> None:
    flows = made('kind = "phone"')

    asked = part(RunStep(Frame(flow="x", step="a"), wrong=True), voice(EN, flows))

    assert asked.written.endswith("area code. ?")


def test_rows_of_cards_are_offered_by_product_and_tail() -> None:
    rows = ({"card": "c-1", "tail": "1234", "product": "金卡"},)
    frame = Frame(flow="bill", step="which_card", lists={"cards.cards": rows})

    asked = part(RunStep(frame), voice())

    assert [one.title for one in asked.choices] == ["金卡（尾号1234）"]
    assert [one.id for one in asked.choices] == ["slot:card=c-1"]


def test_a_confirmation_that_was_not_answered_asks_for_yes_or_no() -> None:
    frame = Frame(flow="instalment", step="confirm", slots={"months": "6"})

    asked = part(RunStep(frame, wrong=True), voice())

    assert asked.written.startswith("请回答“是”或者“不用”。")
    assert asked.expects is Expects.YES_NO


def test_a_step_that_asks_for_nothing_has_no_words() -> None:
    frame = Frame(flow="freeze", step="identity")

    assert compose((RunStep(frame),), voice(), now=NOW).parts == ()


REQUEST = VerificationRequest(
    id="r1",
    tenant_id=TENANT,
    conversation_id="c1",
    channel="web",
    act="cards",
    digest="",
    required=Assurance.L2,
    purpose="查账单",
    asked_at=NOW,
)


def test_a_card_is_shown_once_and_then_pointed_to() -> None:
    first = part(AskProof(REQUEST), voice())
    again = part(AskProof(REQUEST, fresh=False), voice())

    assert first.card is not None
    assert first.written.startswith("请核实是您本人：查账单。")
    assert again.card is None
    assert again.written.startswith("请先在上面的安全卡片里")


def test_to_be_protected_no_code_is_asked_for() -> None:
    claim = replace(REQUEST, required=Assurance.L0)

    assert "不需要验证码" in part(AskProof(claim), voice()).written


def lists() -> Flow:
    flow, _ = read(
        "x.toml",
        head("x", "甲", "X", "")
        + '[slot.trade]\nkind = "choice"\n[[slot.trade.choice]]\nid = "a"\n'
        + 'title.zh-CN = "零售"\ntitle.en = "Retail"\n[slot.ok]\nkind = "yes_no"\n'
        + '[[step]]\nid = "list"\neach = "cards.cards"\n'
        + 'say.zh-CN = "{trade}{trade.title}{ok}，{bank}："\nsay.en = "{trade}"\n'
        + 'line.zh-CN = "{tail}{state:word}{kind:word}"\nline.en = "{tail}"\n'
        + '[[step]]\nid = "link"\nlink = "https://b.example"\n'
        + 'title.zh-CN = "去"\ntitle.en = "Go"\n',
    )
    assert flow is not None
    return flow


def told(step: str, frame: Frame) -> Part:
    flow = lists()
    line = Line(flow.steps[step], frame)
    return part(Tell(line), voice(flows=Flows(by_name={"x": flow})))


def test_a_list_is_told_line_by_line_in_the_banks_own_words() -> None:
    rows = (
        {"tail": "1234", "state": "active", "kind": "other"},
        {"tail": "8888", "state": "frozen", "kind": "credit"},
    )
    slots = {"trade": "a", "ok": "yes"}
    frame = Frame(flow="x", step="", lists={"cards.cards": rows}, slots=slots)

    assert told("list", frame).written == (
        "零售零售是，晴川银行：\n1234正常other\n8888已冻结信用卡"
    )


def test_what_is_not_known_leaves_a_gap() -> None:
    assert told("list", Frame(flow="x", step="")).written == "，晴川银行："


def test_a_link_without_words_says_its_title() -> None:
    link = told("link", Frame(flow="x", step=""))

    assert (link.written, link.link) == (
        "去",
        Link(title="去", url="https://b.example"),
    )


def test_words_of_a_flow_that_is_gone_are_not_said() -> None:
    frame = Frame(flow="gone", step="a")
    line = Line(lists().order[0], frame)

    assert compose((Tell(line),), voice(), now=NOW).parts == ()


def test_why_a_proof_is_needed_has_words_of_its_own() -> None:
    for step in ("identity", "gone"):
        explained = part(Explain(Frame(flow="bill", step=step)), voice())
        assert "需要确认是您本人" in explained.written


def test_a_flow_may_ask_again_in_its_own_words() -> None:
    flows = made('kind = "phone"')
    step = flows.by_name["x"].order[0]
    assert isinstance(step, CollectStep)
    again = replace(step, again={ZH: "再说一遍号码？", EN: "Again?"})
    flow = replace(flows.by_name["x"], order=(again,))

    asked = part(
        RunStep(Frame(flow="x", step="a"), wrong=True),
        voice(flows=Flows(by_name={"x": flow})),
    )

    assert asked.written == "再说一遍号码？"
