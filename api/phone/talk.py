"""The conversation behind a call: the caller's words in, what is to be said out."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from api.hub import Listener
from api.phone.saying import Offered, offered, pressed, said
from api.service import Said, Service
from bot.change import Change
from bot.conversation import Conversation
from bot.message import Author, Channel, Language, Message, Owner
from bot.transcript import Transcript
from speech.turn_taking.utterance import Utterance

log = logging.getLogger("teller.phone")

HUMAN = "human"
PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What came since the last look."""

    utterances: tuple[Utterance, ...]
    owner: Owner
    language: Language


@dataclass(slots=True)
class Talk:
    """One call's; blocking, so for a thread."""

    service: Service
    conversation_id: str
    language: Language
    after: int = 0
    open: Offered = field(default_factory=Offered)

    def news(self) -> News:
        """Everything that was said since, and who holds the conversation."""
        rooms = self.service.rooms
        messages: tuple[Message, ...] = ()
        while True:
            page = rooms.records.conversations.messages(
                rooms.tenant, self.conversation_id, after=self.after, limit=PAGE
            )
            messages += tuple(page)
            if page:
                self.after = page[-1].seq
            if len(page) < PAGE:
                break
        if any(one.author is Author.BOT for one in messages):
            self.open = offered(messages)
        spoken = [said(one, rooms.wording) for one in messages]
        if messages:
            self.language = messages[-1].language
        return News(
            utterances=tuple(one for some in spoken for one in some),
            owner=self._conversation().owner,
            language=self.language,
        )

    def hear(self, transcript: Transcript) -> None:
        self._receive(transcript.text, confidence=transcript.confidence)

    def press(self, digits: str) -> None:
        """Keys that are no secret: a choice by its number, or the digits themselves."""
        choice = pressed(self.open, digits)
        if choice is None:
            self._receive(digits)
        else:
            self._receive(choice.title, choice=choice.id)

    def call_human(self) -> None:
        wording = self.service.rooms.wording
        self._receive(wording.choice(HUMAN, self.language).title, choice=HUMAN)

    def go_back(self) -> None:
        """The question before, once more."""
        wording = self.service.rooms.wording
        self._receive(wording.say("call_again", self.language))

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Wakes when something was committed; in the event loop."""
        with self.service.hub.listening(self.conversation_id) as listener:
            yield listener

    def hang_up(self) -> None:
        """The conversation ends with the call."""
        rooms = self.service.rooms

        def closed(conversation: Conversation) -> Change | None:
            if conversation.owner is Owner.CLOSED:
                return None
            return rooms.steps.closed(conversation, None, rooms.clock())

        self.service.change(rooms.tenant, self.conversation_id, closed)

    def _receive(self, text: str, *, choice: str = "", confidence: float = 1.0) -> None:
        ids = self.service.rooms.ids
        words = Said(
            client_id=ids.new(), text=text, choice=choice, confidence=confidence
        )
        self.service.receive(self._conversation(), words)

    def _conversation(self) -> Conversation:
        rooms = self.service.rooms
        return rooms.records.conversations.get(rooms.tenant, self.conversation_id)


def begun(service: Service, language: Language, source: str) -> Talk:
    """A new conversation on the phone; its greeting is news."""
    conversation, _ = service.start(Channel.PHONE, language, source)
    return Talk(service=service, conversation_id=conversation.id, language=language)
