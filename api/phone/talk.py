"""The conversation behind a call: the caller's words in, what is to be said out."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from api.hub import Listener
from api.phone.giving_up import nobody_came
from api.phone.persisting import persistent
from api.phone.saying import Offered, offered, pressed, said
from api.service import Said, Service
from bot.change import Change
from bot.conversation import Conversation
from bot.flows.back import BACK
from bot.message import Channel, Event, Language, Message, Owner
from bot.transcript import Transcript
from models.records import Rating
from speech.turn_taking.utterance import Utterance

log = logging.getLogger("teller.phone")

HUMAN = "human"
ENDS_PROOF = frozenset({Event.VERIFIED, Event.NOT_VERIFIED})
PAGE = 50

Recognised = Callable[[Conversation], None]


def unheeded(conversation: Conversation) -> None:
    """It makes no difference who the caller is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What came since the last look."""

    utterances: tuple[Utterance, ...]
    owner: Owner
    agent_id: str
    """Of whoever holds the conversation."""
    language: Language
    verified: bool
    """A request for proof has ended, one way or the other."""
    closed: bool
    """Somebody of this side has just ended the conversation."""


@dataclass(slots=True)
class Talk:
    """One call's; blocking, so for a thread."""

    service: Service
    conversation_id: str
    language: Language
    after: int = 0
    open: Offered = field(default_factory=Offered)
    recognised: Recognised = unheeded
    """Told once the caller has proved who they are; blocking."""

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
        verified = any(one.event in ENDS_PROOF for one in messages)
        if verified:
            self.open = Offered()
        if any(one.reply and one.reply.parts for one in messages):
            self.open = offered(messages)
        spoken = [said(one, rooms.wording) for one in messages]
        if messages:
            self.language = messages[-1].language
        conversation = self._conversation()
        if verified:
            self.recognised(conversation)
        return News(
            utterances=tuple(one for some in spoken for one in some),
            owner=conversation.owner,
            agent_id=conversation.agent_id,
            language=self.language,
            verified=verified,
            closed=any(one.event is Event.CLOSED for one in messages),
        )

    def hear(self, transcript: Transcript) -> int:
        """As all that the caller says: the seq of the message that it became."""
        return self._receive(transcript.text, confidence=transcript.confidence)

    def press(self, digits: str) -> int:
        """Keys that are no secret: a choice by its number, or the digits themselves."""
        choice = pressed(self.open, digits)
        if choice is None:
            return self._receive(digits)
        return self._receive(choice.title, choice=choice.id)

    def call_human(self) -> int:
        wording = self.service.rooms.wording
        title = wording.choice(HUMAN, self.language).title
        return self._receive(title, choice=HUMAN)

    def go_back(self) -> int:
        """One step back in what is being done; the last words again if nothing is."""
        wording = self.service.rooms.wording
        if not self._conversation().frames:
            return self._receive(wording.say("call_again", self.language))
        back = wording.say("call_back", self.language)
        return self._receive(back, choice=BACK)

    def rate(self, stars: int) -> None:
        rooms = self.service.rooms
        handoff = self._conversation().handoff
        rooms.records.feedback.rate(
            Rating(
                tenant_id=rooms.tenant,
                conversation_id=self.conversation_id,
                stars=stars,
                at=rooms.clock(),
                agent_id=handoff.agent_id if handoff else "",
            )
        )

    def give_up_waiting(self) -> None:
        """Nobody came in time: the bot is back, and offers a call."""
        rooms = self.service.rooms

        def step(conversation: Conversation) -> Change | None:
            if conversation.owner is not Owner.QUEUE:
                return None
            return nobody_came(rooms.steps, conversation, rooms.clock())

        self.service.change(rooms.tenant, self.conversation_id, step)

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

    def _receive(self, text: str, *, choice: str = "", confidence: float = 1.0) -> int:
        ids = self.service.rooms.ids
        words = Said(
            client_id=ids.new(), text=text, choice=choice, confidence=confidence
        )
        return persistent(
            lambda: self.service.receive(self._conversation(), words).message.seq
        )

    def _conversation(self) -> Conversation:
        rooms = self.service.rooms
        return rooms.records.conversations.get(rooms.tenant, self.conversation_id)


def begun(service: Service, language: Language, source: str) -> Talk:
    """A new conversation on the phone; its greeting is news."""
    conversation, _ = service.start(Channel.PHONE, language, source)
    return Talk(service=service, conversation_id=conversation.id, language=language)
