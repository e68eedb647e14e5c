"""What is said in a call leaves in time, stops at once, and is known to a frame."""

import asyncio
from collections.abc import Coroutine, Sequence

import pytest

from api.phone.asterisk import WebSocketChannel
from api.phone.audiosocket import AudioSocket
from api.phone.media import Dialect, Frame
from api.phone.player import AHEAD_MS, LATE_MS, Player, Stopped
from api.phone.twilio import MediaStream
from speech.audio import FRAME_MS, PHONE_RATE, silence

pytestmark = pytest.mark.door


class Far:
    """A line and its far end, on a clock that a test turns."""

    def __init__(self, dialect: Dialect) -> None:
        self.now = 0.0
        self.frames: list[Frame] = []
        self.ended: list[str] = []
        self.player = Player(
            dialect,
            self.send,
            rate=PHONE_RATE,
            finished=self.ended.append,
            timer=lambda: self.now,
        )

    async def send(self, frames: Sequence[Frame]) -> None:
        self.frames += frames

    @property
    def sent_ms(self) -> int:
        """Of sound, on a line with raw sound."""
        return sum(len(one) for one in self.frames if isinstance(one, bytes)) // 16

    async def wait(self, ms: int) -> None:
        for _ in range(ms // FRAME_MS):
            await self.player.tick()
            self.now += FRAME_MS / 1_000

    def say(self, name: str, ms: int) -> None:
        self.player.begin(name)
        self.player.give(name, silence(PHONE_RATE, ms))
        self.player.complete(name)


def played(story: Coroutine[None, None, None]) -> None:
    asyncio.run(story)


def channel() -> Far:
    return Far(WebSocketChannel())


def test_an_utterance_is_sent_a_little_ahead_and_no_more() -> None:
    async def story() -> None:
        far = channel()
        far.say("u1", 1_000)

        await far.wait(200)

        assert 200 <= far.sent_ms <= 200 + AHEAD_MS

    played(story())


def test_it_is_over_when_the_far_end_has_played_its_mark() -> None:
    async def story() -> None:
        far = channel()
        far.say("u1", 400)
        await far.wait(400)
        before = list(far.ended)

        far.player.reached("u1")
        await far.wait(20)

        assert (before, far.ended) == ([], ["u1"])
        assert far.frames[-1] == '{"command":"MARK_MEDIA","correlation_id":"u1"}'

    played(story())


def test_a_far_end_that_never_tells_is_not_waited_for_for_ever() -> None:
    async def story() -> None:
        far = channel()
        far.say("u1", 400)

        await far.wait(400 + LATE_MS + FRAME_MS * 2)

        assert far.ended == ["u1"]

    played(story())


@pytest.mark.parametrize("mark", ["u2", "other", ""])
def test_the_mark_of_something_else_ends_nothing(mark: str) -> None:
    async def story() -> None:
        far = channel()
        far.say("u1", 400)
        await far.wait(400)

        far.player.reached(mark)
        await far.wait(20)

        assert far.ended == []

    played(story())


def test_a_mark_of_what_was_not_yet_sent_is_a_lie() -> None:
    async def story() -> None:
        far = channel()
        far.say("u1", 2_000)
        await far.wait(100)

        far.player.reached("u1")
        await far.wait(100)

        assert far.ended == []

    played(story())


def test_stopped_it_tells_what_was_heard_and_sends_nothing_more() -> None:
    async def story() -> None:
        far = channel()
        far.say("u1", 2_000)
        await far.wait(500)

        stopped = await far.player.stop()
        sent = far.sent_ms
        far.player.give("u1", silence(PHONE_RATE, 500))
        await far.wait(500)

        assert stopped == Stopped(id="u1", heard_ms=500)
        assert far.sent_ms == sent
        assert far.frames[-1] == '{"command":"FLUSH_MEDIA"}'
        assert far.ended == []

    played(story())


def test_held_it_keeps_still_and_goes_on_where_it_was() -> None:
    async def story() -> None:
        far = channel()
        far.say("u1", 1_000)
        await far.wait(300)
        await far.player.pause()
        sent = far.sent_ms
        await far.wait(1_500)
        held = far.sent_ms
        await far.player.resume()
        await far.wait(100)

        stopped = await far.player.stop()

        assert held == sent
        assert stopped == Stopped(id="u1", heard_ms=400)

    played(story())


def test_stopped_while_held_the_line_is_let_go() -> None:
    async def story() -> None:
        far = channel()
        far.say("u1", 1_000)
        await far.wait(300)
        await far.player.pause()

        await far.player.stop()

        orders = [one for one in far.frames if isinstance(one, str)]
        assert orders == [
            '{"command":"PAUSE_MEDIA"}',
            '{"command":"FLUSH_MEDIA"}',
            '{"command":"CONTINUE_MEDIA"}',
        ]

    played(story())


def test_a_voice_that_is_slow_costs_no_time_of_the_utterance() -> None:
    async def story() -> None:
        far = channel()
        far.player.begin("u1")
        await far.wait(600)
        far.player.give("u1", silence(PHONE_RATE, 400))
        far.player.complete("u1")
        await far.wait(200)

        stopped = await far.player.stop()

        assert stopped == Stopped(id="u1", heard_ms=200)

    played(story())


def test_nothing_to_say_is_over_at_once() -> None:
    async def story() -> None:
        far = channel()
        far.say("u1", 0)

        await far.wait(20)

        assert far.ended == ["u1"]
        assert far.frames == []

    played(story())


def test_a_line_without_a_clock_is_fed_a_frame_in_every_twenty_milliseconds() -> None:
    async def story() -> None:
        far = Far(AudioSocket())
        await far.wait(200)
        quiet = len(far.frames)
        far.say("u1", 200)

        await far.wait(400)

        sizes = {len(one) for one in far.frames}
        assert (quiet, sizes) == (10, {323})
        assert len(far.frames) == pytest.approx(30, abs=1)
        assert far.ended == ["u1"]

    played(story())


def test_marks_that_come_back_after_a_clear_are_not_taken_for_heard() -> None:
    async def story() -> None:
        far = Far(MediaStream())
        far.say("u1", 400)
        await far.wait(400)
        await far.player.stop()
        far.say("u2", 400)
        await far.wait(100)

        far.player.reached("u1")
        await far.wait(100)

        assert far.ended == []

    played(story())
