"""Values of the rules as JSON, and back by their declared types."""

import types
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def pack(value: object) -> object:
    """Dataclasses become objects, moments ISO text in UTC, tuples arrays."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Mapping):
        return {str(key): pack(member) for key, member in value.items()}
    if isinstance(value, tuple | list):
        return [pack(member) for member in value]
    if is_dataclass(value):
        return {part.name: pack(getattr(value, part.name)) for part in fields(value)}
    return value


def unpack(kind: type[T], stored: object) -> T:
    """Fields that were unknown when it was stored take their defaults."""
    return cast(T, _revive(kind, stored))


def unpack_all(kind: type[T], stored: object) -> tuple[T, ...]:
    return tuple(unpack(kind, member) for member in cast(Iterable[object], stored))


@cache
def _hints(kind: type) -> Mapping[str, object]:
    return get_type_hints(kind)


def _revive(hint: object, stored: object) -> object:
    if stored is None:
        return None
    origin = get_origin(hint)
    if origin is types.UnionType:
        return _revive(get_args(hint)[0], stored)
    if origin is tuple:
        member = get_args(hint)[0]
        return tuple(_revive(member, one) for one in cast(list[object], stored))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _of_mapping(get_args(hint)[1], stored)
    if isinstance(hint, type):
        return _of_class(hint, stored)
    return stored


def _of_mapping(member: object, stored: object) -> dict[str, object]:
    known = cast(Mapping[str, object], stored)
    return {key: _revive(member, one) for key, one in known.items()}


def _of_class(kind: type, stored: object) -> object:
    if kind is datetime:
        return datetime.fromisoformat(cast(str, stored))
    if kind is float:
        return float(cast(float, stored))
    if issubclass(kind, Enum):
        return kind(stored)
    if not is_dataclass(kind):
        return stored
    known = cast(Mapping[str, object], stored)
    hints = _hints(kind)
    names = (part.name for part in fields(kind) if part.name in known)
    return kind(**{name: _revive(hints[name], known[name]) for name in names})
