"""Many calls at once: each is answered, none is lost, and one too many is told so."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx2
import pytest

from api.phone.asterisk import WebSocketChannel
from api.phone.crowd import FEWEST, LOOKED_BACK_SECONDS, Delays, send_away
from api.phone.media import Frame
from api.phone.telephony import Telephony
from api.phone.voice import Voice
from bot.message import Channel, Language
from scripts.benchmarks.voice_kept import (
    EVENTS,
    Kept,
    TwoSides,
    figures,
    keep,
    recounted,
)
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import arrived
from tests.api.phone.engines import QuickVoice, engines_of
from tests.api.phone.far_end import FarEnd, speech

pytestmark = pytest.mark.door

CALLS, CHATS = 20, 50


def test_twenty_calls_and_the_chats_beside_them_are_all_answered(
    house: House, client: httpx2.Client
) -> None:
    ends = [FarEnd() for _ in range(CALLS)]
    answered: list[str] = []

    def chat() -> None:
        for _ in range(CHATS):
            answered.append(arrived(client).say("金卡年费是多少")["text"])

    async def everybody() -> None:
        telephony = Telephony(
            house.service,
            house.app.state.verifier,
            start=lambda: engines_of(["金卡年费是多少"] * CALLS, voice=QuickVoice()),
        )
        calls = [asyncio.ensure_future(one.talks_to(telephony)) for one in ends]
        chats = asyncio.ensure_future(asyncio.to_thread(chat))
        await asyncio.gather(*(_asks(one) for one in ends))
        await chats
        assert telephony.calls == CALLS
        for one in ends:
            one.hang_up()
        await asyncio.gather(*calls)
        telephony.close()
        assert telephony.calls == 0

    asyncio.run(everybody())

    rooms = house.rooms
    calls = [
        one
        for one in rooms.records.conversations.find(rooms.tenant, limit=CALLS + CHATS)
        if one.channel is Channel.PHONE
    ]
    assert len(calls) == CALLS
    assert len(answered) == CHATS


async def _asks(end: FarEnd) -> None:
    async with asyncio.timeout(60):
        while not end.named("MARK_MEDIA"):
            await asyncio.sleep(0.05)
        said = len(end.named("MARK_MEDIA"))
        await end.say()
        while len(end.named("MARK_MEDIA")) <= said:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(("seconds", "suffers"), [(0.02, False), (0.4, True)])
def test_late_sound_is_noticed(seconds: float, suffers: bool) -> None:
    delays = Delays(timer=lambda: 0.0)

    for _ in range(FEWEST):
        delays.waited(seconds)

    assert delays.suffering is suffers


def test_what_was_late_a_while_ago_is_forgotten() -> None:
    now = [0.0]
    delays = Delays(timer=lambda: now[0])
    for _ in range(FEWEST):
        delays.waited(1.0)

    now[0] = LOOKED_BACK_SECONDS * 2

    assert not delays.suffering


def test_one_too_many_hears_why_and_is_hung_up_on(house: House) -> None:
    voice = QuickVoice()
    sent: list[Frame] = []

    async def send(frames: Sequence[Frame]) -> None:
        sent.extend(frames)

    speaks = Voice(synthesizer=voice, wording=house.rooms.wording, rate=8_000)
    asyncio.run(send_away(WebSocketChannel({}), send, speaks, Language.ZH))

    assert "线路都在忙" in voice.all
    assert "HANGUP" in str(sent[-1])


def test_figures_are_counted_again_from_what_was_kept(tmp_path: Path) -> None:
    loud, quiet = speech(1.0), bytes(16_000)
    sounds = {
        "calls/0.wav": TwoSides(
            caller=quiet + loud + quiet * 2,
            bot=loud + loud[:4_800] + bytes(25_600) + loud * 2,
        ),
        "mixes/0.wav": TwoSides(caller=loud * 2, bot=loud * 2),
        "mixes/1.wav": TwoSides(caller=loud * 2, bot=loud + quiet),
    }
    events = [
        Kept(kind="barge_in", file="calls/0.wav", begins_ms=1_000, ends_ms=2_000),
        Kept(kind="first_audio", file="calls/0.wav", begins_ms=1_000, ends_ms=2_000),
        Kept(kind="cough", file="mixes/0.wav", begins_ms=500, ends_ms=900),
        Kept(kind="noise", file="mixes/1.wav", begins_ms=500, ends_ms=900),
        Kept(
            kind="speech",
            file="mixes/0.wav",
            begins_ms=0,
            ends_ms=1_500,
            finished_ms=1_000,
        ),
    ]

    keep(tmp_path, events, sounds)
    found = recounted(tmp_path)

    assert (tmp_path / EVENTS).is_file()
    assert found == figures(events, sounds)
    assert (found["barge_in_p50_ms"], found["first_audio_p50_ms"]) == (300, 900)
    assert (found["false_barge_in"], found["cut_off"]) == (0.5, 1.0)
