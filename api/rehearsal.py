"""A rehearsal: one conversation in memory, so that nothing played is recorded."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.change import Change, Received
from bot.conversation import Conversation
from bot.handoff import Floor
from bot.message import Message


class Rehearsal:
    """Implements bot.ports.ConversationStore for one conversation."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.messages: list[Message] = []

    def get(self, tenant_id: str, conversation_id: str) -> Conversation:
        return self.conversation

    def receive(self, message: Message) -> Received:
        (stored,) = self._append((replace(message, owner=self.conversation.owner),))
        return Received(message=stored, duplicate=False)

    def save(self, change: Change) -> tuple[Message, ...]:
        version = self.conversation.version + 1
        self.conversation = replace(change.conversation, version=version)
        return self._append(change.messages)

    def _append(self, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        first = len(self.messages) + 1
        placed = tuple(replace(one, seq=n) for n, one in enumerate(messages, first))
        self.messages += placed
        return placed


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDesk:
    """Implements bot.ports.Desk: as busy as it is set."""

    online: int
    ahead: int

    def floor(self, tenant_id: str, conversation_id: str, *, now: datetime) -> Floor:
        return Floor(online=self.online, ahead=self.ahead)
