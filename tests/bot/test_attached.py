"""A picture, a file or a voice message: said honestly, and never a dead end."""

from dataclasses import replace

import pytest

from bot.action import Inform, Relay
from bot.attachment import Attachment, Kind
from bot.message import Event, Message, Owner
from tests.bot.flow_house import FlowHouse
from tests.bot.samples import gated, held_by
from tests.fakes import TENANT, said

pytestmark = pytest.mark.rules

UNREAD = {
    Kind.PICTURE: "picture_unread",
    Kind.FILE: "file_unread",
    Kind.VOICE: "voice_unread",
}


def brought(kind: Kind, *, awaits_words: bool = False) -> Message:
    attachment = Attachment(
        kind=kind,
        name="a",
        media_type="x/y",
        size=1,
        digest="d",
        awaits_words=awaits_words,
    )
    return replace(said("[附件]"), attachment=attachment)


NOTHING_HEARD = replace(said(""), event=Event.TRANSCRIBED)


@pytest.mark.parametrize("owner", [Owner.BOT, Owner.CLOSED])
@pytest.mark.parametrize("kind", list(Kind))
def test_the_bot_says_what_it_cannot_do_and_offers_a_human(
    kind: Kind, owner: Owner
) -> None:
    decision = gated(brought(kind), held_by(owner))

    assert decision.actions == (Inform(UNREAD[kind], choices=("human",)),)


def test_an_unclear_voice_is_said_to_be_unclear() -> None:
    decision = gated(NOTHING_HEARD)

    assert decision.actions == (Inform("voice_unheard", choices=("human",)),)


@pytest.mark.parametrize("message", [brought(Kind.PICTURE), NOTHING_HEARD])
@pytest.mark.parametrize(("ahead", "key"), [(0, "waiting_first"), (2, "waiting")])
def test_who_waits_hears_that_it_came_and_where_they_stand(
    message: Message, ahead: int, key: str
) -> None:
    decision = gated(message, held_by(Owner.QUEUE), ahead=ahead)

    assert decision.actions == (Relay(), Inform(key, {"ahead": str(ahead)}))


@pytest.mark.parametrize("kind", list(Kind))
def test_an_agent_gets_it_without_a_word_of_the_bot(kind: Kind) -> None:
    assert gated(brought(kind), held_by(Owner.AGENT)).actions == (Relay(),)


@pytest.mark.parametrize(
    ("owner", "actions"),
    [
        (Owner.BOT, ()),
        (Owner.CLOSED, ()),
        (Owner.QUEUE, (Relay(),)),
        (Owner.AGENT, (Relay(),)),
    ],
)
def test_a_voice_is_answered_when_its_words_are_there(
    owner: Owner, actions: tuple[object, ...]
) -> None:
    spoken = brought(Kind.VOICE, awaits_words=True)

    assert gated(spoken, held_by(owner)).actions == actions


@pytest.mark.parametrize("owner", list(Owner))
def test_the_words_of_a_voice_are_words_like_any_other(owner: Owner) -> None:
    spoken = replace(said("我的卡丢了"), event=Event.TRANSCRIBED)

    assert gated(spoken, held_by(owner)) == gated("我的卡丢了", held_by(owner))


def test_the_open_step_of_a_task_is_asked_again() -> None:
    house = FlowHouse().verified()
    asked = house.hear("我要分期")
    open_step, before = house.where, house.store.last_seq(TENANT, "c1")
    message = replace(brought(Kind.PICTURE), id="p1", client_id="p1")

    house.dialogue.handle(house.store.receive(message).message, now=house.now)
    told = house.read(before + 1)

    assert house.where == open_step
    assert "看不了图片" in told
    assert asked.splitlines()[-1] in told
