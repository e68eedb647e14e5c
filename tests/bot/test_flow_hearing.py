"""What is heard in a customer's words: values, cues, and what is not meant."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from bot.conversation import Frame
from bot.flows import cues
from bot.flows.bounds import fits
from bot.flows.halts import AsksSlot, AsksYes, Over
from bot.flows.hearing import answered, heard, said_plainly
from bot.flows.numerals import number_in
from bot.flows.reading import read
from bot.flows.steps import CollectStep, ConfirmStep, Flow, Slot
from bot.flows.taking import take
from bot.flows.values import value_of
from bot.message import Language, language_of
from bot.understanding import Understanding
from nlu.entities import find_entities
from tests.bot.flow_samples import CARD, FLOWS, head
from tests.fakes import said

pytestmark = pytest.mark.rules

LISTS = {
    "cards.cards": (
        {"card": "c-1", "tail": "1234", "product": "金卡"},
        {"card": "c-2", "tail": "8888", "product": "白金卡"},
    )
}


def flow_with(slot: str) -> tuple[Flow, Slot]:
    text = head("x", "甲", "X", "") + slot
    text += '[[step]]\nid = "a"\ncollect = "it"\nask.zh-CN = "？"\nask.en = "?"\n'
    flow, _ = read("x.toml", text)
    assert flow is not None
    return flow, flow.slots[next(iter(flow.slots))]


def answer(slot: str, words: str) -> str:
    flow, it = flow_with(slot)
    entities = find_entities(words.lower(), today=date(2026, 3, 2))
    understanding = Understanding(
        normalized=words.lower(),
        language=language_of(words, Language.ZH),
        entities=entities,
    )
    frame = Frame(flow="x", step="a", lists=LISTS)
    return answered(it, heard(said(words), understanding), flow, frame)


AMOUNT = '[slot.it]\nkind = "amount"\nmax = "900000"\n'
TERM = '[slot.it]\nkind = "term"\none_of = ["3", "6", "12"]\n'
YEARS = '[slot.it]\nkind = "term"\n'
COUNT = '[slot.it]\nkind = "number"\n'
TRADE = (
    '[slot.it]\nkind = "choice"\n[[slot.it.choice]]\nid = "a"\ntitle.zh-CN = "零售"\n'
    'title.en = "Retail"\nwords.zh-CN = ["小卖部"]\nwords.en = ["shop"]\n'
    '[[slot.it.choice]]\nid = "b"\ntitle.zh-CN = "零售批发"\ntitle.en = "Wholesale"\n'
)


@pytest.mark.parametrize(
    ("slot", "words", "value"),
    [
        (AMOUNT, "3000元", "300000"),
        (AMOUNT, "三千", "300000"),
        (AMOUNT, "3,000", "300000"),
        (AMOUNT, "1.5万", "1500000"),
        (AMOUNT, "就5000吧", "500000"),
        (AMOUNT, "不是5000元是3000元", "300000"),
        (AMOUNT, "从5000元改成3000元", "300000"),
        (AMOUNT, "not 5000 yuan but 3000 yuan", "300000"),
        (AMOUNT, "不要5000", ""),
        (AMOUNT, "全部", "900000"),
        (AMOUNT, "all of it", "900000"),
        (AMOUNT, "很多", ""),
        (TERM, "12期", "12"),
        (TERM, "一年", "12"),
        (TERM, "12", "12"),
        (TERM, "六", "6"),
        (TERM, "第二个", "6"),
        (TERM, "最后一个", "12"),
        (TERM, "the second one", "6"),
        (TERM, "第九个", ""),
        (TERM, "7", "7"),
        (YEARS, "两年", "24"),
        (YEARS, "8", ""),
        (YEARS, "半年", "6"),
        (COUNT, "三个人", "3"),
        (COUNT, "2.5", ""),
        ('[slot.it]\nkind = "date"\n', "3月15日", "2026-03-15"),
        ('[slot.it]\nkind = "date"\n', "改天", ""),
        ('[slot.it]\nkind = "phone"\n', "我的电话138 1234 5678", "13812345678"),
        ('[slot.it]\nkind = "phone"\n', "没有电话", ""),
        ('[slot.it]\nkind = "card_tail"\n', "尾号1234", "1234"),
        ('[slot.it]\nkind = "card_tail"\n', "1234", "1234"),
        ('[slot.it]\nkind = "card_tail"\n', "12345", ""),
        ('[slot.it]\nkind = "text"\n', " 多扣了我钱 ", "多扣了我钱"),
        ('[slot.it]\nkind = "place"\n', "我在滨江区江南大道1号。", "滨江区江南大道1号"),
        ('[slot.it]\nkind = "place"\n', "I'm in Binjiang", "Binjiang"),
        ('[slot.it]\nkind = "place"\n', "。。。", ""),
        ('[slot.it]\nkind = "yes_no"\n', "好的", "yes"),
        ('[slot.it]\nkind = "yes_no"\n', "不用", "no"),
        ('[slot.it]\nkind = "yes_no"\n', "看情况", ""),
        (TRADE, "开了个小卖部", "a"),
        (TRADE, "零售批发", "b"),
        (TRADE, "a small shop", "a"),
        (TRADE, "shopping", ""),
        (TRADE, "2", "b"),
        (CARD.replace("slot.card", "slot.it"), "8888", "c-2"),
        (CARD.replace("slot.card", "slot.it"), "尾号 8888 的", "c-2"),
        (CARD.replace("slot.card", "slot.it"), "白金卡", "c-2"),
        (CARD.replace("slot.card", "slot.it"), "金卡", "c-1"),
        (CARD.replace("slot.card", "slot.it"), "不是白金卡，是金卡", "c-1"),
        (CARD.replace("slot.card", "slot.it"), "第二张", "c-2"),
        (CARD.replace("slot.card", "slot.it"), "9999", ""),
        (CARD.replace("slot.card", "slot.it"), "the one ending 1234", "c-1"),
        (CARD.replace("slot.card", "slot.it"), "随便", ""),
    ],
)
def test_an_answer_is_heard(slot: str, words: str, value: str) -> None:
    assert answer(slot, words) == value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十二", 12),
        ("二十四", 24),
        ("一百零五", 105),
        ("三百五", 350),
        ("一千二", 1200),
        ("一万二", 12000),
        ("两万", 20000),
        ("三千五百", 3500),
        ("零", 0),
        ("3k", 3000),
        ("1.5w", 15000),
        ("没有", None),
    ],
)
def test_a_number_is_heard(text: str, number: int | None) -> None:
    found = number_in(text, lambda text, start: False)

    assert found == (None if number is None else Decimal(number))


def test_what_is_not_asked_for_is_only_taken_when_it_is_plain() -> None:
    _, slot = flow_with(AMOUNT)
    frame = Frame(flow="x", step="")

    assert said_plainly(slot, heard(said("3000")), frame) == ""
    assert said_plainly(slot, heard(said("全部")), frame) == ""


@pytest.mark.parametrize(
    ("slot", "value", "good"),
    [
        ('[slot.it]\nkind = "date"\n', "2026-03-15", True),
        ('[slot.it]\nkind = "date"\n', "2026-13-15", False),
        (TRADE, "a", True),
        (TRADE, "c", False),
        ('[slot.it]\nkind = "number"\nmin = "2"\n', "1", False),
        ('[slot.it]\nkind = "number"\nmin = "2"\n', "x", False),
        ('[slot.it]\nkind = "text"\n', "x", True),
    ],
)
def test_a_value_fits_or_does_not(slot: str, value: str, good: bool) -> None:
    flow, it = flow_with(slot)

    assert fits(it, value, flow, Frame(flow="x", step="")) is good


LOAN = FLOWS.by_name["loan"]


def taken(words: str, step: str, **slots: str) -> dict[str, str]:
    frame = Frame(flow="loan", step=step, slots=slots)
    found = LOAN.step(step)
    halt = AsksSlot(found) if isinstance(found, CollectStep) else Over(done=False)
    entities = find_entities(words, today=date(2026, 3, 2))
    understanding = Understanding(
        normalized=words, language=Language.ZH, entities=entities
    )
    after = take(LOAN, frame, halt, heard(said(words), understanding)).frame
    return dict(after.slots)


def test_where_a_place_is_asked_for_nothing_else_is_looked_for() -> None:
    found = taken("大学路面馆旁边3号", "where", trade="retail")

    assert found == {"trade": "retail", "region": "大学路面馆旁边3号"}


def test_a_known_choice_changes_only_when_the_words_correct() -> None:
    stays = taken("两年，楼下有个小卖部", "how_old", trade="catering")
    changes = taken("不对，是开小卖部的，两年", "how_old", trade="catering")

    assert stays["trade"] == "catering"
    assert changes["trade"] == "retail"
    assert stays["years"] == changes["years"] == "24"


def test_a_question_does_not_change_what_is_known() -> None:
    assert taken("30万的话利息多少", "where2", amount="20000000") == {
        "amount": "20000000"
    }


def test_one_number_is_not_taken_for_two_slots() -> None:
    assert taken("20万元", "how_much") == {"amount": "20000000"}


def test_a_field_of_a_choice_is_its_title() -> None:
    frame = Frame(flow="loan", step="", slots={"trade": "retail"})

    assert value_of("trade.title", LOAN, frame) == "零售"
    assert value_of("trade.title", LOAN, Frame(flow="loan", step="")) == ""


CUES: dict[Callable[[str], bool], tuple[str, str]] = {
    cues.agrees: ("是的 好的，确认 OK yes,please 办吧", "是吗 不是"),
    cues.declines: ("不用了 先不办 no,thanks 我再想想", "不是3期 好"),
    cues.objects: ("不对 弄错了 incorrect", "不对，是6期"),
    cues.wants_repeat: ("再说一遍 没听清 pardon?", "说一说"),
    cues.asks_why: ("为什么要电话 要地址干嘛 why?", "为什么涨价了"),
    cues.corrects: ("不对，6期 actually,6 换成8888", "6期"),
    cues.asks: ("手续费多少 可以吗？ how?", "6期 3000元。"),
    cues.wants_other: ("另一张 其他卡", "这张"),
    cues.wants_all: ("全部 everything", "一半 small"),
    cues.wants_again: ("再试一次 retry", "试什么"),
}


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.__name__)
def test_a_cue_is_known_and_nothing_else_taken_for_it(
    cue: Callable[[str], bool],
) -> None:
    texts, others = (words.split() for words in CUES[cue])

    assert [text for text in texts if not cue(text)] == []
    assert [text for text in others if cue(text)] == []


def test_a_story_is_replaced_at_the_confirmation() -> None:
    slot = '[slot.it]\nkind = "text"\n'
    text = head("x", "甲", "X", "") + slot
    text += '[[step]]\nid = "sure"\nconfirm.zh-CN = "？"\nconfirm.en = "?"\n'
    flow, _ = read("x.toml", text)
    assert flow is not None
    step = flow.step("sure")
    assert isinstance(step, ConfirmStep)
    frame = Frame(flow="x", step="sure", slots={"it": "卡被吞了"})

    after = take(flow, frame, AsksYes(step, "d"), heard(said("不对，是存折被吞了")))
    short = take(flow, frame, AsksYes(step, "d"), heard(said("不对，是卡")))

    assert after.frame.slots == {"it": "存折被吞了"}
    assert short.frame.slots == frame.slots


@pytest.mark.parametrize(
    ("least", "most", "value", "good"),
    [
        ("today", "today+60", "2026-03-02", True),
        ("today", "today+60", "2026-05-01", True),
        ("today", "today+60", "2026-05-02", False),
        ("today", "today+60", "2026-03-01", False),
        ("2026-04-01", "", "2026-03-31", False),
        ("", "bill.due_date", "2026-03-20", True),
        ("", "bill.due_date", "2026-03-26", False),
    ],
)
def test_a_date_has_its_bounds(least: str, most: str, value: str, good: bool) -> None:
    flow, it = flow_with(f'[slot.it]\nkind = "date"\nmin = "{least}"\nmax = "{most}"\n')
    facts = {"today": "2026-03-02", "bill.due_date": "2026-03-25"}

    assert fits(it, value, flow, Frame(flow="x", step="", facts=facts)) is good
    assert fits(it, "2026-03-20", flow, Frame(flow="x", step="")) is not (
        least == "2026-04-01"
    )
