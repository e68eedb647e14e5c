"""Views: what a customer and an agent see of a conversation, made from the records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.estimates import estimate
from api.rendering import html_of
from api.rooms import Rooms
from api.schemas import (
    AttachmentShown,
    BankShown,
    CardPut,
    ChoiceShown,
    EstimateShown,
    EventShown,
    LinkShown,
    OpenShown,
    QueueShown,
    SourceShown,
    StateShown,
)
from bot.conversation import Conversation
from bot.message import Event, Message, Owner
from bot.reply import Expects, Reply
from models.satisfaction import SqlSatisfaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A conversation as it stands, with what was said after some seq."""

    events: list[EventShown]
    state: StateShown


def event(message: Message, helpful: bool | None = None) -> EventShown:
    reply = message.reply or Reply()
    expects = reply.parts[-1].expects if reply.parts else Expects.FREE
    return EventShown(
        seq=message.seq,
        id=message.id,
        author=message.author,
        text=message.text,
        html=html_of(message),
        language=message.language,
        at=message.sent_at,
        owner=message.owner,
        client_message_id=message.client_id or None,
        agent_name=message.agent_name or None,
        event=message.event,
        action=message.action,
        expects=expects,
        choices=[ChoiceShown(id=c.id, title=c.title) for c in reply.choices],
        sources=[
            SourceShown(article_id=s.article_id, title=s.title, version=s.version)
            for s in reply.sources
        ],
        card=_card(reply),
        attachment=_attachment(message),
        links=[
            LinkShown(title=part.link.title, url=part.link.url)
            for part in reply.parts
            if part.link
        ],
        helpful=helpful,
    )


def _attachment(message: Message) -> AttachmentShown | None:
    given = message.attachment
    if given is None:
        return None
    return AttachmentShown(
        id=message.id,
        kind=given.kind,
        name=given.name,
        media_type=given.media_type,
        size=given.size,
        width=given.width,
        height=given.height,
        seconds=given.seconds,
        awaits_words=given.awaits_words,
    )


def _card(reply: Reply) -> CardPut | None:
    put = next((part.card for part in reply.parts if part.card), None)
    return CardPut(kind=put.kind, id=put.id, title=put.title) if put else None


def events(
    messages: Sequence[Message], helpful: Mapping[int, bool] | None = None
) -> list[EventShown]:
    told = helpful or {}
    return [event(message, told.get(message.seq)) for message in messages]


def follow(
    rooms: Rooms, conversation: Conversation, after: int, limit: int
) -> Followed:
    """What a customer sees: everything said after `after`, and how it stands."""
    records = rooms.records
    tenant_id = conversation.tenant_id
    messages = records.conversations.messages(
        tenant_id, conversation.id, after=after, limit=limit
    )
    given = records.feedback.given(tenant_id, conversation.id)
    helpful = {one.seq: one.helpful for one in given}
    return Followed(events=events(messages, helpful), state=state(rooms, conversation))


def state(rooms: Rooms, conversation: Conversation) -> StateShown:
    records = rooms.records
    names = rooms.wording.names[conversation.language]
    asked, rated = _rating(rooms, conversation)
    stands, _, _ = rooms.office.switch()
    opening = rooms.office.opening()
    return StateShown(
        owner=conversation.owner,
        language=conversation.language,
        agent_name=conversation.agent_name or None,
        queue=_queue(rooms, conversation),
        working=conversation.working,
        rated=rated,
        can_rate=asked and not rated,
        last_seq=records.conversations.last_seq(
            conversation.tenant_id, conversation.id
        ),
        bank=BankShown(name=names["bank"], bot=names["bot"]),
        typing_preview=rooms.settings.typing_preview,
        notice=stands.told(conversation.language) if stands.on else "",
        hours=OpenShown(
            open=opening.open_at(rooms.clock()),
            changes_at=opening.changes_at(rooms.clock()),
        ),
    )


def _rating(rooms: Rooms, conversation: Conversation) -> tuple[bool, bool]:
    """Whether the customer is asked for one, and has given it since: once for each end,
    and whenever somebody at the desk asks."""
    records = rooms.records
    key = (conversation.tenant_id, conversation.id)
    ask = SqlSatisfaction(records.database).asked(*key)
    if ask is None:
        return False, records.feedback.rating(*key) is not None
    given = records.feedback.rating(*key)
    open_ask = ask.event is Event.RATING_ASKED
    asked = conversation.owner is Owner.CLOSED or open_ask
    return asked, given is not None and given.at >= ask.at


def _queue(rooms: Rooms, conversation: Conversation) -> QueueShown | None:
    handoff = conversation.handoff
    if conversation.owner is not Owner.QUEUE or handoff is None:
        return None
    now = rooms.clock()
    floor = rooms.records.desk.floor(conversation.tenant_id, conversation.id, now=now)
    told = estimate(rooms, conversation)
    return QueueShown(
        ahead=floor.ahead,
        position=floor.ahead + 1,
        staffed=floor.staffed,
        waited_seconds=max(int((now - handoff.asked_at).total_seconds()), 0),
        estimate=EstimateShown(
            kind=told.kind, low_minutes=told.low_minutes, high_minutes=told.high_minutes
        ),
    )
