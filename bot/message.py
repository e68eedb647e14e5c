"""A message: one thing said in a conversation, and who said it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.attachment import Attachment
from bot.reply import Reply


class Author(StrEnum):
    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    """Always a human."""
    SYSTEM = "system"


class Channel(StrEnum):
    WEB = "web"
    APP = "app"
    WECHAT = "wechat"
    SMS = "sms"
    PHONE = "phone"


class Language(StrEnum):
    ZH = "zh-CN"
    EN = "en"


class Owner(StrEnum):
    """Who holds a conversation, and alone may answer in it."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"
    CLOSED = "closed"


class Event(StrEnum):
    """What a system message tells."""

    AGENT_JOINED = "agent_joined"
    HANDED_BACK = "handed_back"
    REQUEUED = "requeued"
    STILL_WAITING = "still_waiting"
    LEFT_QUEUE = "left_queue"
    TRANSFERRED = "transferred"
    LENT = "lent"
    """Its agent lets the bot do one task."""
    RATING_ASKED = "rating_asked"
    CLOSED = "closed"
    ACT_DONE = "act_done"
    """The bank has answered: the flow goes on."""
    VERIFIED = "verified"
    """The customer has proved, or said on the secret path, who they are."""
    NOT_VERIFIED = "not_verified"
    """A verification ended without success: given up, expired or locked."""
    TRANSCRIBED = "transcribed"
    """The words of the customer's voice message; none when nothing was understood."""


CONTINUES = frozenset({Event.ACT_DONE, Event.VERIFIED, Event.NOT_VERIFIED})
"""Nothing that anybody reads: each waits for a turn that goes on with the flow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One utterance, typed or transcribed. Speech has already become text here."""

    id: str
    tenant_id: str
    conversation_id: str
    author: Author
    text: str
    language: Language
    channel: Channel
    sent_at: datetime
    seq: int = 0
    """Place in the conversation, dense from 1; 0 until it is stored."""
    owner: Owner = Owner.BOT
    """Who held the conversation once this was said."""
    client_id: str = ""
    """The sender's own id: the same id again is the same message."""
    choice: str = ""
    """Id of the offered choice that was pressed instead of typing."""
    confidence: float = 1.0
    """How sure the recognizer is of the words; 1 for typed text."""
    agent_id: str = ""
    agent_name: str = ""
    """The name that the customer sees, of the agent who said it."""
    event: Event | None = None
    reply: Reply | None = None
    """Parts of what the bot said; None for everybody else."""
    attachment: Attachment | None = None
    action: str = ""
    """Names of the bot's actions, joined by "+"; empty for everybody else."""

    @property
    def brings(self) -> str:
        """Digest of what is attached to it; empty when nothing is."""
        return self.attachment.digest if self.attachment else ""

    @property
    def continues(self) -> bool:
        """True for a system message that carries a flow on."""
        return self.event in CONTINUES

    @property
    def awaits_turn(self) -> bool:
        """True for what the bot has to deal with: a turn follows upon it."""
        return self.author is Author.CUSTOMER or self.continues


def language_of(text: str, otherwise: Language) -> Language:
    """The language a text is written in, by its script; digits alone decide nothing."""
    if any("\u3400" <= character <= "\u9fff" for character in text):
        return Language.ZH
    letters = sum(character.isascii() and character.isalpha() for character in text)
    return Language.EN if letters > 1 else otherwise
