"""Passing on at the desk: transfer, consult, take over, requeue, whisper, borrow."""

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter

from api import desk_people
from api.auth import AnAgent, ASupervisor
from api.chat import TheService
from api.desk import agent, audit, noted
from api.desk_beside import consult, shown
from api.desk_schemas import ConsultShown, ConversationShown, NoteShown
from api.errors import BadInput, DoorError, Forbidden, NotFound
from api.floor_schemas import (
    AnswerConsult,
    AskColleague,
    Borrow,
    FlowsShown,
    FlowTitle,
    PassNote,
    Transfer,
    Whisper,
)
from api.openapi import RESPONSES
from api.service import Service
from bot.change import Change
from bot.conversation import Conversation
from bot.desk.passing import Target
from bot.desk.presence import AT_THE_DESK
from bot.desk.rules import SUPERVISOR
from bot.desk.steps import Agent
from bot.errors import NotYours
from bot.message import Language, Owner
from models.beside import RUNNING, Consult, ConsultState
from models.floor import Colleague
from models.records import NoteKind, Role, Staff

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=RESPONSES)

ONE = "/conversations/{conversation_id}"
Step = Callable[[Conversation], Change]


class AgentAway(DoorError):
    """Nobody can be handed to whoever is not at the desk."""

    status = 409


class ConsultOver(DoorError):
    """It was answered or ended before, or never asked."""

    status = 409


@router.post(f"{ONE}/transfer")
def transfer(
    conversation_id: str, wish: Transfer, staff: AnAgent, service: TheService
) -> ConversationShown:
    """To a skill, a colleague or a supervisor, with a note; the customer keeps what
    was waited. A colleague who has joined by a consultation gets it at once."""
    rooms = service.rooms
    target = _target(service, staff, wish)
    ready = _joined(service, staff, conversation_id, wish.agent_id)
    pass_on = rooms.passing.handed_over if ready else rooms.passing.transferred
    by = agent(staff)
    _change(
        service,
        staff,
        conversation_id,
        lambda one: pass_on(one, by, target, rooms.clock()),
    )
    _end_consult(service, staff.tenant_id, conversation_id)
    if wish.note.strip():
        noted(service, staff, conversation_id, wish.note, NoteKind.TRANSFER)
    audit(service, staff, "conversation_transferred", conversation_id)
    return _seen(service, staff, conversation_id)


@router.post(f"{ONE}/takeover")
def take_over(
    conversation_id: str, wish: PassNote, staff: ASupervisor, service: TheService
) -> ConversationShown:
    """By a supervisor, from an agent of the team; from now on only the supervisor
    answers."""
    rooms = service.rooms
    held = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    desk_people.own_team(rooms, staff, held.agent_id)
    by = agent(staff)
    _change(
        service,
        staff,
        conversation_id,
        lambda one: rooms.passing.taken_over(one, by, rooms.clock()),
    )
    rooms.records.offers.withdraw(staff.tenant_id, conversation_id, rooms.clock())
    if wish.note.strip():
        noted(service, staff, conversation_id, wish.note, NoteKind.TRANSFER)
    audit(service, staff, "conversation_taken_over", conversation_id)
    return _seen(service, staff, conversation_id)


@router.post(f"{ONE}/requeue")
def requeue(
    conversation_id: str, wish: PassNote, staff: AnAgent, service: TheService
) -> ConversationShown:
    """Back to its old place in the queue, by its agent or a supervisor of the team."""
    rooms = service.rooms

    def step(one: Conversation) -> Change:
        _check_may(service, one, staff)
        return rooms.passing.put_back(one, wish.note, rooms.clock())

    _change(service, staff, conversation_id, step)
    _end_consult(service, staff.tenant_id, conversation_id)
    audit(service, staff, "conversation_requeued", conversation_id)
    return _seen(service, staff, conversation_id)


@router.post(f"{ONE}/whisper", status_code=201)
def whisper(
    conversation_id: str, words: Whisper, staff: AnAgent, service: TheService
) -> NoteShown:
    """To the agent who holds it, by a supervisor or by a colleague who was asked; the
    customer never sees it."""
    store = service.rooms.records.conversations
    conversation = store.get(staff.tenant_id, conversation_id)
    if not _joined_as(service, conversation_id, staff):
        if staff.role is Role.AGENT:
            raise Forbidden("not asked for advice", code="not_asked")
        desk_people.own_team(service.rooms, staff, conversation.agent_id)
    audit(service, staff, "whispered", conversation_id)
    return noted(service, staff, conversation_id, words.text, NoteKind.WHISPER)


@router.post(f"{ONE}/consult", status_code=201)
def ask_colleague(
    conversation_id: str, wish: AskColleague, staff: AnAgent, service: TheService
) -> ConsultShown:
    """A colleague is asked for advice; the customer stays with this agent."""
    rooms = service.rooms
    held = rooms.records.conversations.get(staff.tenant_id, conversation_id)
    if held.owner is not Owner.AGENT or held.agent_id != staff.id:
        raise NotYours(conversation_id, held.owner)
    colleague = _present(service, staff, wish.agent_id)
    asked = Consult(
        id=rooms.ids.new(),
        tenant_id=staff.tenant_id,
        conversation_id=conversation_id,
        staff_id=colleague.id,
        asked_by=staff.id,
        note=service.checked(wish.note) if wish.note.strip() else "",
        state=ConsultState.ASKED,
        at=rooms.clock(),
    )
    audit(service, staff, "advice_asked", conversation_id)
    return _told(service, asked)


