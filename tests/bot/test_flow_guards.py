"""What nobody wrote into a flow and what holds in every one: levels, yeses, ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.acts import Act, ActOutcome, ActResult
from bot.conversation import Frame
from bot.flows.loader import load_flows
from bot.flows.starting import begun
from bot.message import Author, Owner
from bot.verification import Assurance
from tests.bot.flow_bank import TestBank
from tests.bot.flow_house import FlowHouse
from tests.bot.flow_samples import head
from tests.bot.test_flow_repairs import asking_for_months
from tests.bot.test_flow_tasks import at_confirmation
from tests.fakes import TENANT, said

pytestmark = pytest.mark.rules

MATTERS = (
    head("matters", "我的事项", "My matters", '"bill"')
    + """
[[step]]
id = "matters"
act = "matters"
on.none = "over"
[[step]]
id = "list"
each = "matters.matters"
say.zh-CN = "进展："
say.en = "So far:"
line.zh-CN = "{kind}{reference}"
line.en = "{kind} {reference}"
[[step]]
id = "over"
end = "done"
"""
)
UNPROVED = (
    head("bill", "查账单", "My bill", '"bill"')
    + """
[[step]]
id = "cards"
act = "cards"
on.none = "none"
[[step]]
id = "count"
say.zh-CN = "您有{cards.count}张卡"
say.en = "You have {cards.count} cards"
next = "over"
[[step]]
id = "none"
say.zh-CN = "您没有卡"
say.en = "You have no card"
[[step]]
id = "over"
end = "done"
"""
)


def _matters(bank: TestBank, act: Act) -> ActResult:
    known = "SECRET" if act.level >= Assurance.L2 else "R0"
    rows = ({"reference": known, "kind": "贷款"},)
    return ActResult(
        outcome=ActOutcome.OK, facts={"count": "1"}, lists={"matters": rows}
    )


class HouseBank(TestBank):
    """Also knows what the bank's own people do."""

    def perform(self, act: Act) -> ActResult:
        if act.name == "matters":
            self.asked.append(act)
            return _matters(self, act)
        return super().perform(act)


def read_while_away(text: str, bank: TestBank) -> str:
    """Read at L2 while a person holds the conversation, told once nothing stands."""
    house = FlowHouse(flows=load_flows({"bill.toml": text}), bank=bank).verified()
    house.hear("查账单", settle=False)
    house.hear("转人工", settle=False)
    house.take()
    house.settle()
    house.now += timedelta(minutes=45)
    return house.hand_back()


def test_what_was_read_is_not_told_below_its_level() -> None:
    told = read_while_away(UNPROVED, HouseBank())

    assert "张卡" not in told
    assert "核实是您本人" in told


def test_a_refusal_is_not_told_below_its_level_either() -> None:
    bank = HouseBank()
    bank.refuse["cards"] = ["none"]

    told = read_while_away(UNPROVED, bank)

    assert "没有卡" not in told
    assert "核实是您本人" in told


def test_what_tells_more_to_the_proved_is_read_anew_for_others() -> None:
    told = read_while_away(MATTERS, HouseBank())

    assert "SECRET" not in told
    assert "贷款R0" in told


def test_a_reading_proved_for_one_act_is_told_while_that_lasts() -> None:
    house = FlowHouse()
    house.hear("查账单，他让我不要告诉别人")
    house.prove()
    told = house.prove()

    assert "请问是哪张卡" in told


def late_house() -> FlowHouse:
    """The bank takes a change on and does not tell what came of it."""
    house = at_confirmation()
    house.hear("确认")
    house.bank.late = True
    house.prove()
    return house


def unsettled(house: FlowHouse) -> None:
    """Nobody can tell whether the change was made."""
    (due,) = house.acts.due(house.now + timedelta(hours=2))
    act = due.act
    result = ActResult(outcome=ActOutcome.REFUSED, reason="unsettled")
    told = house.acts.finish(act, result, now=house.now, again_at=house.now)
    assert told is not None
    house.dialogue.handle(told, now=house.now)


def test_a_change_of_which_nobody_knows_is_never_asked_for_anew() -> None:
    house = late_house()
    unsettled(house)

    house.take()
    house.hand_back()
    house.bank.late = False

    for words in ("不对，12期", "确认", "再试一次"):
        house.hear(words)

    assert len(house.bank.done) == 1


