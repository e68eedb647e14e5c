"""The wall board's door: how the floor stands, and whom each figure is made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api import desk_people, desk_views
from api.auth import ASupervisor
from api.board_schemas import (
    BoardShown,
    CallsShown,
    QueueShownOnBoard,
    ReasonCount,
    TileShown,
)
from api.board_words import MEANINGS, UNITS
from api.chat import TheService
from api.desk_schemas import CardsShown
from api.errors import NotFound
from api.office_doors import hours_now
from api.openapi import RESPONSES
from api.phone.telephony import Telephony
from api.readiness import hearing
from api.rooms import Rooms
from bot.conversation import Conversation
from bot.desk.board import BoardFigures, Episode, Target, board
from bot.desk.presence import PresenceState
from bot.desk.rules import DeskRules
from bot.errors import ConversationNotFound
from bot.handoff import HandoffState
from models.board import SqlBoard
from models.floor import Colleague
from models.records import Staff

router = APIRouter(prefix="/api/v1/desk/board", tags=["board"], responses=RESPONSES)

BREACH_WAITING = 10
"""More who wait than this is shown as a breach, whatever their waits."""
BREACH_LEVEL, BREACH_ABANDON = 0.8, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """All that the tiles are made of, of one moment."""

    at: datetime
    episodes: tuple[Episode, ...]
    figures: BoardFigures
    written: tuple[str, ...]
    solved: tuple[str, ...]
    handed: tuple[str, ...]
    lapsed: int
    people: tuple[Colleague, ...]
    rules: DeskRules

    def state(self, *states: PresenceState) -> int:
        return sum(one.state in states for one in self.people)

    @property
    def busy(self) -> int:
        online = (one for one in self.people if one.state is PresenceState.ONLINE)
        return sum(one.held + one.calls > 0 for one in online)

    def share(self, ids: tuple[str, ...]) -> float | None:
        return len(ids) / len(self.written) if self.written else None


VALUES: Mapping[str, Callable[[Counted], float | None]] = {
    "time_to_human": lambda c: c.figures.time_to_human,
    "time_to_human_p90": lambda c: c.figures.time_to_human_p90,
    "waiting": lambda c: c.figures.waiting,
    "longest_wait": lambda c: c.figures.longest_wait,
    "service_level_20": lambda c: c.figures.service_level_soon,
    "service_level_60": lambda c: c.figures.service_level,
    "abandon": lambda c: c.figures.abandon,
    "bot_solved": lambda c: c.share(c.solved),
    "handoff_share": lambda c: c.share(c.handed),
    "online": lambda c: c.state(PresenceState.ONLINE),
    "busy": lambda c: c.busy,
    "wrap_up": lambda c: c.state(PresenceState.WRAP_UP),
    "on_break": lambda c: c.state(PresenceState.BREAK, PresenceState.TRAINING),
    "offers_unanswered": lambda c: c.lapsed,
}
"""Every tile, in the order of the board: how soon a human comes stands first."""


@router.get("")
def show_board(request: Request, staff: ASupervisor, service: TheService) -> BoardShown:
    """Of the bank's day so far; each figure says what it is."""
    rooms = service.rooms
    counted = count(rooms, staff.tenant_id)
    return BoardShown(
        as_of=counted.at,
        calls=_calls(request.app.state.telephony, rooms.settings.most_calls),
        tiles=[_tile(counted, key) for key in VALUES],
        queues=list(_queues(counted)),
        agents=[desk_people.shown(one) for one in counted.people],
        reasons=[
            ReasonCount(reason=reason, count=number)
            for reason, number in sorted(counted.figures.reasons.items())
        ],
        hours=hours_now(rooms),
    )


def _calls(telephony: Telephony, most: int) -> CallsShown:
    engines = telephony.started
    voice = engines.synthesizer if engines else None
    return CallsShown(
        lines=telephony.calls,
        most=most,
        started=engines is not None,
        recognizer=hearing(engines) if engines else "",
        voice=voice.name if voice else "",
    )


