"""The secret part of a call: while somebody proves who they are, keys go past it."""

import asyncio

from api.phone.parties import Proofs
from api.phone.proving import Proving
from api.phone.recorder import Recorder
from speech.turn_taking.utterance import Utterance


class Secrets:
    """Of one call; used by its event loop alone."""

    def __init__(self, proofs: Proofs, recorder: Recorder) -> None:
        self._proofs = proofs
        self._recorder = recorder
        self._proving: Proving | None = None
        self._over: set[str] = set()
        """Requests for which nothing is asked any more."""

    @property
    def open(self) -> bool:
        return self._proving is not None

    async def heed(self, request: str) -> tuple[Utterance, ...]:
        """What is to be asked for a request that is new; none: whatever was is over."""
        proving = self._proving
        if proving is not None and proving.place.request_id == request:
            return ()
        self.end()
        if not request or request in self._over:
            return ()
        self._proving = self._proofs(request)
        self._recorder.hide()
        return await self._asked(self._proving)

    async def keyed(self, digits: str) -> tuple[Utterance, ...]:
        if self._proving is None:
            return ()
        told = await asyncio.to_thread(self._proving.keyed, digits)
        return self._told(told)

    async def again(self) -> tuple[Utterance, ...]:
        """What is open, asked once more."""
        return await self._asked(self._proving) if self._proving else ()

    async def back(self) -> tuple[Utterance, ...]:
        """One entry back, as far as it has not been looked at yet."""
        if self._proving is not None:
            self._proving.phone = ""
        return await self.again()

    def end(self) -> None:
        if self._proving is not None:
            self._over.add(self._proving.place.request_id)
            self._proving = None
            self._recorder.show()

    async def _asked(self, proving: Proving) -> tuple[Utterance, ...]:
        return self._told(await asyncio.to_thread(proving.ask))

    def _told(self, told: tuple[Utterance, ...]) -> tuple[Utterance, ...]:
        if not told:
            self.end()
        return told
