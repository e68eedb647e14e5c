"""Who attends to a caller: the queue with its music, an agent's voice, or the bot."""

import time
from collections.abc import Callable

from api.phone.bridge import Bridge, Standing
from api.phone.mouth import LIVE, Mouth
from bot.message import Owner

Timer = Callable[[], float]


class Attendance:
    """Of one call; used by its event loop alone."""

    def __init__(
        self, mouth: Mouth, *, patience_seconds: float, timer: Timer = time.monotonic
    ) -> None:
        self._mouth = mouth
        self._patience = patience_seconds
        self._timer = timer
        self._owner = Owner.BOT
        self._agent_id = ""
        self._verifying = False
        self._since = 0.0
        self._bridge: Bridge | None = None

    @property
    def human(self) -> bool:
        """The turn-taking rests: a person has the caller, or is being fetched."""
        return self._owner in (Owner.QUEUE, Owner.AGENT) and not self._verifying

    @property
    def agent(self) -> bool:
        return self._owner is Owner.AGENT

    @property
    def overdue(self) -> bool:
        """The caller has waited long enough."""
        waited = self._timer() - self._since
        return self._owner is Owner.QUEUE and waited > self._patience

    async def stands(self, owner: Owner, agent_id: str, *, verifying: bool) -> None:
        if owner is not self._owner:
            self._since = self._timer()
        self._owner, self._agent_id = owner, agent_id
        self._verifying = verifying
        await self._mouth.hold(owner is Owner.QUEUE and not verifying)
        self._tell()

    def join(self, bridge: Bridge) -> None:
        """An agent's microphone; one that was there before is let go."""
        self.leave()
        self._bridge = bridge
        self._tell()

    def leave(self, bridge: Bridge | None = None) -> None:
        """This one, or whichever there is."""
        if self._bridge is not None and bridge in (None, self._bridge):
            self._bridge.stand(Standing.OVER)
            self._bridge = None

    def hear(self, pcm: bytes) -> None:
        """Of the caller."""
        if self._bridge is not None:
            self._bridge.hear(pcm)

    def speak(self, bridge: Bridge, pcm: bytes) -> None:
        """Of an agent."""
        if bridge is self._bridge:
            told = bridge.said(pcm)
            if told:
                self._mouth.live(told)

    async def silence(self) -> None:
        """The bot is about to speak."""
        if self._mouth.player.now_playing == LIVE:
            await self._mouth.stop()

    def _tell(self) -> None:
        bridge = self._bridge
        if bridge is None:
            return
        mine = self._owner is Owner.AGENT and self._agent_id == bridge.agent_id
        if mine and self._verifying:
            bridge.stand(Standing.VERIFYING)
        else:
            bridge.stand(Standing.TALKING if mine else Standing.AWAY)
