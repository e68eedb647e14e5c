"""What a call has begun and not finished: a failure of one step never ends the call."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger("teller.phone")

Work = Callable[[], Awaitable[object]]


class Doing:
    """Of one call; used by its event loop alone."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Work) -> None:
        task = asyncio.ensure_future(told(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def told(work: Work) -> None:
    """A failure is told, and the call goes on: its timers find a way."""
    try:
        await work()
    except Exception:
        log.exception("a step of a call failed")
