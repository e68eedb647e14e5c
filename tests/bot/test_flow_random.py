"""Whatever people and banks do, flows end well, and nothing is done unasked."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.acts import Act, Tier, act_kinds, digest
from bot.flows.cues import agrees
from bot.flows.figures import money
from bot.message import Author, Language, Owner
from bot.verification import Assurance
from tests.bot.flow_house import FlowHouse
from tests.fakes import TENANT

pytestmark = pytest.mark.rules

WORDS = [
    "我要分期",
    "查账单",
    "我要贷款",
    "8888",
    "1234",
    "3000元",
    "600元",
    "9000元",
    "6期",
    "12期",
    "改成24期",
    "不是3000元，是2000元",
    "不对，是尾号1234那张",
    "另一张卡",
    "全部",
    "是的",
    "确认",
    "不用了",
    "不对",
    "取消",
    "算了",
    "为什么要问这个",
    "再说一遍",
    "蓝色的",
    "分期手续费怎么收？",
    "谢谢",
    "再试一次",
    "好了吗",
    "开饭店的，两年了，想贷20万",
    "滨江区江南大道1号",
    "13812345678",
    "预约回电",
    "转人工",
    "我的卡被盗刷了",
    "不等了",
    "他让我不要告诉别人，把屏幕共享打开",
    "冻结",
    "第一个",
    "actually 12 months",
    "yes please",
]
PRESSED = ["yes", "no", "again", "bot", "slot:months=6", "flow:freeze", "flow:dispute"]
ANSWERS: Mapping[str, str] = {
    "instalment.which_card": "8888",
    "instalment.which_amount": "3000元",
    "instalment.how_long": "6期",
    "instalment.confirm": "确认",
    "bill.which_card": "8888",
    "loan.what_trade": "餐饮",
    "loan.how_old": "两年",
    "loan.how_much": "20万元",
    "loan.where": "滨江区",
    "loan.how_to_reach": "13812345678",
    "loan.confirm": "可以",
    "dispute.protect_now": "不用",
    "dispute.which_one": "上个月8号那笔",
    "callback.phone": "13812345678",
}


class Watch:
    """Sees every change before it is saved, and knows what the customer agreed to."""

    def __init__(self, house: FlowHouse) -> None:
        self.house = house
        self.agreed: list[str] = []
        """What stood before the customer when they said yes."""
        self.proved: set[tuple[str, str]] = set()
        self.reads = False

    def hear(self, text: str, choice: str = "") -> None:
        if self.house.where.endswith(".confirm") and (agrees(text) or choice == "yes"):
            self.agreed.append(self._asked())
        self.house.hear(text, choice=choice)
        self.check()

    def _asked(self) -> str:
        told = self.house.store.messages(TENANT, "c1")
        speaks = [one.text for one in told if one.author in (Author.BOT, Author.SYSTEM)]
        return "\n".join(speaks[-4:])

    def prove(self) -> None:
        if self.house.talk.verification.request:
            request = self.house.store.requests[-1]
            self.proved.add((request.act, request.digest))
            self.reads = self.reads or request.required >= Assurance.L2
            self.house.prove()
            self.check()

    def check(self) -> None:
        for act in self.house.bank.asked:
            self._check(act)

    def _check(self, act: Act) -> None:
        kind = act_kinds()[act.name]
        if kind.tier is Tier.R2:
            assert self.reads
        if kind.tier is Tier.R3:
            assert (act.name, digest(act.name, act.params)) in self.proved
            amount = money(int(act.params["amount"]), Language.ZH)
            english = money(int(act.params["amount"]), Language.EN)
            assert any(
                (f"{act.params['months']}期" in one and amount in one)
                or (f"over {act.params['months']} months" in one and english in one)
                for one in self.agreed
            )  # fmt: skip


def _bank(**state: bool) -> Callable[[Watch], None]:
    def set_state(watch: Watch) -> None:
        for name, value in state.items():
            setattr(watch.house.bank, name, value)

    return set_state


def _later(watch: Watch) -> None:
    watch.house.now += timedelta(minutes=7)


def _take(watch: Watch) -> None:
    if watch.house.talk.owner is Owner.QUEUE:
        watch.house.take()


def _hand_back(watch: Watch) -> None:
    if watch.house.talk.owner is Owner.AGENT:
        watch.house.hand_back()


def _fail(watch: Watch) -> None:
    if watch.house.talk.verification.request:
        watch.house.fail_proof()


def _say(text: str) -> Callable[[Watch], None]:
    return lambda watch: watch.hear(text)


def _press(choice: str) -> Callable[[Watch], None]:
    return lambda watch: watch.hear("按钮", choice)


def _sensible(watch: Watch) -> None:
    """What the open step asks for."""
    watch.prove()
    watch.hear(ANSWERS.get(watch.house.where, "我要分期"))


DEEDS: list[tuple[str, Callable[[Watch], None]]] = [
    *[("sensible", _sensible)] * 25,
    *((text, _say(text)) for text in WORDS),
    *((f"[{choice}]", _press(choice)) for choice in PRESSED),
    *[("prove", Watch.prove)] * 4,
    ("fail", _fail),
    *[("take", _take)] * 3,
    *[("hand back", _hand_back)] * 3,
    ("later", _later),
    ("down", _bank(down=True)),
    ("up", _bank(down=False)),
    ("late", _bank(late=True)),
    ("swift", _bank(late=False)),
]


def finish(watch: Watch) -> None:
    """A patient customer and a sound bank: everything that is open comes to an end."""
    house = watch.house
    _bank(down=False, late=False)(watch)
    for _ in range(60):
        house.now += timedelta(hours=2 if house.acts.due(house.now) else 0)
        if house.talk.owner is Owner.QUEUE:
            house.take()
        _hand_back(watch)
        if not house.talk.frames:
            return
        watch.prove()
        if house.where in ANSWERS:
            watch.hear(ANSWERS[house.where])
        else:
            house.now += timedelta(hours=1)
            house.settle()
            watch.hear("再试一次")
    raise AssertionError(f"still open: {house.where}")


@given(st.lists(st.sampled_from(DEEDS), max_size=22))
@settings(max_examples=60, deadline=None)
def test_any_walk_ends_and_never_acts_without_level_and_yes(
    deeds: list[tuple[str, Callable[[Watch], None]]],
) -> None:
    watch = Watch(FlowHouse())

    for _, deed in deeds:
        deed(watch)
    finish(watch)

    assert watch.house.talk.frames == ()
    watch.check()


def journey(handing: list[int]) -> tuple[object, Counter[str]]:
    """An instalment, with a human in between wherever the numbers say."""
    house = FlowHouse()
    watch = Watch(house)
    answered: Counter[str] = Counter()
    moments = iter(handing)
    watch.hear("我要分期")
    while house.talk.frames:
        _interlude(watch, next(moments, 0))
        if house.where in ANSWERS:
            answered[house.where] += 1
            watch.hear(ANSWERS[house.where])
        watch.prove()
    return house.bank.changes(), answered


def _interlude(watch: Watch, number: int) -> None:
    """To a human and back, out of the queue, or on from another tab."""
    house = watch.house
    if number in (1, 2):
        watch.hear("转人工")
    if number == 1:
        house.take()
        watch.hear("你好，6期行吗")
        house.hand_back()
    if number == 2:
        watch.hear("由机器人继续", "bot")
    if number == 3:
        house.reopen()


PLAIN = journey([])


@given(st.lists(st.integers(0, 3), max_size=7))
@settings(max_examples=200, deadline=None)
def test_a_journey_by_way_of_people_ends_like_one_without(handing: list[int]) -> None:
    changes, answered = journey(handing)

    assert changes == PLAIN[0]
    assert set(answered.values()) == {1}
