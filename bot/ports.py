"""What the rules need from the rest of the house: one Protocol for each need."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.acts import Act, ActResult
from bot.change import Change, Received
from bot.conversation import Conversation
from bot.handoff import Floor
from bot.message import Message
from bot.passage import Passage, Question
from bot.understanding import Understanding


class Understander(Protocol):
    def understand(self, message: Message) -> Understanding: ...


class Retriever(Protocol):
    def retrieve(self, question: Question) -> Sequence[Passage]:
        """Best first; at most `question.limit`; never an article that is not
        published and valid at `question.now`."""

    def passage(self, question: Question, article_id: str) -> Passage | None:
        """The article with this external id, if it may be served; confidence 1."""


class ConversationStore(Protocol):
    def get(self, tenant_id: str, conversation_id: str) -> Conversation:
        """Raises ConversationNotFound."""

    def receive(self, message: Message) -> Received:
        """Store a customer's message with the next seq, once per client id.

        Committed when this returns. Raises ConversationNotFound, KeyReused.
        """

    def save(self, change: Change) -> tuple[Message, ...]:
        """All or nothing; returns the appended messages with their seq.

        Raises ConversationChanged if the copy is stale or the turn's message was
        handled before.
        """


class Acts(Protocol):
    def finished(self, tenant_id: str, act_id: str) -> tuple[Act, ActResult]:
        """The act and the last that the bank told of it. Raises ActNotFound."""


class Desk(Protocol):
    def floor(
        self, tenant_id: str, conversation_id: str, *, now: datetime
    ) -> Floor: ...


class Ids(Protocol):
    def new(self) -> str:
        """128 random bits, hexadecimal."""
