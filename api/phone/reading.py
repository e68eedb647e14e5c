"""Reads members of a foreign JSON object that may be of any shape."""

from collections.abc import Mapping

Json = Mapping[str, object]


def text(told: Json, name: str) -> str:
    """A text, or a number as text; empty for anything else."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def number(told: Json, name: str) -> int:
    """A whole number, also one that came as text; 0 for anything else."""
    value = text(told, name)
    return int(value) if value.isascii() and value.isdigit() else 0


def members(told: Json, name: str) -> Json:
    """An object within; an empty one for anything else."""
    value = told.get(name)
    return value if isinstance(value, dict) else {}
