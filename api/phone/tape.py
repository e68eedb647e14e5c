"""The tape of a call: what the recorder took, sealed piece by piece."""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from typing import Final

from api.phone.recorder import Recorder
from api.phone.vault import Name, Vault
from models.recordings import Recording, RecordingState, SqlCalls

log = logging.getLogger("teller.phone")

PIECE_SECONDS: Final = 10.0


@dataclass(slots=True)
class Tape:
    """One call's; used by its event loop alone."""

    recorder: Recorder
    vault: Vault
    calls: SqlCalls
    recording: Recording
    _pieces: int = 0
    _kept: bool = False
    """There is a record of it."""
    _sealing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def begin(self) -> None:
        """The caller was told."""
        if self.recording.state is RecordingState.RUNNING:
            self.recorder.begin()

    async def decline(self) -> None:
        """Nothing of it is kept."""
        self.recorder.stop()
        async with self._sealing:
            await asyncio.to_thread(self.vault.destroy, self._name)
            await self._told(RecordingState.DECLINED)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(PIECE_SECONDS)
            await self._seal(self.recorder.take())

    async def close(self) -> None:
        if self.recorder.on:
            await self._seal(self.recorder.take(everything=True))
            self.recorder.stop()
            await self._told(RecordingState.KEPT)

    async def _seal(self, pcm: bytes) -> None:
        if not pcm:
            return
        async with self._sealing:
            try:
                await asyncio.to_thread(self._add, pcm)
            except OSError:
                log.exception("a recording could not be written")
        if not self._kept:
            await self._told(RecordingState.RUNNING)

    def _add(self, pcm: bytes) -> None:
        self.vault.add(self._name, pcm, rate=self.recorder.rate, number=self._pieces)
        self._pieces += 1

    async def _told(self, state: RecordingState) -> None:
        self.recording = replace(
            self.recording,
            state=state,
            milliseconds=self.recorder.milliseconds,
            gaps=self.recorder.gaps,
        )
        self._kept = True
        await asyncio.to_thread(self.calls.keep, self.recording)

    @property
    def _name(self) -> Name:
        return Name(tenant_id=self.recording.tenant_id, id=self.recording.id)
