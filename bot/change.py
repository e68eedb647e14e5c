"""A change: all that one step does to a conversation, saved whole or not at all."""

from dataclasses import dataclass
from datetime import datetime

from bot.acts import Act
from bot.conversation import Conversation
from bot.handoff import Handoff
from bot.message import Author, Event, Message
from bot.promise import Promise
from bot.turn import Turn
from bot.verification import VerificationRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    conversation: Conversation
    """As it shall be, with the version that was read."""
    messages: tuple[Message, ...] = ()
    """To be appended in order; the store gives each its seq."""
    turn: Turn | None = None
    """The turn that this change is the outcome of; its message counts as handled."""
    promise: Promise | None = None
    acts: tuple[Act, ...] = ()
    """To be performed once this is saved."""
    request: VerificationRequest | None = None
    """What the customer is now asked to prove."""
    ended: Handoff | None = None
    """The record of before, where the conversation has a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of an inbound message."""

    message: Message
    """As stored, with its seq."""
    duplicate: bool
    """True when the same client id had been stored before; nothing was changed."""


def carries_on(
    conversation: Conversation,
    event: Event,
    *,
    key: str,
    message_id: str,
    now: datetime,
) -> Message:
    """A system message that nobody reads and that makes a flow go on.

    The same key comes but once.
    """
    return Message(
        id=message_id,
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.id,
        author=Author.SYSTEM,
        text="",
        language=conversation.language,
        channel=conversation.channel,
        sent_at=now,
        owner=conversation.owner,
        client_id=key,
        event=event,
    )
