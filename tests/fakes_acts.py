"""Acts in memory: a small store that keeps every promise of the real one."""

from dataclasses import replace
from datetime import datetime

from bot.acts import Act, ActOutcome, ActResult
from bot.change import Change, carries_on
from bot.errors import ActNotFound
from bot.message import Event, Message
from models.acts import Due
from tests.fakes_store import MemoryConversationStore


class MemoryActs:
    """Beside a memory store: takes the acts of every change that is saved there."""

    def __init__(self, store: MemoryConversationStore) -> None:
        self._store = store
        self._states: dict[str, str] = {}
        self._due: dict[str, Due] = {}
        self._next: dict[str, datetime] = {}
        self._results: dict[str, ActResult] = {}
        store.on_save.append(self._take)

    def _take(self, change: Change) -> None:
        for act in change.acts:
            self._due[act.id] = Due(act=act, attempts=0)
            self._states[act.id] = "asked"
            self._next[act.id] = act.asked_at

    def due(
        self, now: datetime, limit: int = 100, *, tenant_id: str | None = None
    ) -> tuple[Due, ...]:
        found = [
            one
            for act_id, one in self._due.items()
            if self._states[act_id] != "done"
            and self._next[act_id] <= now
            and tenant_id in {None, one.act.tenant_id}
        ]
        found.sort(key=lambda one: (self._next[one.act.id], one.act.id))
        return tuple(found[:limit])

    def finished(self, tenant_id: str, act_id: str) -> tuple[Act, ActResult]:
        one, result = self._due.get(act_id), self._results.get(act_id)
        if one is None or result is None or one.act.tenant_id != tenant_id:
            raise ActNotFound(act_id)
        return one.act, result

    def claimed(self, act: Act) -> str:
        return self._store.claims.get(act.claim, "")

    def begin(self, act: Act) -> int | None:
        if self._states.get(act.id, "done") == "done":
            return None
        due = self._due[act.id]
        self._due[act.id] = replace(due, attempts=due.attempts + 1)
        return due.attempts

    def finish(
        self, act: Act, result: ActResult, *, now: datetime, again_at: datetime
    ) -> Message | None:
        if act.id not in self._due:
            raise ActNotFound(act.id)
        late = result.outcome is ActOutcome.LATE
        state = self._states[act.id]
        told = state == "done" or (late and state == "late")
        if state != "done":
            self._states[act.id] = "late" if late else "done"
            self._next[act.id] = again_at
            self._results[act.id] = result
        return None if told else self._carry_on(act, result, now)

    def _carry_on(self, act: Act, result: ActResult, now: datetime) -> Message:
        key = f"{act.id}:{result.outcome}"
        message = carries_on(
            self._store.get(act.tenant_id, act.conversation_id),
            Event.ACT_DONE,
            key=key,
            message_id=key,
            now=now,
        )
        return self._store.receive(message).message
