"""A conversation that is never stored: one question asked aside."""

from dataclasses import replace

from api.rehearsal import Rehearsal
from api.rooms import Rooms
from bot.conversation import Conversation
from bot.message import Author, Channel, Language, Message, language_of
from bot.turn import Turn


def asked_aside(
    rooms: Rooms, text: str, *, channel: Channel, language: Language | None
) -> Turn:
    """The whole way of a message, without a trace."""
    now = rooms.clock()
    conversation = Conversation(
        id=rooms.ids.new(),
        tenant_id=rooms.tenant,
        channel=channel,
        language=language or language_of(text, Language.ZH),
        created_at=now,
    )
    store = Rehearsal(conversation)
    message = Message(
        id=rooms.ids.new(),
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.id,
        author=Author.CUSTOMER,
        text=text,
        language=conversation.language,
        channel=conversation.channel,
        sent_at=now,
    )
    received = store.receive(message).message
    return replace(rooms.dialogue, store=store).handle(received, now=now)
