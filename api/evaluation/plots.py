"""Plots of a run, as SVG that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from api.evaluation.curves import Bin, Confusion, Point

SIDE, LEFT, TOP, UNDER, RIGHT = 300, 56, 12, 52, 24
"""Pixels of the plotting square, and of what stands around it."""
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
CELL, LABEL = 22, 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    zh: str
    en: str


SURE = Axis(zh="把握", en="confidence")
RIGHT_SHARE = Axis(zh="正确的比例", en="share right")
COVERED = Axis(zh="回答的比例", en="share answered")


def reliability(bins: Sequence[Bin]) -> str:
    """On the diagonal the service is as sure as it is right."""
    most = max((one.count for one in bins), default=1)
    marks = [_line((0, 0), (1, 1), "ideal")]
    for one in bins:
        told = f"{one.count}: {one.confidence:.0%} → {one.accuracy:.0%}"
        marks.append(_gap(one))
        size = 3 + 7 * (one.count / most) ** 0.5
        marks.append(_dot(one.confidence, one.accuracy, size, told))
    return _plot([*_grid(0.0), *marks], SURE, RIGHT_SHARE)


def coverage(points: Sequence[Point], now: Point | None) -> str:
    """To the right more is answered; lower, less of it is right."""
    floor = _floor(points)
    path = " ".join(
        f"{_x(one.coverage):.1f},{_y(one.accuracy, floor):.1f}" for one in points
    )
    marks = [f'<polyline class="curve" points="{path}"/>']
    if now is not None:
        told = f"{now.coverage:.1%} → {now.accuracy:.1%}"
        place = _lifted(now.accuracy, floor)
        marks.append(_dot(now.coverage, place, 6, told, "now"))
    return _plot([*_grid(floor), *marks], COVERED, RIGHT_SHARE)


def confusion(found: Confusion) -> str:
    """Rows were expected, columns were given; the diagonal is right."""
    side = CELL * len(found.names)
    most = max(
        (
            count
            for row, counts in enumerate(found.counts)
            for column, count in enumerate(counts)
            if row != column
        ),
        default=1,
    )
    parts = [
        _cell(found, row, column, most)
        for row in range(len(found.names))
        for column in range(len(found.names))
    ]
    for place, name in enumerate(found.names):
        middle = LABEL + CELL * place + CELL / 2
        short = escape(_short(name))
        parts.append(
            f'<text class="name" x="{LABEL - 6}" y="{middle + 4:.0f}" '
            f'text-anchor="end">{short}</text>'
        )
        parts.append(
            f'<text class="name" transform="translate({middle + 4:.0f},{LABEL - 6}) '
            f'rotate(-60)">{short}</text>'
        )
    return _svg(LABEL + side + 90, LABEL + side + 8, parts)


def _cell(found: Confusion, row: int, column: int, most: int) -> str:
    count = found.counts[row][column]
    x, y = LABEL + CELL * column, LABEL + CELL * row
    kind = "fine" if row == column else "wrong"
    shade = 0.0 if not count else 0.18 + 0.82 * min(count / max(most, 1), 1)
    told = escape(f"{found.names[row]} → {found.names[column]}: {count}")
    square = (
        f'<g><rect class="cell" x="{x}" y="{y}" width="{CELL}" height="{CELL}"/>'
        f'<rect class="{kind}" x="{x}" y="{y}" width="{CELL}" height="{CELL}" '
        f'opacity="{shade:.2f}"/><title>{told}</title>'
    )
    if not count:
        return f"{square}</g>"
    ink = "bold" if shade > 0.6 else "count"
    return (
        f'{square}<text class="{ink}" x="{x + CELL / 2:.0f}" '
        f'y="{y + CELL / 2 + 4:.0f}" text-anchor="middle">{count}</text></g>'
    )


def _short(name: str) -> str:
    return name if len(name) <= 22 else f"{name[:21]}…"


def _floor(points: Sequence[Point]) -> float:
    """Where the scale of accuracy begins, so that a good curve can be read."""
    least = min((one.accuracy for one in points), default=0.0)
    return 0.0 if least < 0.5 else int(least * 10) / 10 - 0.1


def _lifted(value: float, floor: float) -> float:
    return (value - floor) / (1 - floor)


def _x(value: float) -> float:
    return LEFT + SIDE * value


def _y(value: float, floor: float = 0.0) -> float:
    return TOP + SIDE * (1 - _lifted(value, floor))


def _grid(floor: float) -> list[str]:
    parts = []
    for tick in TICKS:
        x, y = _x(tick), _y(tick)
        parts.append(_line((tick, 0), (tick, 1), "grid"))
        parts.append(_line((0, tick), (1, tick), "grid"))
        share = floor + tick * (1 - floor)
        parts.append(
            f'<text x="{x:.0f}" y="{TOP + SIDE + 17}" text-anchor="middle">'
            f"{tick:.0%}</text>"
            f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{share:.0%}</text>'
        )
    return parts


def _gap(one: Bin) -> str:
    """From what was claimed down, or up, to what was so."""
    start, end = (one.confidence, one.confidence), (one.confidence, one.accuracy)
    return _line(start, end, "gap")


def _line(start: tuple[float, float], end: tuple[float, float], kind: str) -> str:
    return (
        f'<line class="{kind}" x1="{_x(start[0]):.1f}" y1="{_y(start[1]):.1f}" '
        f'x2="{_x(end[0]):.1f}" y2="{_y(end[1]):.1f}"/>'
    )


def _dot(x: float, y: float, size: float, told: str, kind: str = "dot") -> str:
    return (
        f'<circle class="{kind}" cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="{size:.1f}">'
        f"<title>{escape(told)}</title></circle>"
    )


def _plot(parts: Sequence[str], across: Axis, up: Axis) -> str:
    middle = LEFT + SIDE / 2
    named = [
        f'<text class="axis" x="{middle:.0f}" y="{TOP + SIDE + 42}" '
        f'text-anchor="middle">{across.zh} · {across.en}</text>',
        f'<text class="axis" transform="translate(14,{TOP + SIDE / 2:.0f}) '
        f'rotate(-90)" text-anchor="middle">{up.zh} · {up.en}</text>',
    ]
    return _svg(LEFT + SIDE + RIGHT, TOP + SIDE + UNDER, [*parts, *named])


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img">{"".join(parts)}</svg>'
    )
