"""The act workers: what a turn asked of the bank is done, once, and its result told.

What is asked for stands in the records; whoever says "look" only makes it sooner. The
same act is never had in hand twice here, and its id is the key by which the bank knows
a repetition, so that a crash between doing and telling has one effect.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from api.clock import Clock
from bot.acts import Act, ActOutcome, ActResult, act_kinds
from bot.message import Message
from models.acts import Due, SqlActs

log = logging.getLogger("teller.acts")

Performer = Callable[[Act], ActResult]
"""Does one kind of act. May take seconds; raises nothing that it can tell."""

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
"""Seconds until a late act is asked after again; each pause doubles the one before."""
GIVEN_UP = timedelta(hours=24)
UNSETTLED = ActResult(outcome=ActOutcome.REFUSED, reason="unsettled")
"""Nobody could be made to tell whether it was done: a matter for people."""


class ActWorkers:
    def __init__(
        self,
        acts: SqlActs,
        performers: Mapping[str, Performer],
        clock: Clock,
        *,
        tell: Callable[[Message], None],
        tenant_id: str,
        workers: int = 4,
    ) -> None:
        """`tell` is given the message that carries a flow on; `performers` by name."""
        self._acts = acts
        self._performers = performers
        self._clock = clock
        self._tell = tell
        self._tenant_id = tenant_id
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="act")
        self._lock = threading.Lock()
        self._in_hand: set[str] = set()
        self._open = True

    def look(self) -> int:
        """Take up what is due; how much there was. From any thread."""
        found = self._acts.due(self._clock(), tenant_id=self._tenant_id)
        for due in found:
            self._submit(due)
        return len(found)

    def hint(self) -> None:
        """Look soon, on a thread of our own."""
        with self._lock:
            if self._open:
                self._pool.submit(self._look)

    def _look(self) -> None:
        try:
            self.look()
        except Exception:
            log.exception("acts not found; the next look begins again")

    def close(self) -> None:
        with self._lock:
            self._open = False
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, due: Due) -> None:
        with self._lock:
            if not self._open or due.act.id in self._in_hand:
                return
            self._in_hand.add(due.act.id)
            self._pool.submit(self._work, due)

    def _work(self, due: Due) -> None:
        try:
            self.settle(due)
        except Exception:
            log.exception("act not settled", extra=_place(due.act))
        finally:
            with self._lock:
                self._in_hand.discard(due.act.id)

    def settle(self, due: Due) -> Message | None:
        """Do it and keep what came of it; the message that carries the flow on."""
        act, tried = due.act, self._begun(due)
        if tried is None:
            return None
        result = self._result(act, tried)
        now = self._clock()
        if result.outcome is ActOutcome.LATE and now - act.asked_at > GIVEN_UP:
            log.error("act never settled", extra=_place(act))
            result = UNSETTLED
        told = self._acts.finish(act, result, now=now, again_at=_again(now, tried))
        log.info(
            "act",
            extra=_place(act)
            | {"outcome": result.outcome.value, "attempts": tried + 1},
        )
        if told is not None:
            self._tell(told)
        return told

    def _begun(self, due: Due) -> int | None:
        """How often it was tried before. A write is counted first, and one that was
        settled since it was found due is not tried again (None)."""
        writes = act_kinds()[due.act.name].writes
        return self._acts.begin(due.act) if writes else due.attempts

    def _result(self, act: Act, tried: int) -> ActResult:
        """A write that was tried before may have been done, even if nobody answers."""
        result = self._performed(self._with_subject(act))
        unheard = result.outcome is ActOutcome.UNAVAILABLE
        if act_kinds()[act.name].writes and unheard and tried:
            return ActResult(outcome=ActOutcome.LATE)
        return result

    def _with_subject(self, act: Act) -> Act:
        """A protective act is for whoever the customer claimed, in secret, to be."""
        if act.subject or not act.claim:
            return act
        return replace(act, subject=self._acts.claimed(act))

    def _performed(self, act: Act) -> ActResult:
        performer = self._performers.get(act.name)
        if performer is None:
            log.error("nobody performs this act", extra=_place(act))
            return ActResult(outcome=ActOutcome.UNAVAILABLE)
        try:
            return performer(act)
        except Exception:
            log.exception("act failed", extra=_place(act))
            writes = act_kinds()[act.name].writes
            return ActResult(
                outcome=ActOutcome.LATE if writes else ActOutcome.UNAVAILABLE
            )


def _again(now: datetime, attempts: int) -> datetime:
    pause = min(FIRST_PAUSE * 2.0 ** min(attempts, 20), LONGEST_PAUSE)
    return now + timedelta(seconds=pause)


def _place(act: Act) -> dict[str, object]:
    return {"conversation": act.conversation_id, "act_id": act.id, "act": act.name}
