"""Dates as people and spreadsheets write them, to moments in UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from knowledge.importer.table import Cell

_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
_WRITTEN = re.compile(
    r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?"
    r"(?:[ T]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)


def moment(cell: Cell, zone: tzinfo, *, end: bool) -> datetime | None:
    """None: not a date. A date alone is its first moment in the bank's zone; as an
    end it is the first moment of the next day, so that the day itself counts."""
    try:
        return _moment(cell, zone, end=end)
    except (ValueError, OverflowError):
        return None


def _moment(cell: Cell, zone: tzinfo, *, end: bool) -> datetime | None:
    match cell:
        case datetime():
            return _at(cell, zone, end=end)
        case date():
            return _at(datetime.combine(cell, time()), zone, end=end)
        case str():
            return _read(cell.strip(), zone, end=end)
        case _:
            return None


def _read(text: str, zone: tzinfo, *, end: bool) -> datetime | None:
    if _SERIAL.fullmatch(text):
        return _at(_DAY_ZERO + timedelta(days=float(text)), zone, end=end)
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, offset = found.groups()
    day_of = date(int(year), int(month), int(day))
    if hour is None:
        return _at(datetime.combine(day_of, time()), zone, end=end)
    clock = time(int(hour), int(minute), int(second or 0))
    written = datetime.combine(day_of, clock)
    if offset:
        aware = f"{written.isoformat()}{'+00:00' if offset == 'Z' else offset}"
        return datetime.fromisoformat(aware).astimezone(UTC)
    return written.replace(tzinfo=zone).astimezone(UTC)


def _at(local: datetime, zone: tzinfo, *, end: bool) -> datetime:
    if end and local.time() == time():
        local += timedelta(days=1)
    aware = local if local.tzinfo else local.replace(tzinfo=zone)
    return aware.astimezone(UTC)
