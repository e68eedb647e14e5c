"""An agent and a caller speak with each other; nobody is lost while nobody comes."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from api.auth import COOKIE
from api.phone.agent_door import OVER
from api.phone.bridge import Bridge, Standing
from api.phone.mouth import MUSIC
from api.phone.music import LOUDNESS, music
from api.phone.telephony import Telephony
from api.wire import Close
from bot.message import Author, Event, Owner
from speech.audio import PHONE_RATE, WIDE_RATE, samples
from tests.api.fixtures.bank import House, house_in
from tests.api.fixtures.people import Colleague
from tests.api.phone.engines import QuickVoice, engines_of
from tests.api.phone.far_end import FarEnd, speech
from tests.api.phone.stories import Told, by, played

pytestmark = pytest.mark.door


def wide(seconds: float) -> bytes:
    return speech(seconds * 2)


def taken(agent: Colleague, conversation_id: str) -> None:
    agent.be("online")
    agent.act(conversation_id, "take")


def staff_id(told: Told, name: str) -> str:
    rooms = told.house.rooms
    return rooms.records.staff.named(rooms.tenant, name).id


async def with_an_agent(far: FarEnd, told: Told, agent: Colleague) -> Bridge:
    """The caller waits, the agent takes the call and joins it with a microphone."""
    await told.says("您好")
    far.press("0")
    await told.until(lambda: told.owner is Owner.QUEUE)
    await asyncio.to_thread(taken, agent, told.conversation_id)
    call = told.telephony.call(told.conversation_id)
    assert call is not None
    bridge = Bridge(staff_id(told, "anran"), call.rate)
    call.attendance.join(bridge)
    await told.until(lambda: bridge.standing is Standing.TALKING)
    return bridge


def test_an_agent_and_a_caller_hear_each_other(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    heard = bytearray()

    async def story(far: FarEnd, told: Told) -> None:
        bridge = await with_an_agent(far, told, colleague("anran"))
        call = told.telephony.call(told.conversation_id)
        assert call is not None
        await told.until(lambda: not call.playing)
        before = len(far.heard)
        for _ in range(40):
            call.attendance.speak(bridge, wide(0.02))
            await asyncio.sleep(0.02)
        await told.until(lambda: loud(bytes(far.heard[before:])))
        await far.say()
        async with asyncio.timeout(10):
            while not loud(bytes(heard)):
                piece = await bridge.told()
                heard.extend(piece if isinstance(piece, bytes) else b"")
        await told.until(lambda: "我的卡丢了" in by(told, Author.CUSTOMER))

    played(house, story, heard=["我的卡丢了"])


def loud(pcm: bytes) -> bool:
    return bool(pcm) and int(abs(samples(pcm)).max()) > 8_000


def test_music_plays_while_somebody_waits(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        far.press("0")
        await told.until(lambda: told.owner is Owner.QUEUE)
        call = told.telephony.call(told.conversation_id)
        assert call is not None
        await told.until(lambda: call.playing == MUSIC)
        before = len(far.heard)
        await told.until(lambda: len(far.heard) > before + PHONE_RATE)
        level = abs(samples(bytes(far.heard[before:]))).max()
        assert 0 < level < 2 * LOUDNESS

    played(house, story)


def test_the_music_can_be_played_again_and_again() -> None:
    tune = samples(music(PHONE_RATE))

    assert len(music(WIDE_RATE)) == 2 * len(music(PHONE_RATE))
    assert abs(int(tune[0])) + abs(int(tune[-1])) < 50


@pytest.fixture
def hurried(tmp_path: Path, template: Path) -> Iterator[House]:
    home = tmp_path / "hurried"
    with house_in(home, template, call_patience_seconds=0.3) as opened:
        yield opened


def test_who_waits_too_long_is_offered_a_call_back(hurried: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        far.press("0")
        await told.says("回电")
        await told.until(lambda: told.owner is Owner.BOT)
        await asyncio.sleep(0.3)
        far.press("1")
        await told.until(lambda: len(by(told, Author.CUSTOMER)) == 2)

    told = played(hurried, story)

    events = [one.event for one in told.messages]
    assert Event.LEFT_QUEUE in events
    assert [one.choice for one in told.messages if one.choice] == ["human", "callback"]


def test_nobody_hears_while_a_caller_keys_in_a_secret(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        agent = colleague("anran")
        bridge = await with_an_agent(far, told, agent)
        await asyncio.to_thread(
            agent.act, told.conversation_id, "verification-requests"
        )
        await told.until(lambda: bridge.standing is Standing.VERIFYING)
        await told.says("预留的手机号")
        far.press("13800000000#")
        await told.says("后四位")
        assert bridge.said(wide(0.02)) == b""
        far.press("0")
        await told.until(lambda: bridge.standing is Standing.TALKING)
        assert told.owner is Owner.AGENT

    told = played(house, story)

    assert "13800000000" not in "".join(one.text for one in told.messages)


def test_the_newest_microphone_is_the_one_that_speaks(
    house: House, colleague: Callable[[str], Colleague]
) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        first = await with_an_agent(far, told, colleague("anran"))
        call = told.telephony.call(told.conversation_id)
        assert call is not None
        call.attendance.join(Bridge(first.agent_id, call.rate))
        assert first.standing is Standing.OVER

    played(house, story)


def refused(client: TestClient, path: str, token: str) -> int:
    client.cookies.set(COOKIE, token)
    with (
        pytest.raises(WebSocketDisconnect) as ended,
        client.websocket_connect(path) as socket,
    ):
        socket.receive()
    return ended.value.code


def test_only_who_holds_a_conversation_may_speak(
    house: House, client: httpx2.Client
) -> None:
    assert isinstance(client, TestClient)
    begun = client.post("/api/v1/conversations", json={"channel": "web"}).json()
    path = f"/channels/phone/agent/{begun['conversation_id']}"

    assert refused(client, path, house.token_of("anran")) == Close.BAD_TOKEN
    assert refused(client, path, "nobody") == Close.BAD_TOKEN


def test_a_conversation_without_a_call_has_no_line(
    house: House, client: httpx2.Client, colleague: Callable[[str], Colleague]
) -> None:
    assert isinstance(client, TestClient)
    begun = client.post("/api/v1/conversations", json={"channel": "web"}).json()
    taken(colleague("anran"), begun["conversation_id"])
    path = f"/channels/phone/agent/{begun['conversation_id']}"

    assert refused(client, path, house.token_of("anran")) == Close.UNKNOWN


def test_an_agent_joins_a_call_through_the_door(
    house: House, client: httpx2.Client, colleague: Callable[[str], Colleague]
) -> None:
    assert isinstance(client, TestClient)
    speak_in(house)
    with client.websocket_connect("/channels/phone/browser") as line:
        line.send_text(json.dumps({"type": "hello", "rate": 16_000}))
        line.send_text(json.dumps({"type": "human"}))
        conversation = waiting(colleague("anran"))
        client.cookies.set(COOKIE, house.token_of("anran"))
        with client.websocket_connect(f"/channels/phone/agent/{conversation}") as mine:
            assert json.loads(mine.receive_text())["state"] == "talking"
            line.send_bytes(wide(0.02))
            assert mine.receive_bytes()
            line.send_text(json.dumps({"type": "bye"}))
            assert ended(mine) == OVER
        acts = [one.act for one in house.rooms.records.audit.entries("main")]
    assert "call_joined" in acts


def ended(socket: WebSocketTestSession) -> int:
    """The code with which it is closed, whatever came before."""
    with pytest.raises(WebSocketDisconnect) as closed:
        while True:
            if (told := socket.receive())["type"] == "websocket.close":
                raise WebSocketDisconnect(told["code"])
    return closed.value.code


def speak_in(house: House) -> None:
    house.app.state.telephony = Telephony(
        house.service,
        house.app.state.verifier,
        start=lambda: engines_of((), voice=QuickVoice()),
    )


def waiting(agent: Colleague) -> str:
    """The conversation that this agent has taken from the queue."""
    agent.be("online")
    for _ in range(200):
        found = agent.listed("queue")
        if found:
            agent.act(found[0]["id"], "take")
            return str(found[0]["id"])
    raise AssertionError("nobody waits")
