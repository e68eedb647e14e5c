"""Calls at an agreed time: which times a customer may choose from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice

from bot.desk.hours import BusinessHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    starts: tuple[time, ...]
    """Hours of the bank's own time at which calls begin."""
    days: int
    """Working days that are offered, unless the customer names one."""
    ahead_days: int
    """A day further off than this is not booked."""
    notice_minutes: int
    """Nothing is offered sooner than this."""
    seats: int
    """Calls at the same time."""
    most: int
    """Times offered at once."""

    def times(
        self, hours: BusinessHours, now: datetime, day: date | None = None
    ) -> Iterator[datetime]:
        """On that day, or on the next days on which there are any."""
        soonest = now + timedelta(minutes=self.notice_minutes)
        last = hours.local(now).date() + timedelta(days=self.ahead_days)
        days = (one for one in hours.open_days(soonest) if one <= last)
        wanted = (one for one in days if day is None or one == day)
        begun = ([hours.at(one, start) for start in self.starts] for one in wanted)
        left = ([at for at in times if at >= soonest] for times in begun)
        return chain.from_iterable(islice(filter(None, left), self.days))

    def offers(self, hours: BusinessHours, now: datetime, starts_at: datetime) -> bool:
        """Whether it is one of the times that a customer may choose."""
        day = hours.local(starts_at).date()
        return starts_at in self.times(hours, now, day)
