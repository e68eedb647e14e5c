"""The customers' door over HTTP: start, say, follow, judge and end a conversation."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api import views
from api.auth import Customer, TheCustomer, customer_token
from api.openapi import RESPONSES
from api.rates import address_key
from api.schemas import (
    ConversationStarted,
    ConversationState,
    EventsShown,
    GiveFeedback,
    MessageTaken,
    RateConversation,
    SendMessage,
    StartConversation,
)
from api.service import Said, Service
from bot.change import Change
from bot.conversation import Conversation
from bot.masking import masked
from bot.message import Channel
from models.records import Feedback, Rating

router = APIRouter(
    prefix="/api/v1/conversations", tags=["conversations"], responses=RESPONSES
)

LONGEST_WAIT_SECONDS = 25.0


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(service_of)]


def address_of(request: Request) -> str:
    return address_key(request.client.host) if request.client else ""


def conversation_of(service: Service, customer: Customer) -> Conversation:
    return service.rooms.records.conversations.get(
        customer.tenant_id, customer.conversation_id
    )


@router.post("", status_code=201)
def start_conversation(
    wish: StartConversation, request: Request, service: TheService
) -> ConversationStarted:
    """Begin: the id and the token of a new conversation, and the bot's greeting."""
    service.allow("start", address_of(request))
    conversation, said = service.start(
        Channel(wish.channel), wish.language, wish.source
    )
    customer = Customer(
        tenant_id=conversation.tenant_id, conversation_id=conversation.id
    )
    return ConversationStarted(
        conversation_id=conversation.id,
        token=customer_token(service.rooms, customer),
        state=views.state(service.rooms, conversation),
        events=views.events(said),
    )


@router.get("/{conversation_id}")
def show_conversation(customer: TheCustomer, service: TheService) -> ConversationState:
    """How the conversation stands now."""
    conversation = conversation_of(service, customer)
    return ConversationState(state=views.state(service.rooms, conversation))


@router.post(
    "/{conversation_id}/messages",
    status_code=201,
    responses={200: {"model": MessageTaken, "description": "Was taken before."}},
)
def send_message(
    message: SendMessage,
    customer: TheCustomer,
    service: TheService,
    response: Response,
) -> MessageTaken:
    """Say something. Acknowledged once it is stored; the same
    `client_message_id` again gives the same result and has no second effect."""
    service.allow("say", customer.conversation_id)
    received = service.receive(
        conversation_of(service, customer),
        Said(
            client_id=message.client_message_id,
            text=message.text,
            choice=message.choice,
        ),
    )
    response.status_code = 200 if received.duplicate else 201
    return MessageTaken(
        seq=received.message.seq,
        message_id=received.message.id,
        duplicate=received.duplicate,
    )


@router.get("/{conversation_id}/events")
async def follow_conversation(
    customer: TheCustomer,
    service: TheService,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT_SECONDS)] = 0,
) -> EventsShown:
    """Everything said after `after`; with `wait`, held back until there is something
    or so many seconds have passed."""
    with service.hub.listening(customer.conversation_id) as listener:
        found = await asyncio.to_thread(_events, service, customer, after, limit)
        if wait and not found.events:
            await listener.wait(wait)
            found = await asyncio.to_thread(_events, service, customer, after, limit)
    return found


def _events(
    service: Service, customer: Customer, after: int, limit: int
) -> EventsShown:
    conversation = conversation_of(service, customer)
    followed = views.follow(service.rooms, conversation, after, limit)
    return EventsShown(
        events=followed.events,
        state=followed.state,
        last_seq=followed.state.last_seq,
    )


@router.post("/{conversation_id}/feedback", status_code=204)
def give_feedback(
    feedback: GiveFeedback, customer: TheCustomer, service: TheService
) -> None:
    """Was this answer helpful? The last word on the same answer counts."""
    given = Feedback(
        tenant_id=customer.tenant_id,
        conversation_id=customer.conversation_id,
        seq=feedback.seq,
        helpful=feedback.helpful,
        reason=masked(feedback.reason),
        at=service.rooms.clock(),
    )
    service.rooms.records.feedback.give(given)
    service.hub.hint(customer.conversation_id)


@router.post("/{conversation_id}/rating", status_code=204)
def rate_conversation(
    rating: RateConversation, customer: TheCustomer, service: TheService
) -> None:
    """Was it solved, and how well, and why? The last word counts. Asked at each end of
    the conversation, and whenever somebody at the desk asks for it."""
    store = service.rooms.records.conversations
    talk = store.get(customer.tenant_id, customer.conversation_id)
    service.rooms.records.feedback.rate(
        Rating(
            tenant_id=customer.tenant_id,
            conversation_id=customer.conversation_id,
            solved=rating.solved,
            stars=rating.stars,
            comment=masked(rating.comment),
            at=service.rooms.clock(),
            reasons=tuple(dict.fromkeys(rating.reasons)),
            agent_id=talk.agent_id or (talk.handoff.agent_id if talk.handoff else ""),
        )
    )
    service.hub.hint(customer.conversation_id)


@router.post("/{conversation_id}/close", status_code=204)
def end_conversation(customer: TheCustomer, service: TheService) -> None:
    """The customer ends the conversation; saying something again reopens it."""

    def step(conversation: Conversation) -> Change:
        return service.rooms.steps.closed(conversation, None, service.rooms.clock())

    service.change(customer.tenant_id, customer.conversation_id, step)
