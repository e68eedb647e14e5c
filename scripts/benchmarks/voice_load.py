"""Many calls at the same time: what they cost, how late they are, and the chats beside
them."""

import asyncio
import itertools
import time
from contextlib import AsyncExitStack
from random import Random

import httpx2

from scripts.benchmarks.figures import percentile
from scripts.benchmarks.voice_line import FarEnd, call
from scripts.benchmarks.voice_service import Running

START = "/api/v1/conversations"
WORDS = ("金卡年费是多少", "怎么查账单", "积分怎么兑换", "临时额度怎么申请")
BETWEEN_SECONDS = 10.0
"""From one message of a chat to its next, about."""
PATIENCE_SECONDS = 30.0
_KEYS = itertools.count(1)


async def loaded(
    service: Running, pcm: bytes, *, calls: int, seconds: float
) -> dict[str, float]:
    """Calls in which everybody speaks, and the bot too: processor, and lateness."""
    async with AsyncExitStack() as stack:
        ends = [
            await stack.enter_async_context(call(service.url)) for _ in range(calls)
        ]
        await asyncio.sleep(2.0)
        busy, waited = service.processor_seconds(), service.delays()
        began = time.monotonic()
        await _all_speak(ends, pcm, seconds)
        took = time.monotonic() - began
        busy = service.processor_seconds() - busy
        late = _late(waited, service.delays())
        kept = sum(not one.over for one in ends)
    return {
        "load_calls_n": calls,
        "load_calls_kept": kept,
        "calls_per_core": round(calls * took / max(busy, 0.01), 1),
        "frame_delay_p99_ms": late,
        "frames_missed": sum(one.gaps for one in ends),
    }


async def together(
    service: Running, pcm: bytes, *, calls: int, chats: int, seconds: float
) -> dict[str, float]:
    """The same chats alone, and while calls go on."""
    quiet = await _chats(service.url, chats, seconds)
    async with AsyncExitStack() as stack:
        ends = [
            await stack.enter_async_context(call(service.url)) for _ in range(calls)
        ]
        waited = service.delays()
        speaking = asyncio.ensure_future(_all_speak(ends, pcm, seconds))
        busy = await _chats(service.url, chats, seconds)
        await speaking
        late = _late(waited, service.delays())
        missed = sum(one.gaps for one in ends)
        kept = sum(not one.over for one in ends)
    return {
        "together_calls_n": calls,
        "together_calls_kept": kept,
        "together_chats_n": chats,
        "chat_quiet_p95_ms": round(percentile(quiet, 95) * 1_000, 1),
        "chat_quiet_n": len(quiet),
        "chat_beside_calls_p95_ms": round(percentile(busy, 95) * 1_000, 1),
        "chat_beside_calls_n": len(busy),
        "together_frame_delay_p99_ms": late,
        "together_frames_missed": missed,
    }


async def _all_speak(ends: list[FarEnd], pcm: bytes, seconds: float) -> None:
    until = time.monotonic() + seconds

    async def speaks(end: FarEnd, after: float) -> None:
        await asyncio.sleep(after)
        while time.monotonic() < until and not end.over:
            await end.say(pcm)
            await asyncio.sleep(3.0)

    await asyncio.gather(
        *(speaks(one, place * 0.13) for place, one in enumerate(ends)),
        return_exceptions=True,
    )


async def _chats(url: str, count: int, seconds: float) -> list[float]:
    """How long each message took to be answered, as its sender sees it."""
    limits = httpx2.Limits(max_connections=count + 10)
    async with httpx2.AsyncClient(
        base_url=url, trust_env=False, limits=limits, timeout=PATIENCE_SECONDS
    ) as client:
        one_by_one = (_chat(client, place, seconds) for place in range(count))
        found = await asyncio.gather(*one_by_one)
    return [one for some in found for one in some]


async def _chat(client: httpx2.AsyncClient, place: int, seconds: float) -> list[float]:
    chance = Random(place)  # noqa: S311  nothing secret
    until = time.monotonic() + seconds
    await asyncio.sleep(chance.uniform(0, BETWEEN_SECONDS))
    started = (
        await client.post(START, json={"channel": "web", "language": "zh-CN"})
    ).json()
    path = f"{START}/{started['conversation_id']}"
    headers = {"Authorization": f"Bearer {started['token']}"}
    taken: list[float] = []
    while time.monotonic() < until:
        began = time.monotonic()
        body = {
            "client_message_id": f"b{next(_KEYS)}",
            "text": chance.choice(WORDS),
            "choice": "",
        }
        said = await client.post(f"{path}/messages", json=body, headers=headers)
        seq = said.raise_for_status().json()["seq"]
        waiting = f"{path}/events?after={seq}&wait=10&limit=50"
        (await client.get(waiting, headers=headers)).raise_for_status()
        taken.append(time.monotonic() - began)
        await asyncio.sleep(chance.uniform(0.5, 1.5) * BETWEEN_SECONDS)
    return taken


def _late(before: dict[float, float], after: dict[float, float]) -> float:
    """Milliseconds that 99 of 100 pieces of sound did not exceed."""
    counts = {edge: after[edge] - before.get(edge, 0.0) for edge in sorted(after)}
    most = max(counts.values(), default=0.0)
    for edge, count in counts.items():
        if most and count >= most * 0.99:
            return edge * 1_000
    return 0.0
