"""Satisfaction at the desk: how many were asked, what they said, and of whom."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import AnAgent
from api.chat import TheService
from api.openapi import RESPONSES
from api.rooms import Rooms
from api.schemas import Shown
from models.records import Rating, Role, Staff
from models.satisfaction import Share, SqlSatisfaction

router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=RESPONSES)

LEADS = frozenset({Role.SUPERVISOR, Role.ADMIN})


class RatingGiven(Shown):
    at: datetime
    solved: bool | None
    stars: int | None
    reasons: list[str]
    comment: str
    conversation_id: str
    """Empty for whoever may not see whose it was."""
    agent: str
    """Who last held it; empty: the bot alone, or not for whoever reads this."""


class ShareShown(Shown):
    """Answers that belong together."""

    key: str
    answered: int
    solved: int
    unsolved: int
    stars: float | None
    """Mean; null when nobody gave any."""


class SatisfactionShown(Shown):
    asked: int
    """Conversations at whose end, or in which, the customer was asked."""
    answered: int
    solved: int
    unsolved: int
    reopened: int
    """The customer went on after having answered."""
    scale: dict[str, int]
    """Answers by stars: 1 very dissatisfied, 5 very satisfied."""
    reasons: dict[str, int]
    by_day: list[ShareShown]
    """The bank's own days, the newest first."""
    by_team: list[ShareShown]
    """Of what agents last held; an empty key: agents without a team."""
    by_agent: list[ShareShown]
    """By name; nothing where names are not shown."""
    alone: ShareShown
    """Of what only the bot held."""
    named: bool
    """Whether names are shown here."""
    items: list[RatingGiven]


@router.get("/satisfaction")
def show_satisfaction(
    staff: AnAgent,
    service: TheService,
    days: Annotated[int, Query(ge=1, le=366)] = 7,
) -> SatisfactionShown:
    """Who sees names is a setting: TELLER_RATING_NAMES."""
    rooms = service.rooms
    since = rooms.clock() - timedelta(days=days)
    found = SqlSatisfaction(rooms.records.database).since(
        staff.tenant_id, since, rooms.pack.zone
    )
    named = sees_names(rooms, staff)
    names = _names(rooms, staff) if named else {}
    return SatisfactionShown(
        asked=found.asked,
        answered=found.answered,
        solved=found.solved,
        unsolved=found.unsolved,
        reopened=found.reopened,
        scale={str(stars): count for stars, count in found.scale.items()},
        reasons=dict(found.reasons),
        by_day=list(map(_share, found.by_day)),
        by_team=list(map(_share, found.by_team)),
        by_agent=[
            _share(replace(one, key=names.get(one.key, "")))
            for one in (found.by_agent if named else ())
        ],
        alone=_share(found.alone),
        named=named,
        items=[_given(one, names, named=named) for one in found.latest],
    )


def sees_names(rooms: Rooms, staff: Staff) -> bool:
    match rooms.settings.rating_names:
        case "everybody":
            return True
        case "supervisors":
            return staff.role in LEADS
        case "nobody":
            return False


def _share(one: Share) -> ShareShown:
    return ShareShown(
        key=one.key,
        answered=one.answered,
        solved=one.solved,
        unsolved=one.unsolved,
        stars=one.stars,
    )


def _names(rooms: Rooms, staff: Staff) -> dict[str, str]:
    people = rooms.records.staff.all(staff.tenant_id)
    return {one.id: one.display_name for one in people}


def _given(one: Rating, names: dict[str, str], *, named: bool) -> RatingGiven:
    return RatingGiven(
        at=one.at,
        solved=one.solved,
        stars=one.stars,
        reasons=list(one.reasons),
        comment=one.comment,
        conversation_id=one.conversation_id if named else "",
        agent=names.get(one.agent_id, ""),
    )
