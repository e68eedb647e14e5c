"""Two runs on the same questions, compared one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from api.errors import DoorError
from api.evaluation.runs import Result, Run


class RunsDiffer(DoorError):
    """Two runs have nothing in common to be compared by."""

    code = "runs_differ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One question in both runs."""

    before: Result
    after: Result

    @property
    def gained(self) -> bool:
        return self.after.good and not self.before.good

    @property
    def lost(self) -> bool:
        return self.before.good and not self.after.good


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    name: str
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return round(self.after - self.before, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    figures: Sequence[Figure]
    gained: Sequence[Pair]
    lost: Sequence[Pair]
    """The worst first: what customers would be told most surely, though wrong."""
    same: int
    only_before: int
    """Questions that the second run did not ask."""
    only_after: int

    @property
    def chance(self) -> float:
        """P(so uneven a difference, if neither run were better): the sign test."""
        few = min(len(self.gained), len(self.lost))
        changed = len(self.gained) + len(self.lost)
        rare = sum(comb(changed, count) for count in range(few + 1))
        return min(1.0, float(2 * rare / (1 << changed)))


def compare(before: Run, after: Run) -> Comparison:
    """Raises RunsDiffer."""
    if before.kind is not after.kind:
        raise RunsDiffer(f"one run is of {before.kind}, the other of {after.kind}")
    old, new = _by_question(before), _by_question(after)
    pairs = [Pair(before=old[key], after=new[key]) for key in old if key in new]
    if not pairs:
        raise RunsDiffer("the two runs have no question in common")
    lost = [pair for pair in pairs if pair.lost]
    gained = [pair for pair in pairs if pair.gained]
    return Comparison(
        figures=_figures(before, after),
        gained=sorted(gained, key=lambda pair: -pair.before.confidence),
        lost=sorted(lost, key=lambda pair: -pair.after.confidence),
        same=len(pairs) - len(lost) - len(gained),
        only_before=len(old.keys() - new.keys()),
        only_after=len(new.keys() - old.keys()),
    )


def _by_question(run: Run) -> dict[tuple[str, str], Result]:
    return {(one.question, one.expected): one for one in run.questions}


def _figures(before: Run, after: Run) -> list[Figure]:
    names = dict.fromkeys((*before.figures, *after.figures))
    return [
        Figure(
            name=name, before=before.figures.get(name), after=after.figures.get(name)
        )
        for name in names
    ]
