"""From one flow to another: what is carried over, between and next."""

import pytest

from bot.flows.checker import check
from bot.flows.figures import written
from bot.flows.loader import load_flows
from bot.message import Language
from bot.picking import picked
from bot.reply import Choice
from tests.bot.flow_house import FlowHouse
from tests.bot.flow_samples import BILL, FREEZE, TEXTS, head
from tests.bot.samples import article, passage
from tests.bot.test_flow_tasks import PLACED, at_confirmation
from tests.fakes import FakeRetriever

pytestmark = pytest.mark.rules

OFFERING = {
    **TEXTS,
    "bill.toml": BILL.replace('end = "done"', 'end = "done"\noffer = ["instalment"]'),
}
FEES = (
    head("fees", "算手续费", "Work out a fee", '"bill"')
    + """
[slot.place]
kind = "place"
[[step]]
id = "where"
collect = "place"
ask.zh-CN = "在哪个城市？"
ask.en = "In which city?"
[[step]]
id = "branches"
act = "branches"
with = { place = "{place}" }
on.none = "over"
[[step]]
id = "over"
end = "done"
"""
)
PUBLIC = {**TEXTS, "bill.toml": FEES}


def test_a_question_is_answered_where_a_flow_would_tell_everybody_the_same() -> None:
    house = at_confirmation(FlowHouse(flows=load_flows(PUBLIC)))
    house.retriever = FakeRetriever(article("BI-1", "账单多少钱一份？", "免费。"))
    house.reopen()

    told = house.hear("账单多少钱一份？")

    assert "免费。" in told
    assert house.where == "instalment.confirm"


def test_a_question_without_a_sure_article_lets_the_customer_pick() -> None:
    house = at_confirmation(FlowHouse(flows=load_flows(PUBLIC)))
    house.retriever = FakeRetriever()
    house.reopen()

    told = house.hear("账单多少钱一份？")

    assert "您是想问这个问题吗" in told
    assert told.endswith("确认办理吗？")
    assert "flow:fees" in [one.id for one in house.talk.choices]


def test_a_picked_article_leads_back_to_the_open_step() -> None:
    house = at_confirmation()

    told = house.hear("手续费标准", choice="article:IN-1")

    assert told == f"每期0.5%。\n\n{house.read(0).splitlines()[-1]}"
    assert told.endswith("确认办理吗？")


def interrupted() -> FlowHouse:
    house = at_confirmation()
    house.hear("我要贷款")
    assert house.where == "loan.what_trade"
    return house


def test_a_yes_that_fits_only_the_flow_below_goes_there() -> None:
    house = interrupted()

    told = house.hear("确认")
    house.prove()

    assert "好的，预约贷款已经取消。" in told
    assert house.bank.changes() == PLACED


def test_a_correction_that_fits_only_the_flow_below_goes_there() -> None:
    house = interrupted()

    told = house.hear("不对，尾号1234那张卡")

    assert "预约贷款已经取消" in told
    assert house.where == "instalment.which_amount" or "尾号1234分" in told


def test_an_answer_to_the_flow_above_stays_there() -> None:
    house = interrupted()

    house.hear("餐饮")

    assert house.where == "loan.how_old"


def test_an_end_offers_what_may_be_wanted_next() -> None:
    house = FlowHouse(flows=load_flows(OFFERING)).verified()
    house.hear("查账单")

    told = house.hear("8888")

    assert told.endswith("接下来需要的话，可以点下面继续办理。")
    assert [one.id for one in house.talk.choices] == ["flow:instalment"]
    assert "您想分期多少金额" in house.hear("好的")


def test_nothing_is_offered_while_another_flow_waits() -> None:
    house = at_confirmation(FlowHouse(flows=load_flows(OFFERING)))

    told = house.hear("查账单")

    assert "接下来需要" not in told
    assert told.endswith("确认办理吗？")


def test_a_flow_that_is_offered_has_to_be_there() -> None:
    text = FREEZE.replace('end = "done"', 'end = "done"\noffer = ["thaw"]')

    found = check({"freeze.toml": text})

    assert [one.wrong for one in found] == ["there is no flow thaw"]


def test_a_yes_picks_a_sole_task_and_nothing_else() -> None:
    task = Choice(id="flow:bill", title="查账单")
    human = Choice(id="human", title="转人工")

    assert picked("好的", (task,)) == task
    assert picked("好的", (human,)) is None
    assert picked("不用", (task,)) is None


def test_titles_near_the_question_are_offered_beside_the_flow() -> None:
    house = at_confirmation(FlowHouse(flows=load_flows(PUBLIC)))
    house.retriever = FakeRetriever(near=(passage(0.3), passage(0.02, name="CC-2")))
    house.reopen()

    house.hear("账单多少钱一份？")

    offered = [one.id for one in house.talk.choices]
    assert offered == ["flow:fees", "article:CC-1", "none", "yes", "no"]


def test_a_flow_that_asks_for_little_begins_where_the_words_hold_it() -> None:
    house = FlowHouse(flows=load_flows(PUBLIC))
    house.understander.sureness = 0.5

    told = house.hear("上海徐汇区账单多少", settle=False)

    assert "正在为您查询" in told


@pytest.mark.parametrize(
    ("words", "sureness"), [("账单多少", 0.5), ("上海徐汇区账单多少", 0.4)]
)
def test_words_that_hold_nothing_or_little_sureness_only_offer_it(
    words: str, sureness: float
) -> None:
    house = FlowHouse(flows=load_flows(PUBLIC))
    house.understander.sureness = sureness

    assert "您是想问这个问题吗" in house.hear(words)


def test_a_change_under_way_keeps_its_flow_above() -> None:
    house = at_confirmation()
    house.hear("我要贷款")
    for words in ("餐饮", "两年", "20万", "滨江区", "13812345678"):
        house.hear(words)
    house.bank.late = True
    house.hear("可以")

    house.hear("确认")

    assert [frame.flow for frame in house.talk.frames] == ["instalment", "loan"]


def test_a_question_answered_more_surely_than_a_task_is_wanted_is_answered() -> None:
    house = at_confirmation()
    house.retriever = FakeRetriever(article("BI-1", "账单多少钱一份？", "免费。"))
    house.reopen()

    told = house.hear("账单多少钱一份？")

    assert told.startswith("免费。")
    assert house.where == "instalment.confirm"


def test_whole_yuan_can_be_written_without_fen() -> None:
    assert written("100000000", "yuan", Language.ZH) == "1,000,000元"
    assert written("100000050", "yuan", Language.EN) == "CNY 1,000,000.50"


def test_words_that_fit_neither_flow_stay_above() -> None:
    house = interrupted()

    told = house.hear("蓝色的")

    assert "请问您做的是哪一行？" in told
    assert house.where == "loan.what_trade"
