"""Opening: whether the desk is open, and when that changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bot.desk.hours import BusinessHours

SEARCHED_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Special:
    """A day that is not as its weekday says."""

    open: bool
    opens: time | None = None
    """None for the usual hour."""
    closes: time | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    hours: BusinessHours
    special: Mapping[date, Special] = field(default_factory=dict)

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when; None for a day without. An hour of closing that is not
        after the hour of opening is of the next day."""
        special = self.special.get(day)
        works = special.open if special else self.hours.works(day)
        if not works:
            return None
        opens = special.opens if special and special.opens else self.hours.opens
        closes = special.closes if special and special.closes else self.hours.closes
        ends = day if closes > opens else day + timedelta(days=1)
        return (self.hours.at(day, opens), self.hours.at(ends, closes))

    def open_at(self, now: datetime) -> bool:
        return self._closing(now) is not None

    def changes_at(self, now: datetime) -> datetime | None:
        """When it closes if it is open, when it opens if it is closed; None when that
        is not within sight."""
        closing = self._closing(now)
        while closing is not None and (later := self._closing(closing)) is not None:
            if later - now > timedelta(days=SEARCHED_DAYS):
                return None
            closing = later
        return closing or self._next(now)

    def _closing(self, now: datetime) -> datetime | None:
        today = self.hours.local(now).date()
        spans = (self.span(one) for one in (today - timedelta(days=1), today))
        ends = [end for begins, end in filter(None, spans) if begins <= now < end]
        return max(ends, default=None)

    def _next(self, now: datetime) -> datetime | None:
        today = self.hours.local(now).date()
        days = (today + timedelta(days=number) for number in range(SEARCHED_DAYS))
        spans = filter(None, map(self.span, days))
        return next((begins for begins, _ in spans if begins > now), None)