@router.get("/conversations")
def show_whose(
    tile: Annotated[str, Query(max_length=40)], staff: ASupervisor, service: TheService
) -> CardsShown:
    """The conversations that a figure is made of, at most two hundred."""
    rooms = service.rooms
    counted = count(rooms, staff.tenant_id)
    if tile not in WHOSE:
        raise NotFound(f"{tile} is not made of conversations", code="tile_not_found")
    ids = tuple(dict.fromkeys(WHOSE[tile](counted)))[:200]
    seen = desk_views.sight(rooms, staff)
    return CardsShown(
        items=[
            desk_views.found_card(rooms, one, seen) for one in _found(rooms, staff, ids)
        ],
        counts=desk_views.counts(rooms, staff),
        floor=desk_views.floor(rooms, staff.tenant_id),
    )


def count(rooms: Rooms, tenant_id: str) -> Counted:
    now, rules = rooms.clock(), rooms.desk_rules
    midnight = datetime.combine(
        now.astimezone(rooms.pack.zone).date(), time(), rooms.pack.zone
    )
    records = SqlBoard(rooms.records.database)
    episodes = records.episodes(tenant_id, midnight)
    target = Target(
        soon_seconds=rules.soon_seconds, answer_seconds=rules.answer_seconds
    )
    return Counted(
        at=now,
        episodes=episodes,
        figures=board(episodes, target, now),
        written=records.written_in(tenant_id, midnight),
        solved=records.solved_by_bot(tenant_id, midnight),
        handed=records.handed_off(tenant_id, midnight),
        lapsed=records.unanswered_offers(tenant_id, midnight),
        people=desk_people.colleagues(rooms, tenant_id),
        rules=rules,
    )


def _tile(counted: Counted, key: str) -> TileShown:
    value = VALUES[key](counted)
    return TileShown(
        key=key,
        value=value,
        unit=UNITS[key],
        breach=value is not None and _breach(counted, key, value),
        as_of=counted.at,
        meaning=MEANINGS[key],
    )


def _breach(counted: Counted, key: str, value: float) -> bool:
    late = counted.rules.answer_seconds
    match key:
        case "time_to_human" | "time_to_human_p90" | "longest_wait":
            return value > late
        case "waiting":
            return value > BREACH_WAITING
        case "service_level_20" | "service_level_60":
            return value < BREACH_LEVEL
        case "abandon":
            return value > BREACH_ABANDON
        case _:
            return False


def _queues(counted: Counted) -> Iterator[QueueShownOnBoard]:
    persons = [one.person() for one in counted.people]
    online = [one for one in persons if one.state is PresenceState.ONLINE]
    for one in counted.figures.queues:
        able = [p for p in online if p.level(one.skill, counted.rules)]
        yield QueueShownOnBoard(
            skill=one.skill,
            waiting=one.waiting,
            longest_seconds=one.longest_seconds,
            agents_online=len(able),
            agents_free=sum(not p.calls and p.held < p.chats for p in able),
            service_level=one.service_level,
            abandoned=one.abandoned,
        )


def _episodes(wanted: Callable[[Episode], bool]) -> Callable[[Counted], Iterator[str]]:
    return lambda c: (one.conversation_id for one in c.episodes if wanted(one))


WHOSE: Mapping[str, Callable[[Counted], Iterator[str]]] = {
    "waiting": _episodes(lambda one: one.state is HandoffState.WAITING),
    "longest_wait": _episodes(lambda one: one.state is HandoffState.WAITING),
    "time_to_human": _episodes(lambda one: one.taken_at is not None),
    "time_to_human_p90": _episodes(lambda one: one.taken_at is not None),
    "abandon": _episodes(lambda one: one.abandoned),
    "bot_solved": lambda c: iter(c.solved),
    "handoff_share": lambda c: iter(c.handed),
}


def _found(rooms: Rooms, staff: Staff, ids: tuple[str, ...]) -> Iterator[Conversation]:
    store = rooms.records.conversations
    for conversation_id in ids:
        try:
            yield store.get(staff.tenant_id, conversation_id)
        except ConversationNotFound:
            continue