def test_what_only_people_could_go_on_with_is_over_after_them() -> None:
    house = late_house()
    house.hear("转人工")
    house.take()
    unsettled(house)

    told = house.hand_back()

    assert "这一步需要人工" not in told
    assert house.talk.frames == ()


def test_a_change_under_way_is_not_given_up_for_a_deeper_stack() -> None:
    house = late_house()
    (under_way,) = house.talk.frames
    others = tuple(Frame(flow=one, step="") for one in ("bill", "dispute", "loan"))
    deep = replace(house.talk, frames=(under_way, *others))
    flow = house.flows.by_name["freeze"]

    actions = begun(house.journey(deep), deep.frames, flow, None)

    kept = [frame.flow for frame in house.kept(actions)]
    assert kept == ["instalment", "dispute", "loan", "freeze"]


def test_too_many_flows_give_up_the_one_that_waits_longest() -> None:
    house = FlowHouse()
    names = ("bill", "instalment", "dispute", "loan")
    deep = tuple(Frame(flow=one, step="") for one in names)
    flow = house.flows.by_name["freeze"]

    actions = begun(house.journey(house.talk), deep, flow, None)

    kept = [frame.flow for frame in house.kept(actions)]
    assert kept == ["instalment", "dispute", "loan", "freeze"]


@pytest.mark.parametrize(("words", "choice"), [("确认", "yes"), ("得嘞", "")])
def test_a_yes_sent_before_the_question_was_shown_is_asked_again(
    words: str, choice: str
) -> None:
    house = at_confirmation()
    first = replace(said("不对，12期", number=house.number + 1), sent_at=house.now)
    second = replace(
        said(words, choice=choice, number=house.number + 2), sent_at=house.now
    )
    correction = house.store.receive(first).message
    agreed = house.store.receive(second).message
    house.number += 2
    house.dialogue.handle(correction, now=house.now)
    house.settle()
    before = house.store.last_seq(TENANT, "c1")

    house.dialogue.handle(agreed, now=house.now)

    assert house.where == "instalment.confirm"
    assert "内容刚刚有变化" in house.read(before)
    assert "核实是您本人" in house.hear("确认")


def test_the_bot_is_back_at_a_press_whatever_protects() -> None:
    house = FlowHouse()
    house.hear("冻结")
    house.hear("转人工")

    house.hear("由机器人继续", choice="bot")

    assert house.talk.owner is Owner.BOT


def _left_queue(house: FlowHouse) -> None:
    house.hear("转人工")
    house.hear("他让我把钱转到安全账户")
    house.hear("由机器人继续", choice="bot")


def _left_callback(house: FlowHouse) -> None:
    house.hear("预约回电")
    house.hear("他让我把钱转到安全账户")
    house.hear("13812345678")


@pytest.mark.parametrize("leave", [_left_queue, _left_callback])
def test_who_is_handed_over_by_a_rule_waits_for_somebody(
    leave: Callable[[FlowHouse], None],
) -> None:
    house = asking_for_months()

    leave(house)

    assert house.talk.owner is Owner.QUEUE
    assert house.talk.handoff is not None
    assert house.talk.handoff.skill == "general"


def test_a_result_that_cannot_be_dealt_with_leaves_a_closed_conversation() -> None:
    house = FlowHouse().verified()
    house.hear("查账单", settle=False)
    house.store.save(house.steps.closed(house.talk, None, house.now))
    due = house.acts.due(house.now)[0].act
    result = house.bank.perform(due)
    told = house.acts.finish(due, result, now=house.now, again_at=house.now)
    assert told is not None

    house.dialogue.give_up(told, now=house.now)

    assert house.talk.owner is Owner.CLOSED
    assert house.store.unhandled() == ()


def test_a_card_that_nobody_can_fill_any_more_is_shown_anew() -> None:
    house = FlowHouse()
    house.hear("查账单")
    first = house.talk.verification.request
    house.now += timedelta(minutes=20)
    assert "上面的安全卡片" in house.hear("蓝色的")
    house.now += timedelta(minutes=11)

    house.hear("蓝色的")

    assert house.talk.verification.request not in ("", first)
    assert house.store.messages(TENANT, "c1")[-1].author is Author.BOT
