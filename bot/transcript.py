"""A transcript: what speech recognition heard, on its way to become a message."""

from dataclasses import dataclass
from datetime import datetime

from bot.conversation import Conversation
from bot.masking import masked
from bot.message import Author, Message, language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialTranscript:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    text: str
    confidence: float
    """Mean confidence of the words, in [0, 1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingHeard:
    """The caller was silent, or nothing could be recognised."""


def message_of(
    heard: Transcript, conversation: Conversation, *, id: str, now: datetime
) -> Message:
    """The one way by which a caller's words enter a conversation."""
    return Message(
        id=id,
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.id,
        author=Author.CUSTOMER,
        text=masked(heard.text),
        language=language_of(heard.text, conversation.language),
        channel=conversation.channel,
        sent_at=now,
        owner=conversation.owner,
        confidence=heard.confidence,
    )
