"""The office's doors: supervisors change hours and days, and pull the switch."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from api.auth import AnAgent, ASupervisor
from api.chat import TheService
from api.desk import audit
from api.errors import BadInput
from api.openapi import RESPONSES
from api.rooms import Rooms
from api.schemas import Given, Line, Shown
from bot.desk.opening import Opening
from bot.desk.switch import Switch, SwitchMode
from bot.message import Language
from models.office import OfficeDay

router = APIRouter(prefix="/api/v1/desk", tags=["office"], responses=RESPONSES)

Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Notice = Annotated[str, StringConstraints(max_length=500)]


class SwitchShown(Shown):
    on: bool
    mode: SwitchMode
    notice: dict[Language, str]
    by: str
    at: datetime | None


class HoursNow(Shown):
    open: bool
    changes_at: datetime | None
    """When it closes if it is open, when it opens if it is closed."""
    switch: SwitchShown


class DayShown(Shown):
    day: date
    open: bool
    opens: str | None
    closes: str | None
    reason: str
    source: Literal["library", "table"]


class HoursShown(Shown):
    zone: str
    weekdays: list[int]
    opens: str
    closes: str
    days: list[DayShown]
    """Those of the next sixty that are not as their weekday says."""
    now: HoursNow


class SetHours(Given):
    weekdays: Annotated[
        tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(max_length=7)
    ]
    """1 is Monday."""
    opens: Hour
    closes: Hour
    """Not after `opens`: of the next day."""


class SetDay(Given):
    open: bool
    opens: Hour | None = None
    closes: Hour | None = None
    reason: Line = ""


class SetSwitch(Given):
    on: bool
    mode: SwitchMode = SwitchMode.HUMAN
    notice: dict[Language, Notice] = Field(default_factory=dict)


@router.get("/hours")
def show_hours(staff: AnAgent, service: TheService) -> HoursShown:
    return _shown(service.rooms)


@router.put("/hours")
def set_hours(wish: SetHours, staff: ASupervisor, service: TheService) -> HoursShown:
    """The usual week; holidays and single days lie over it."""
    service.rooms.office.set_weekly(
        wish.weekdays,
        time.fromisoformat(wish.opens),
        time.fromisoformat(wish.closes),
        staff.id,
    )
    audit(service, staff, "hours_changed", "week")
    return _shown(service.rooms)


@router.put("/hours/days/{day}")
def set_day(
    day: date, wish: SetDay, staff: ASupervisor, service: TheService
) -> HoursShown:
    """One day that is not as its weekday or the holidays say."""
    rooms = service.rooms
    rooms.records.office.put_day(
        rooms.tenant,
        OfficeDay(
            day=day,
            open=wish.open,
            opens=wish.opens or "",
            closes=wish.closes or "",
            reason=wish.reason,
        ),
    )
    audit(service, staff, "hours_changed", day.isoformat())
    return _shown(rooms)


@router.delete("/hours/days/{day}")
def drop_day(day: date, staff: ASupervisor, service: TheService) -> HoursShown:
    """That day is again as its weekday and the holidays say."""
    service.rooms.records.office.drop_day(service.rooms.tenant, day)
    audit(service, staff, "hours_changed", day.isoformat())
    return _shown(service.rooms)


@router.get("/switch")
def show_switch(staff: AnAgent, service: TheService) -> SwitchShown:
    return switch_shown(service.rooms)


@router.put("/switch")
def set_switch(wish: SetSwitch, staff: ASupervisor, service: TheService) -> SwitchShown:
    """From now on everybody who writes reads the notice, and is put into the queue or
    is told no more. Nothing is on without words for it."""
    wished = Switch(on=wish.on, mode=wish.mode, notice=wish.notice)
    if wish.on and not any(text.strip() for text in wish.notice.values()):
        raise BadInput("write what customers shall read", code="notice_missing")
    service.rooms.office.set_switch(wished, staff.id)
    audit(service, staff, "switch_on" if wish.on else "switch_off", wish.mode.value)
    service.hub.nudge()
    return switch_shown(service.rooms)


def hours_now(rooms: Rooms) -> HoursNow:
    opening = rooms.office.opening()
    return HoursNow(
        open=opening.open_at(rooms.clock()),
        changes_at=opening.changes_at(rooms.clock()),
        switch=switch_shown(rooms),
    )


def switch_shown(rooms: Rooms) -> SwitchShown:
    stands, by, at = rooms.office.switch()
    return SwitchShown(
        on=stands.on, mode=stands.mode, notice=dict(stands.notice), by=by, at=at
    )


def _shown(rooms: Rooms) -> HoursShown:
    opening = rooms.office.opening()
    hours = opening.hours
    return HoursShown(
        zone=rooms.pack.zone.key,
        weekdays=sorted(hours.weekdays),
        opens=hours.opens.isoformat("minutes"),
        closes=hours.closes.isoformat("minutes"),
        days=list(_days(rooms, opening)),
        now=hours_now(rooms),
    )


def _days(rooms: Rooms, opening: Opening) -> Iterator[DayShown]:
    own = {one.day for one in rooms.office.days()}
    for day, one in sorted(opening.special.items()):
        yield DayShown(
            day=day,
            open=one.open,
            opens=_hour(one.opens),
            closes=_hour(one.closes),
            reason=one.reason,
            source="table" if day in own else "library",
        )


def _hour(hour: time | None) -> str | None:
    return hour.isoformat("minutes") if hour else None
