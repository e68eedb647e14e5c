"""The office: when the desk is open, days that differ, and the emergency switch."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from api.clock import Clock
from api.public_holidays import public_days
from bot.desk.hours import BusinessHours
from bot.desk.opening import SEARCHED_DAYS, Opening, Special
from bot.desk.switch import OFF, Switch, SwitchMode
from bot.handoff import Floor
from bot.message import Language
from models.desk import SqlDesk
from models.office import OfficeDay, Setting, SqlOffice

HOURS, SWITCH = "hours", "switch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    records: SqlOffice
    tenant: str
    clock: Clock
    usual: BusinessHours
    """As the pack says."""
    zone: str

    def weekly(self) -> BusinessHours:
        """As a supervisor set it, or as the pack says."""
        found = self.records.setting(self.tenant, HOURS)
        if found is None:
            return self.usual
        value: Any = found.value
        return replace(
            self.usual,
            weekdays=frozenset(value["weekdays"]),
            opens=time.fromisoformat(value["opens"]),
            closes=time.fromisoformat(value["closes"]),
        )

    def opening(self) -> Opening:
        hours = self.weekly()
        today = hours.local(self.clock()).date()
        known = public_days(self.zone, today, SEARCHED_DAYS)
        own = {one.day: special(one) for one in self.days()}
        return Opening(hours=hours, special={**known, **own})

    def days(self) -> tuple[OfficeDay, ...]:
        """Those of the table that are not over."""
        today = self.usual.local(self.clock()).date()
        return self.records.days(self.tenant, today)

    def switch(self) -> tuple[Switch, str, datetime | None]:
        """As it stands, who set it, and when."""
        found = self.records.setting(self.tenant, SWITCH)
        if found is None:
            return OFF, "", None
        return _switch_of(found), found.changed_by, found.changed_at

    def set_weekly(
        self, weekdays: tuple[int, ...], opens: time, closes: time, by: str
    ) -> None:
        value = {
            "weekdays": sorted(weekdays),
            "opens": opens.isoformat("minutes"),
            "closes": closes.isoformat("minutes"),
        }
        self._set(HOURS, value, by)

    def set_switch(self, wished: Switch, by: str) -> None:
        notice = {key.value: text for key, text in wished.notice.items()}
        value = {"on": wished.on, "mode": wished.mode.value, "notice": notice}
        self._set(SWITCH, value, by)

    def _set(self, name: str, value: Mapping[str, object], by: str) -> None:
        setting = Setting(value=value, changed_by=by, changed_at=self.clock())
        self.records.set(self.tenant, name, setting)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDesk:
    """Implements bot.ports.Desk: the people, with the hours and the switch."""

    people: SqlDesk
    office: Office
    crowded: int = 0
    """So many before somebody are a crowd; 0: never."""

    def floor(self, tenant_id: str, conversation_id: str, *, now: datetime) -> Floor:
        seen = self.people.floor(tenant_id, conversation_id, now=now)
        stands, _, _ = self.office.switch()
        crowd = bool(self.crowded) and seen.ahead >= self.crowded
        seen = replace(seen, switch=stands, crowded=crowd)
        if seen.staffed:
            return seen
        opening = self.office.opening()
        if opening.open_at(now):
            return seen
        opens = opening.changes_at(now)
        local = opening.hours.local(opens) if opens else None
        return replace(seen, opens_at=local)


def special(day: OfficeDay) -> Special:
    return Special(
        open=day.open,
        opens=time.fromisoformat(day.opens) if day.opens else None,
        closes=time.fromisoformat(day.closes) if day.closes else None,
        reason=day.reason,
    )


def _switch_of(found: Setting) -> Switch:
    value: Any = found.value
    return Switch(
        on=value["on"],
        mode=SwitchMode(value["mode"]),
        notice={Language(key): text for key, text in value["notice"].items()},
    )
