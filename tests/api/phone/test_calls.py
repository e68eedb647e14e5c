"""Whole calls: a far end that speaks, listens, presses keys and hangs up."""

import asyncio
import time
from collections.abc import Callable

import pytest

from api.phone.telephony import NoVoice, Telephony
from bot.message import Author, Channel, Owner
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague
from tests.api.phone.engines import BROKEN, QuickVoice, engines_of
from tests.api.phone.far_end import FarEnd
from tests.api.phone.stories import Told, by, played

pytestmark = pytest.mark.door

SLOWLY = 60
"""Milliseconds for each character: long enough to be interrupted."""


def test_a_question_is_heard_and_its_answer_said(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        await told.until(lambda: bool(far.named("MARK_MEDIA")))
        await far.say()
        await told.until(lambda: len(by(told, Author.BOT)) >= 2)
        await told.until(lambda: len(far.named("MARK_MEDIA")) >= 2)

    told = played(house, story, heard=["金卡年费是多少"])

    (asked,) = [one for one in told.messages if one.author is Author.CUSTOMER]
    assert (asked.text, asked.channel) == ("金卡年费是多少", Channel.PHONE)
    assert asked.confidence == pytest.approx(0.9)


def test_the_conversation_ends_with_the_call(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")

    told = played(house, story)

    assert told.owner is Owner.CLOSED


def test_a_caller_who_interrupts_is_listened_to_at_once(house: House) -> None:
    moments: list[float] = []

    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        await told.until(lambda: len(far.sounds) > 25)
        began = time.monotonic()
        await far.say(1.3)
        await told.until(lambda: bool(far.named("FLUSH_MEDIA")))
        moments.append(far.named("FLUSH_MEDIA")[0])
        moments.append(far.named("PAUSE_MEDIA")[0] - began)
        assert far.sounds_after(moments[0]) == 0
        await told.until(lambda: len(by(told, Author.BOT)) >= 2)

    told = played(house, story, heard=["金卡年费是多少"], voice=QuickVoice(SLOWLY))

    assert moments
    assert by(told, Author.CUSTOMER) == ["金卡年费是多少"]


def test_a_listening_sound_does_not_stop_the_bot(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        await told.until(lambda: len(far.sounds) > 25)
        await far.say(0.3)
        await told.until(lambda: bool(far.named("CONTINUE_MEDIA")))
        await told.until(lambda: bool(far.named("MARK_MEDIA")))

    told = played(house, story, heard=["嗯"], voice=QuickVoice(SLOWLY))

    assert by(told, Author.CUSTOMER) == []


def test_zero_brings_a_human_whatever_is_being_said(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        far.press("0")
        await told.until(lambda: told.owner is Owner.QUEUE)
        await told.says("转接")

    told = played(house, story)

    assert by(told, Author.CUSTOMER) == ["转人工"]


def test_an_agent_is_read_out_and_hears_what_the_caller_says(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        far.press("0")
        await told.until(lambda: told.owner is Owner.QUEUE)
        agent = colleague("anran")
        await asyncio.to_thread(_takes, agent, told.conversation_id)
        await told.says("请问什么事")
        await told.until(lambda: told.owner is Owner.AGENT)
        await asyncio.sleep(0.5)
        await far.say()
        await told.until(lambda: "我的卡丢了" in by(told, Author.CUSTOMER))

    told = played(house, story, heard=["我的卡丢了"])

    assert by(told, Author.AGENT) == ["请问什么事？"]


def _takes(agent: Colleague, conversation_id: str) -> None:
    """Over HTTP, as the desk page does."""
    agent.be("online")
    agent.act(conversation_id, "take")
    agent.reply(conversation_id, "请问什么事？")


def test_what_is_offered_while_waiting_is_chosen_by_its_key(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        far.press("0")
        await told.until(lambda: told.owner is Owner.QUEUE)
        await told.says("由机器人继续")
        far.press("2")
        await told.until(lambda: told.owner is Owner.BOT)

    told = played(house, story)

    assert by(told, Author.CUSTOMER)[-1] == "由机器人继续"


def test_an_engine_that_fails_costs_one_question_more(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.until(lambda: bool(far.named("MARK_MEDIA")))
        await far.say()
        await told.says("没有听清")
        await told.until(lambda: len(far.named("MARK_MEDIA")) >= 2)
        await far.say()
        await told.until(lambda: len(by(told, Author.CUSTOMER)) == 1)

    told = played(house, story, heard=[BROKEN, "金卡年费是多少"])

    assert by(told, Author.CUSTOMER) == ["金卡年费是多少"]


def test_where_nothing_can_hear_there_are_keys_and_a_human(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("按零转人工")
        far.press("0")
        await told.until(lambda: told.owner is Owner.QUEUE)

    played(house, story, heard=None)


def test_a_far_end_that_lies_is_served_all_the_same(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        await told.until(lambda: bool(far.named("MARK_MEDIA")))
        await asyncio.sleep(0.5)
        await far.say()
        await told.until(lambda: len(by(told, Author.BOT)) >= 2)

    told = played(house, story, heard=["金卡年费是多少"], far=FarEnd(lies=True))

    assert by(told, Author.CUSTOMER) == ["金卡年费是多少"]


def test_without_a_voice_no_call_is_taken(house: House) -> None:
    async def call() -> None:
        telephony = Telephony(
            house.service,
            house.app.state.verifier,
            start=lambda: engines_of((), voice=None),
        )
        with pytest.raises(NoVoice):
            await FarEnd().talks_to(telephony)

    asyncio.run(call())
