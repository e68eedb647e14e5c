"""Whole calls to the running service: how soon it answers, how soon it falls silent."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from scripts.benchmarks.voice_kept import AUDIBLE, Kept, TwoSides
from scripts.benchmarks.voice_line import QUIET, SIZE, FarEnd, call
from scripts.benchmarks.voice_mixes import edges
from scripts.benchmarks.voice_service import Running
from speech.audio import FRAME_MS, PHONE_RATE

QUESTIONS = (
    "信用卡年费多少",
    "信用卡分期利率多少",
    "办卡年费多少",
    "信用卡办卡怎么办",
)
"""In the words of the tests' own model; the base answers them."""
SPOKEN_SECONDS = 1.6
"""The bot has been speaking so long when it is interrupted."""
ANSWER_SECONDS = 12.0


@dataclass(slots=True)
class Asked:
    """What one caller says, and what is known of it."""

    text: str
    pcm: bytes
    question: bool


@dataclass(slots=True)
class Measured:
    events: list[Kept] = field(default_factory=list)
    sounds: dict[str, TwoSides] = field(default_factory=dict)


async def measured_calls(
    service: Running, calls: Sequence[Sequence[Asked]]
) -> Measured:
    """One after the other: each says its piece over the bot, again and again."""
    found = Measured()
    for number, asked in enumerate(calls):
        name = f"calls/{number:03}.wav"
        async with call(service.url) as far:
            for one in asked:
                found.events += await _exchange(service, far, one, name)
            await far.wait(1.0)
        found.sounds[name] = TwoSides(caller=bytes(far.caller), bot=bytes(far.bot))
    return found


async def _exchange(
    service: Running, far: FarEnd, asked: Asked, file: str
) -> list[Kept]:
    await far.until(lambda: _speaks(far))
    await far.wait(SPOKEN_SECONDS)
    answered = await _answered(service)
    began = await far.say(asked.pcm)
    first, last = edges(np.frombuffer(asked.pcm, "<i2").astype(float))
    begins = began + first * 1_000 // PHONE_RATE
    ends = began + last * 1_000 // PHONE_RATE
    place = len(far.bot)
    await far.until(lambda: _speaks(far, since=place), ANSWER_SECONDS)
    action = "answer" if await _answered(service) > answered else ""
    kinds = ("barge_in", "first_audio") if asked.question else ("barge_in",)
    return [
        Kept(
            kind=kind,
            file=file,
            begins_ms=begins,
            ends_ms=ends,
            text=asked.text,
            action=action if kind == "first_audio" else "",
        )
        for kind in kinds
    ]


async def _answered(service: Running) -> float:
    start = 'teller_turns_total{action="answer",channel="phone"}'
    return await asyncio.to_thread(service.metric, start)


def _speaks(far: FarEnd, since: int = 0) -> bool:
    """Something of the bot is to be heard just now."""
    recent = bytes(far.bot[max(since, len(far.bot) - 5 * SIZE) :])
    samples = np.frombuffer(recent or QUIET, "<i2").astype(int)
    return bool(np.abs(samples).max() > AUDIBLE) and far.now_ms > FRAME_MS
