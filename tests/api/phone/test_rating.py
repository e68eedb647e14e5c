"""At the end of a call the caller is asked for a rating, by one key."""

import asyncio
from collections.abc import Callable

import pytest

from bot.message import Owner
from models.records import Rating
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague
from tests.api.phone.far_end import FarEnd
from tests.api.phone.stories import Told, played

pytestmark = pytest.mark.door


async def ended(far: FarEnd, told: Told, agent: Colleague) -> None:
    """An agent takes the call and closes it."""
    await told.says("您好")
    far.press("0")
    await told.until(lambda: told.owner is Owner.QUEUE)
    await asyncio.to_thread(_closes, agent, told.conversation_id)
    await told.says("评分")


def _closes(agent: Colleague, conversation_id: str) -> None:
    agent.be("online")
    agent.act(conversation_id, "take")
    agent.act(conversation_id, "close", {"summary": ""})


def rating(told: Told) -> Rating | None:
    rooms = told.house.rooms
    return rooms.records.feedback.rating(rooms.tenant, told.conversation_id)


def test_a_key_is_a_rating_and_the_call_ends(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await ended(far, told, colleague("anran"))
        far.press("4")
        await told.says("感谢您的评价")
        await told.until(lambda: far.gone)

    told = played(house, story)

    given = rating(told)
    assert given is not None
    assert given.stars == 4
    assert told.owner is Owner.CLOSED


def test_whoever_speaks_on_is_listened_to(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await ended(far, told, colleague("anran"))
        await far.say(0.8)
        await told.until(lambda: told.owner is Owner.BOT)

    told = played(house, story, heard=["金卡年费是多少"])

    assert rating(told) is None
