"""A bridge into a call: one agent's ear and mouth, beside what the call does itself."""

import asyncio
from collections import deque
from enum import StrEnum
from typing import Final

from speech.audio import WIDE_RATE, Resampler

WAITING_FRAMES: Final = 50
"""A second of the caller; what is older is dropped, and never heard late."""


class Standing(StrEnum):
    """What the agent hears."""

    TALKING = "talking"
    VERIFYING = "verifying"
    """The caller keys in a secret: nobody listens."""
    AWAY = "away"
    """The bot, the queue or somebody else has the caller."""
    OVER = "over"


Told = bytes | Standing


class Bridge:
    """Used by the event loop of its call alone. Agents speak and hear at 16 kHz."""

    def __init__(self, agent_id: str, rate: int) -> None:
        """`rate`: of the line."""
        self.agent_id = agent_id
        self.standing = Standing.AWAY
        self._standings: deque[Standing] = deque()
        self._sounds: deque[bytes] = deque(maxlen=WAITING_FRAMES)
        self._ready = asyncio.Event()
        self._to_agent = Resampler(rate, WIDE_RATE)
        self._to_caller = Resampler(WIDE_RATE, rate)

    def hear(self, pcm: bytes) -> None:
        """Of the caller."""
        if self.standing is Standing.TALKING:
            self._sounds.append(self._to_agent.feed(pcm))
            self._ready.set()

    def said(self, pcm: bytes) -> bytes:
        """Of the agent, at the rate of the line; empty where nobody may hear it."""
        told = self._to_caller.feed(pcm)
        return told if self.standing is Standing.TALKING else b""

    def stand(self, standing: Standing) -> None:
        if standing is not self.standing:
            self.standing = standing
            self._standings.append(standing)
            self._ready.set()

    async def told(self) -> Told:
        """The next that the agent is to hear, or to know."""
        while not (self._standings or self._sounds):
            self._ready.clear()
            await self._ready.wait()
        if self._standings:
            return self._standings.popleft()
        return self._sounds.popleft()
