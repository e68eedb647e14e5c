"""What the bank answered, as the facts and lists that flows may name."""

from collections.abc import Mapping
from datetime import date

from api.bank.shapes import Shape
from bot.acts import ActKind, ActOutcome, ActResult, Row

NONE = "none"
"""The reason for a list with nothing in it."""


def told(answer: Shape, kind: ActKind) -> ActResult:
    lists = {
        name: tuple(_row(row, columns) for row in getattr(answer, name))
        for name, columns in kind.lists.items()
    }
    return listed(kind, _facts(answer, kind), lists)


def listed(
    kind: ActKind, facts: Mapping[str, str], lists: Mapping[str, tuple[Row, ...]]
) -> ActResult:
    """An empty list is a refusal, so that a flow need not count."""
    count = sum(map(len, lists.values()))
    if lists and not count and NONE in kind.reasons:
        return refused(NONE)
    counted = {"count": str(count)} if "count" in kind.facts else {}
    return ActResult(outcome=ActOutcome.OK, facts={**facts, **counted}, lists=lists)


def refused(reason: str) -> ActResult:
    return ActResult(outcome=ActOutcome.REFUSED, reason=reason)


def percent(basis_points: int) -> str:
    """With two decimals."""
    return f"{basis_points // 100}.{basis_points % 100:02d}"


def _facts(answer: Shape, kind: ActKind) -> dict[str, str]:
    found = {}
    for name in kind.facts:
        if hasattr(answer, name):
            found[name] = _text(getattr(answer, name))
        elif hasattr(answer, f"{name}_bp"):
            found[name] = percent(getattr(answer, f"{name}_bp"))
    return found


def _row(row: Shape, columns: tuple[str, ...]) -> Row:
    return {name: _text(getattr(row, name)) for name in columns}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
