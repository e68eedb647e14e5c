"""What is decided of a picture, a file or a voice message: no engine reads them."""

from collections.abc import Mapping

from bot.action import Inform, Relay
from bot.attachment import Kind
from bot.message import Event, Owner
from bot.rules import Rules
from bot.situation import Decision, Situation, placed

UNREAD: Mapping[Kind, str] = {
    Kind.PICTURE: "picture_unread",
    Kind.FILE: "file_unread",
    Kind.VOICE: "voice_unread",
}
UNHEARD = "voice_unheard"


def attached(case: Situation, rules: Rules) -> Decision | None:
    """Said honestly, with a human offered; None for a message of words.

    A voice message whose words will follow is answered then, and not before.
    """
    key = _key(case)
    if not key:
        return None
    given = case.message.attachment
    if given is not None and given.awaits_words:
        waits = (Relay(),) if case.attended else ()
        return Decision(waits, "attachment:awaits_words")
    if case.conversation.owner is Owner.AGENT:
        return Decision((Relay(),), "owner:agent")
    if case.conversation.owner is Owner.QUEUE:
        ahead = case.floor.ahead
        place = "waiting" if ahead else "waiting_first"
        said = Inform(place, {"ahead": str(ahead)})
        return Decision((Relay(), said), "queue:attachment")
    on = case.journey().go_on(case.frames) if case.flow is not None else ()
    told = Decision((Inform(key, choices=("human",)), *on), f"attachment:{key}")
    return placed(case, rules, told)


def _key(case: Situation) -> str:
    message = case.message
    if message.attachment is not None:
        return UNREAD[message.attachment.kind]
    unheard = message.event is Event.TRANSCRIBED and not message.text
    return UNHEARD if unheard else ""
