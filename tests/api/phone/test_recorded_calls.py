"""Recorded calls: told before, declined by a key, quiet over secrets, heard by few."""

import asyncio
import io
import wave
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from api.phone.retention import forget_recordings
from bot.message import Author, Owner
from models.recordings import Recording, RecordingState, SqlCalls
from tests.api.fixtures.bank import House, house_in
from tests.api.fixtures.people import Colleague
from tests.api.phone.far_end import FarEnd
from tests.api.phone.stories import Told, by, played

pytestmark = pytest.mark.door


@pytest.fixture
def house(tmp_path: Path, template: Path) -> Iterator[House]:
    with house_in(tmp_path / "home", template, record_calls=True) as opened:
        yield opened


def recorded(told: Told) -> Recording | None:
    rooms = told.house.rooms
    calls = SqlCalls(rooms.records.database)
    return calls.recording(rooms.tenant, told.conversation_id)


async def asks(far: FarEnd, told: Told) -> None:
    await told.says("录音")
    await told.says("您好")
    await told.until(lambda: len(far.named("MARK_MEDIA")) >= 2)
    await asyncio.sleep(0.3)
    await far.say()
    await told.until(lambda: len(far.named("MARK_MEDIA")) >= 3)


def path(told: Told) -> str:
    return f"/conversations/{told.conversation_id}/call"


def test_both_sides_of_a_call_are_kept(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    told = played(house, asks, heard=["金卡年费是多少"])

    answer = colleague("susu").get(f"{path(told)}/recording")
    with wave.open(io.BytesIO(answer.content)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    caller, ours = np.abs(sound[0::2]), np.abs(sound[1::2])
    assert answer.status_code == 200
    assert (caller.max() > 8_000, ours.max() > 8_000) == (True, True)
    recording = recorded(told)
    assert recording is not None
    assert recording.state is RecordingState.KEPT
    assert abs(len(caller) / 8 - recording.milliseconds) < 2


def test_what_was_said_lies_where_it_is_heard(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    told = played(house, asks, heard=["金卡年费是多少"])

    shown = colleague("susu").get(path(told)).json()
    content = colleague("susu").get(f"{path(told)}/recording").content
    caller = np.abs(np.frombuffer(content[44:], "<i2")[0::2])
    (asked,) = [one for one in shown["spoken"] if one["who"] == "customer"]
    begins, ends = asked["starts_ms"] * 8, asked["ends_ms"] * 8
    assert caller[begins - 2_000 : ends + 2_000].max() > 8_000
    assert caller[: begins - 4_000].max(initial=0) < 100


def test_the_notice_comes_before_the_recording(house: House) -> None:
    told = played(house, asks, heard=["金卡年费是多少"])

    calls = SqlCalls(house.rooms.records.database)
    notice, *_ = calls.spoken("main", told.conversation_id)
    assert notice.prompt == "recorded"
    assert notice.heard_characters == notice.characters


def test_who_declines_is_not_recorded(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        far.press("#")
        await told.says("不录音")
        await told.until(lambda: bool(recorded(told)))

    told = played(house, story)

    recording = recorded(told)
    assert recording is not None
    assert recording.state is RecordingState.DECLINED
    assert not list(house.rooms.settings.home.rglob("*.sealed"))
    assert by(told, Author.CUSTOMER) == []


def test_a_secret_leaves_a_gap(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        await told.until(lambda: len(far.named("MARK_MEDIA")) >= 2)
        far.press("0")
        await told.until(lambda: told.owner is Owner.QUEUE)
        agent = colleague("anran")
        await asyncio.to_thread(_verifies, agent, told.conversation_id)
        await told.says("预留的手机号")
        await far.say()

    told = played(house, story)

    content = colleague("susu").get(f"{path(told)}/recording").content
    caller = np.abs(np.frombuffer(content[44:], "<i2")[0::2])
    recording = recorded(told)
    assert recording is not None
    ((begins, ends),) = recording.gaps
    assert ends - begins > 300
    assert caller.max() < 100


def _verifies(agent: Colleague, conversation_id: str) -> None:
    agent.be("online")
    agent.act(conversation_id, "take")
    agent.act(conversation_id, "verification-requests")


def test_only_who_served_a_call_and_supervisors_hear_it(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    told = played(house, asks, heard=["金卡年费是多少"])

    refused = colleague("anran").get(f"{path(told)}/recording")
    shown = colleague("anran").get(path(told)).json()
    part = colleague("susu").client.get(
        f"/api/v1/desk{path(told)}/recording",
        headers={**colleague("susu").headers, "Range": "bytes=44-99"},
    )

    assert refused.status_code == 403
    assert shown["recording"]["playable"] is False
    assert (part.status_code, len(part.content)) == (206, 56)
    acts = [one.act for one in house.rooms.records.audit.entries("main")]
    assert acts.count("recording_played") == 1


def test_a_recording_is_destroyed_in_time(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    told = played(house, asks, heard=["金卡年费是多少"])
    house.clock.now += timedelta(days=181)

    forget_recordings(house.service)

    recording = recorded(told)
    assert recording is not None
    assert recording.state is RecordingState.EXPIRED
    assert not list(house.rooms.settings.home.rglob("*.sealed"))
    assert colleague("susu").get(f"{path(told)}/recording").status_code == 404
