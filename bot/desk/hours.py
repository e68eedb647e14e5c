"""Business hours: when the bank's people work, and what time it will be after work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

SEARCHED_DAYS = 400
"""How far ahead an open day is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHours:
    zone: tzinfo
    weekdays: frozenset[int]
    """1 is Monday."""
    opens: time
    closes: time
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    """Worked although the weekday is not."""

    def works(self, day: date) -> bool:
        if day in self.workdays:
            return True
        return day.isoweekday() in self.weekdays and day not in self.holidays

    def at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def open_days(self, since: datetime) -> Iterator[date]:
        first = self.local(since).date()
        days = (first + timedelta(days=one) for one in range(SEARCHED_DAYS))
        return (day for day in days if self.works(day))

    def after(self, start: datetime, hours: float) -> datetime:
        """The moment when so much has been worked since `start`."""
        left = timedelta(hours=hours)
        for day in self.open_days(start):
            begins = max(self.at(day, self.opens), start)
            worked = max(self.at(day, self.closes) - begins, timedelta())
            if left <= worked:
                return begins + left
            left -= worked
        return start + left
