"""Two wishes in one message: each is met, and at most one flow begins."""

from dataclasses import replace

import pytest

from bot.action import Answer, Inform
from bot.dialogue import Dialogue
from bot.message import Message, Owner
from bot.understanding import Intent, Understanding, Wish
from tests.bot.flow_house import FlowHouse, WordsUnderstander
from tests.bot.samples import article, passage
from tests.fakes import FakeRetriever

pytestmark = pytest.mark.rules

FEES = article("CC-1", "年费怎么收", "普卡每年80元。")
POINTS = article("CC-2", "积分怎么换", "在手机银行兑换。")
INTENTS = {
    "年费怎么收": "annual_fee_policy",
    "积分怎么换": "points",
    "查账单": "bill",
    "分期5000元": "instalment",
    "谢谢": "thanks",
    "蓝色的": "colours",
    "红色的": "reds",
    "会喘气的": "human_request",
    "别找人工": "human_request",
    "打电话给我": "callback_request",
}


class ParsingUnderstander(WordsUnderstander):
    """Parts a message at its commas."""

    def understand(self, message: Message) -> Understanding:
        known = super().understand(message)
        parts = [one for one in message.text.split("，") if one in INTENTS]
        wishes = tuple(
            Wish(text=one, intent=Intent(name=INTENTS[one], confidence=0.9))
            for one in parts
        )
        return replace(known, wishes=wishes if len(wishes) > 1 else ())


class SeveralHouse(FlowHouse):
    def reopen(self) -> None:
        super().reopen()
        self.retriever = FakeRetriever(FEES, POINTS)
        self.dialogue: Dialogue = replace(
            self.dialogue,
            understander=ParsingUnderstander(),
            retriever=self.retriever,
        )


def test_two_questions_are_answered_in_order_each_by_its_article() -> None:
    house = SeveralHouse()

    turn = house.turn("年费怎么收，积分怎么换")

    assert [one.article_id for one in turn.reply.sources] == ["CC-1", "CC-2"]
    assert turn.reply.written == "普卡每年80元。\n\n在手机银行兑换。"
    assert turn.why.startswith("wishes: answer:")
    assert [one.article_id for one in house.talk.tried] == ["CC-1", "CC-2"]


def test_a_flow_begins_after_the_answers_whatever_came_first() -> None:
    told = SeveralHouse().verified().hear("查账单，年费怎么收")

    assert told.startswith("普卡每年80元。\n\n正在为您查询")
    assert told.endswith("请问是哪张卡？")


def test_a_second_flow_is_offered() -> None:
    house = SeveralHouse()

    told = house.hear("查账单，分期5000元")

    assert told.startswith("这件办完之后，可以接着办账单分期。")
    assert [frame.flow for frame in house.talk.frames] == ["bill"]


def test_a_flow_hears_what_its_own_wish_says() -> None:
    house = SeveralHouse()

    house.hear("年费怎么收，分期5000元")

    frame = house.frame
    assert frame is not None
    assert frame.slots == {"amount": "500000"}


def test_politeness_beside_a_question_is_passed_over() -> None:
    turn = SeveralHouse().turn("年费怎么收，谢谢，积分怎么换")

    assert [type(one) for one in turn.actions] == [Answer, Answer]


def test_a_wish_that_cannot_be_met_is_named_beside_one_that_is() -> None:
    house = SeveralHouse()

    told = house.hear("年费怎么收，蓝色的")

    assert "普卡每年80元。" in told
    assert "关于“蓝色的”" in told
    assert house.talk.misses == 0


def test_what_two_wishes_share_is_said_once() -> None:
    house = SeveralHouse()
    house.retriever.near = (passage(0.9, name="CC-3"),)

    turn = house.turn("蓝色的，红色的")

    assert [type(one) for one in turn.actions] == [Answer]
    assert not turn.why.startswith("wishes")


def test_a_title_is_offered_for_the_wish_that_is_unsure() -> None:
    house = SeveralHouse()
    house.retriever.near = (passage(0.3, name="CC-3"),)

    turn = house.turn("年费怎么收，蓝色的")

    assert "您是想问这个问题吗？" in turn.reply.written
    house.reopen()
    house.retriever.near = (passage(0.3, name="CC-3"),)
    turn = house.turn("查账单，蓝色的")
    assert Inform("wish_unknown", {"words": "蓝色的"}) in turn.actions


def test_a_wish_for_a_human_wins() -> None:
    house = SeveralHouse()

    turn = house.turn("年费怎么收，会喘气的")

    assert house.talk.owner is Owner.QUEUE
    assert turn.reply.sources == ()


def test_a_wish_for_a_human_that_the_gate_has_refused_is_passed_over() -> None:
    turn = SeveralHouse().turn("年费怎么收，别找人工，积分怎么换")

    assert [one.article_id for one in turn.reply.sources] == ["CC-1", "CC-2"]


def test_a_second_way_on_is_not_offered_as_a_task() -> None:
    house = SeveralHouse()

    turn = house.turn("查账单，打电话给我")

    assert turn.why.startswith("wishes: flow:bill:started")
    assert house.talk.choices == ()


def test_words_within_a_task_belong_to_it() -> None:
    house = SeveralHouse().verified()
    house.hear("查账单")

    turn = house.turn("年费怎么收，积分怎么换")

    assert turn.reply.sources == ()
