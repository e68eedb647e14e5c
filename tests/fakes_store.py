"""Conversations in memory: a small store that keeps every promise of the real one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import RLock

from bot.change import Change, Received
from bot.conversation import Conversation
from bot.errors import ConversationChanged, ConversationNotFound, KeyReused
from bot.masking import same_words
from bot.message import Message, Owner
from bot.promise import Promise
from bot.turn import Turn
from bot.verification import VerificationRequest

Key = tuple[str, str]


class MemoryConversationStore:
    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.promises: list[Promise] = []
        self.requests: list[VerificationRequest] = []
        self.claims: dict[str, str] = {}
        """Whom a request for proof was found to mean."""
        self.on_save: list[Callable[[Change], None]] = []
        self._conversations: dict[Key, Conversation] = {}
        self._messages: dict[Key, list[Message]] = {}
        self._lock = RLock()

    def create(
        self, conversation: Conversation, first: Sequence[Message] = ()
    ) -> tuple[Message, ...]:
        with self._lock:
            key = (conversation.tenant_id, conversation.id)
            self._conversations[key] = conversation
            self._messages[key] = []
            return self._append(key, first)

    def get(self, tenant_id: str, conversation_id: str) -> Conversation:
        with self._lock:
            return self._conversations[self._known(tenant_id, conversation_id)]

    def receive(self, message: Message) -> Received:
        with self._lock:
            key = self._known(message.tenant_id, message.conversation_id)
            stored = self._repeated(key, message)
            if stored is not None:
                return Received(message=stored, duplicate=True)
            held = replace(message, owner=self._conversations[key].owner)
            return Received(message=self._append(key, [held])[0], duplicate=False)

    def save(self, change: Change) -> tuple[Message, ...]:
        with self._lock:
            conversation = change.conversation
            key = self._known(conversation.tenant_id, conversation.id)
            repeated = [self._repeated(key, message) for message in change.messages]
            stored = tuple(message for message in repeated if message is not None)
            if stored:
                return stored
            self._refuse_stale(key, change)
            version = conversation.version + 1
            self._conversations[key] = replace(conversation, version=version)
            self.turns.extend([change.turn] if change.turn else [])
            self.promises.extend([change.promise] if change.promise else [])
            self.requests.extend([change.request] if change.request else [])
            for told in self.on_save:
                told(change)
            return self._append(key, change.messages)

    def last_seq(self, tenant_id: str, conversation_id: str) -> int:
        with self._lock:
            return len(self._messages[self._known(tenant_id, conversation_id)])

    def messages(
        self, tenant_id: str, conversation_id: str, *, after: int = 0, limit: int = 200
    ) -> tuple[Message, ...]:
        with self._lock:
            stored = self._messages.get((tenant_id, conversation_id), [])
            return tuple(stored[after : after + limit])

    def unhandled(self, limit: int = 100) -> tuple[Message, ...]:
        with self._lock:
            handled = {(turn.message.tenant_id, turn.message.id) for turn in self.turns}
            found = [
                message
                for stored in self._messages.values()
                for message in stored
                if message.awaits_turn
                and (message.tenant_id, message.id) not in handled
            ]
        found.sort(key=lambda one: (one.sent_at, one.conversation_id, one.seq))
        return tuple(found[:limit])

    def waiting(
        self, now: datetime, *, tenant_id: str | None = None
    ) -> tuple[Conversation, ...]:
        with self._lock:
            queued = [
                (not one.handoff.urgent, one.handoff.asked_at, one.handoff.id, one)
                for one in self._conversations.values()
                if one.owner is Owner.QUEUE
                and one.handoff is not None
                and one.handoff.asked_at <= now
                and tenant_id in {None, one.tenant_id}
            ]
        return tuple(one for *_, one in sorted(queued, key=lambda row: row[:3]))

    def find(
        self,
        tenant_id: str,
        *,
        owner: Owner | None = None,
        agent_id: str = "",
        limit: int = 50,
        before: datetime | None = None,
    ) -> tuple[Conversation, ...]:
        with self._lock:
            found = [
                (self._updated_at(one), one)
                for one in self._conversations.values()
                if one.tenant_id == tenant_id
                and owner in {None, one.owner}
                and agent_id in {"", one.agent_id}
                and (before is None or self._updated_at(one) < before)
            ]
        found.sort(key=lambda row: row[1].id)
        found.sort(key=lambda row: row[0], reverse=True)
        return tuple(one for _, one in found[:limit])

    def counts(self, tenant_id: str, agent_id: str) -> Mapping[str, int]:
        with self._lock:
            ours = [
                one
                for one in self._conversations.values()
                if one.tenant_id == tenant_id
            ]
        held = [one for one in ours if one.owner is Owner.AGENT]
        return {
            "mine": sum(one.agent_id == agent_id for one in held),
            **{
                owner.value: sum(one.owner is owner for one in ours)
                for owner in (Owner.QUEUE, Owner.BOT, Owner.CLOSED)
            },
        }

    def _known(self, tenant_id: str, conversation_id: str) -> Key:
        key = (tenant_id, conversation_id)
        if key not in self._conversations:
            raise ConversationNotFound(conversation_id)
        return key

    def _repeated(self, key: Key, message: Message) -> Message | None:
        for stored in self._messages[key] if message.client_id else ():
            if (stored.author, stored.client_id) != (message.author, message.client_id):
                continue
            same = same_words(stored.text, message.text)
            told = (stored.choice, stored.brings)
            if told != (message.choice, message.brings) or not same:
                raise KeyReused(message.client_id)
            return stored
        return None

    def _refuse_stale(self, key: Key, change: Change) -> None:
        changed = ConversationChanged(change.conversation.id)
        if self._conversations[key].version != change.conversation.version:
            raise changed
        if change.turn is None:
            return
        wanted = change.turn.message.id
        waiting = {one.id for one in self.unhandled(limit=1_000_000)}
        if wanted not in waiting:
            raise changed

    def _append(self, key: Key, messages: Sequence[Message]) -> tuple[Message, ...]:
        stored = self._messages[key]
        placed = tuple(
            replace(message, seq=seq)
            for seq, message in enumerate(messages, len(stored) + 1)
        )
        stored.extend(placed)
        return placed

    def _updated_at(self, conversation: Conversation) -> datetime:
        stored = self._messages[(conversation.tenant_id, conversation.id)]
        return max([conversation.created_at, *(message.sent_at for message in stored)])
