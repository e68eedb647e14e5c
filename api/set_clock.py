"""A clock that stands still until it is set, for what is only played."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

OPENING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""When every dialogue begins: a Monday, 10 o'clock in Shanghai. The demo bank's bills
and transactions are of that autumn."""


@dataclass(eq=False, slots=True)
class SetClock:
    now: datetime = OPENING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
