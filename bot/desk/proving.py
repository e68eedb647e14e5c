"""Handing back with the wish that the customer proves who they are first."""

from dataclasses import replace
from datetime import datetime

from bot.change import Change
from bot.conversation import Conversation
from bot.desk.steps import Agent, Steps
from bot.message import Author, Message
from bot.reply import Card, CardKind, Expects, Part, Reply
from bot.verification import Assurance, VerificationRequest

ASKED_BY_DESK = "desk"
"""Marks the open flow: its question is asked once the proof has ended."""


def handed_back_to_prove(
    steps: Steps, conversation: Conversation, by: Agent, hint: str, now: datetime
) -> Change:
    """The bot is back and shows the card; the open flow goes on afterwards. A flow that
    asks for its own proof shows its own card. Raises NotYours."""
    back = steps.handed_back(conversation, by, hint, now)
    if any(_shows_card(one) for one in back.messages):
        return back
    if not back.acts:
        waits = replace(back.conversation, frames=conversation.frames, choices=())
        back = replace(back, conversation=waits, messages=back.messages[:1])
    return _asked(steps, back, now)


def wanted(
    conversation: Conversation, request_id: str, purpose: str, now: datetime
) -> VerificationRequest:
    """As people at the desk ask for it: for reading, and bound to no act."""
    return VerificationRequest(
        id=request_id,
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.id,
        channel=conversation.channel.value,
        act="",
        digest="",
        required=Assurance.L2,
        purpose=purpose,
        asked_at=now,
        subject=conversation.verification.subject,
    )


def card_of(request: VerificationRequest, text: str) -> Reply:
    card = Card(kind=CardKind.VERIFICATION, id=request.id, title=request.purpose)
    return Reply(parts=(Part(written=text, expects=Expects.CARD, card=card),))


def _asked(steps: Steps, back: Change, now: datetime) -> Change:
    talk, language = back.conversation, back.conversation.language
    flow = steps.flows.get(talk.frame.flow) if talk.frame else None
    purpose = (
        flow.title[language] if flow else steps.wording.say("proof_for_desk", language)
    )
    request = wanted(talk, steps.ids.new(), purpose, now)
    text = steps.wording.say("bot_asks_proof", language)
    marked = tuple(
        replace(one, proof=f"{request.id}|{ASKED_BY_DESK}|{int(now.timestamp())}")
        for one in talk.frames[-1:]
    )
    asked = replace(
        talk,
        frames=(*talk.frames[:-1], *marked),
        verification=replace(talk.verification, request=request.id),
    )
    said = Message(
        id=steps.ids.new(),
        tenant_id=talk.tenant_id,
        conversation_id=talk.id,
        author=Author.BOT,
        text=text,
        language=language,
        channel=talk.channel,
        sent_at=now,
        owner=talk.owner,
        reply=card_of(request, text),
    )
    messages = (*back.messages, said)
    return replace(back, conversation=asked, messages=messages, request=request)


def _shows_card(message: Message) -> bool:
    parts = message.reply.parts if message.reply else ()
    return any(part.expects is Expects.CARD for part in parts)