@router.post(f"{ONE}/consult/answer")
def answer_consult(
    conversation_id: str, wish: AnswerConsult, staff: AnAgent, service: TheService
) -> ConsultShown:
    """By whoever was asked."""
    asked = _running(service, staff.tenant_id, conversation_id)
    if asked.staff_id != staff.id or asked.state is not ConsultState.ASKED:
        raise ConsultOver("nothing to answer", code="consult_over")
    state = ConsultState.JOINED if wish.accept else ConsultState.DECLINED
    return _told(service, replace(asked, state=state))


@router.post(f"{ONE}/consult/end")
def end_consult(
    conversation_id: str, staff: AnAgent, service: TheService
) -> ConsultShown:
    """By either of the two."""
    asked = _running(service, staff.tenant_id, conversation_id)
    if staff.id not in {asked.staff_id, asked.asked_by}:
        raise Forbidden("not yours to end", code="not_asked")
    return _told(service, replace(asked, state=ConsultState.ENDED))


@router.get("/flows")
def list_flows(staff: AnAgent, service: TheService) -> FlowsShown:
    """What the bot can be asked to do in the middle of a human chat."""
    flows = service.rooms.dialogue.flows.by_name.values()
    return FlowsShown(
        items=[FlowTitle(name=one.name, title=one.title[Language.ZH]) for one in flows]
    )


@router.post(f"{ONE}/borrow")
def borrow(
    conversation_id: str, wish: Borrow, staff: AnAgent, service: TheService
) -> ConversationShown:
    """The bot does one task with the customer; then the conversation comes back."""
    rooms = service.rooms
    flow = rooms.dialogue.flows.get(wish.flow)
    if flow is None:
        raise NotFound(f"no flow {wish.flow}", code="flow_not_found")
    by = agent(staff)
    _change(
        service,
        staff,
        conversation_id,
        lambda one: rooms.passing.lent(one, by, flow, rooms.clock()),
    )
    service.acts.hint()
    audit(service, staff, "bot_borrowed", conversation_id)
    return _seen(service, staff, conversation_id)


def _target(service: Service, staff: Staff, wish: Transfer) -> Target:
    match wish.to:
        case "supervisor":
            return Target(skill=SUPERVISOR, note=wish.note)
        case "skill":
            if not wish.skill:
                raise BadInput("name the skill", code="skill_missing")
            return Target(skill=wish.skill, note=wish.note)
        case "agent":
            found = _present(service, staff, wish.agent_id)
            to = Agent(id=found.id, name=found.display_name)
            return Target(agent=to, note=wish.note)


def _present(service: Service, staff: Staff, staff_id: str) -> Colleague:
    """Raises AgentAway for somebody who is not at the desk, or oneself."""
    found = desk_people.colleague(service.rooms, staff.tenant_id, staff_id)
    if found.state not in AT_THE_DESK or found.id == staff.id:
        raise AgentAway("not at the desk", code="agent_away")
    return found


def _check_may(service: Service, conversation: Conversation, staff: Staff) -> None:
    if conversation.owner is Owner.AGENT and conversation.agent_id == staff.id:
        return
    if staff.role is Role.AGENT:
        raise NotYours(conversation.id, conversation.owner)
    desk_people.own_team(service.rooms, staff, conversation.agent_id)


def _change(service: Service, staff: Staff, conversation_id: str, step: Step) -> None:
    service.change(staff.tenant_id, conversation_id, step)


def _seen(service: Service, staff: Staff, conversation_id: str) -> ConversationShown:
    store = service.rooms.records.conversations
    return shown(service, store.get(staff.tenant_id, conversation_id), staff)


def _running(service: Service, tenant_id: str, conversation_id: str) -> Consult:
    found = service.rooms.records.beside.consult(tenant_id, conversation_id)
    if found is None or found.state not in RUNNING:
        raise ConsultOver("nobody is being asked", code="consult_over")
    return found


def _joined(
    service: Service, staff: Staff, conversation_id: str, agent_id: str
) -> bool:
    """Whether that colleague was asked by this agent, and is with them."""
    found = service.rooms.records.beside.consult(staff.tenant_id, conversation_id)
    return (
        found is not None
        and found.state is ConsultState.JOINED
        and (found.asked_by, found.staff_id) == (staff.id, agent_id)
    )


def _joined_as(service: Service, conversation_id: str, staff: Staff) -> bool:
    found = service.rooms.records.beside.consult(staff.tenant_id, conversation_id)
    joined = found is not None and found.state is ConsultState.JOINED
    return found is not None and joined and found.staff_id == staff.id


def _end_consult(service: Service, tenant_id: str, conversation_id: str) -> None:
    found = service.rooms.records.beside.consult(tenant_id, conversation_id)
    if found is not None and found.state in RUNNING:
        _told(service, replace(found, state=ConsultState.ENDED))


def _told(service: Service, asked: Consult) -> ConsultShown:
    rooms = service.rooms
    rooms.records.beside.put(asked)
    now_shown = consult(rooms, asked)
    service.hub.pass_on(
        asked.conversation_id,
        {
            "type": "consult",
            "author": "staff",
            "consult": now_shown,
            "tenant": asked.tenant_id,
        },
    )
    return now_shown
