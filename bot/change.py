"""A change: all that one step does to a conversation, saved whole or not at all."""

from dataclasses import dataclass

from bot.conversation import Conversation
from bot.message import Message
from bot.promise import Promise
from bot.turn import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    conversation: Conversation
    """As it shall be, with the version that was read."""
    messages: tuple[Message, ...] = ()
    """To be appended in order; the store gives each its seq."""
    turn: Turn | None = None
    """The turn that this change is the outcome of; its message counts as handled."""
    promise: Promise | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of an inbound message."""

    message: Message
    """As stored, with its seq."""
    duplicate: bool
    """True when the same client id had been stored before; nothing was changed."""
