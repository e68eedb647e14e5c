"""The service: the joined rooms with what keeps them running; one per process."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from api.acts import ActWorkers
from api.hub import Hub
from api.learning import Learner
from api.places import Places
from api.rates import Rates
from api.rooms import Rooms
from api.turns import TurnWorkers
from api.viewing import Viewing
from bot.attachment import Attachment
from bot.change import Change, Received
from bot.conversation import Conversation
from bot.errors import ConversationChanged, MessageRefused
from bot.masking import masked, masked_while_verifying
from bot.message import Author, Channel, Event, Language, Message, language_of

Step = Callable[[Conversation], Change | None]

RACES = 12
"""Times that a step is worked out anew because somebody else acted meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A customer's words on their way in, however they came."""

    client_id: str
    text: str
    choice: str = ""
    confidence: float = 1.0
    id: str = ""
    """Of the message, where it is known before."""
    attachment: Attachment | None = None
    event: Event | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    rooms: Rooms
    hub: Hub
    turns: TurnWorkers
    acts: ActWorkers
    learner: Learner
    rates: Rates
    places: Places
    """Of sockets, by address."""
    viewing: Viewing = field(default_factory=Viewing)

    def allow(self, rule: str, key: str) -> None:
        """Raises TooMany when this sender did this too often."""
        self.rates.take(rule, key, at=time.monotonic())

    def start(
        self, channel: Channel, language: Language, source: str
    ) -> tuple[Conversation, tuple[Message, ...]]:
        """A new conversation, with the bot's greeting."""
        rooms = self.rooms
        now = rooms.clock()
        conversation = Conversation(
            id=rooms.ids.new(),
            tenant_id=rooms.tenant,
            channel=channel,
            language=language,
            created_at=now,
            source=source,
        )
        greeting = rooms.steps.greeted(conversation, now)
        stored = rooms.records.conversations.create(conversation, (greeting,))
        return conversation, stored

    def receive(self, conversation: Conversation, said: Said) -> Received:
        """Stored when this returns; its turn follows. Raises MessageRefused."""
        rooms = self.rooms
        verifying = bool(conversation.verification.request)
        heard_nothing = said.event is Event.TRANSCRIBED and not said.text
        text = "" if heard_nothing else self.checked(said.text, verifying=verifying)
        received = rooms.records.conversations.receive(
            Message(
                id=said.id or rooms.ids.new(),
                tenant_id=conversation.tenant_id,
                conversation_id=conversation.id,
                author=Author.CUSTOMER,
                text=text,
                language=_language(conversation, said, text),
                channel=conversation.channel,
                sent_at=rooms.clock(),
                client_id=said.client_id,
                choice=said.choice,
                confidence=said.confidence,
                attachment=said.attachment,
                event=said.event,
            )
        )
        if not received.duplicate:
            self.turns.submit(received.message)
            self.hub.hint(conversation.id)
        return received

    def change(
        self, tenant_id: str, conversation_id: str, step: Step
    ) -> tuple[Message, ...]:
        """Work out a step on the newest copy and save it, again if it was outrun.

        Returns what was said by it; nothing when there is nothing to change.
        """
        store = self.rooms.records.conversations
        for race in range(RACES):
            conversation = store.get(tenant_id, conversation_id)
            wanted = step(conversation)
            if wanted is None or _idle(wanted, conversation):
                break
            try:
                saved = store.save(wanted)
            except ConversationChanged:
                if race == RACES - 1:
                    raise
                continue
            self.hub.hint(conversation_id)
            return saved
        return ()

    def checked(self, text: str, *, verifying: bool = False) -> str:
        """Anybody's words, masked as they may be kept. Raises MessageRefused.

        `verifying`: a code may be expected, and what could be one is not kept.
        """
        limit = self.rooms.settings.limits.message_characters
        if not text.strip():
            raise MessageRefused("empty")
        if len(text) > limit:
            raise MessageRefused("too_long", limit)
        if "\x00" in text or any("\ud800" <= one <= "\udfff" for one in text):
            raise MessageRefused("malformed")
        return masked_while_verifying(text) if verifying else masked(text)


def _language(conversation: Conversation, said: Said, text: str) -> Language:
    """The name of a file tells nothing of who sent it."""
    if said.attachment is not None:
        return conversation.language
    return language_of(text, conversation.language)


def _idle(change: Change, conversation: Conversation) -> bool:
    return not change.messages and change.conversation == conversation
