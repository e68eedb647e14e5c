"""The demo bank as the service learns it, with what it is asked to be measured on."""

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.message import Language
from knowledge.evidence import Evidence, gather, query
from knowledge.ports import Rows
from knowledge.ranking import confidences
from knowledge.snapshot import Snapshot
from nlu.normalize import normalize
from scripts.benchmarks.bases import ROOT, Base, bases
from scripts.benchmarks.understanding import taught

TEXTS = ROOT / "tests" / "texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    text: str
    kind: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What came for one question, most confident first."""

    chances: tuple[float, ...]
    rank: int
    """Of the right article, from 1; 0: nowhere, or there is none."""

    @property
    def first(self) -> float:
        return self.chances[0] if self.chances else 0.0

    @property
    def lead(self) -> float:
        return self.first - (self.chances[1] if len(self.chances) > 1 else 0.0)


def demo() -> tuple[Base, Snapshot]:
    base = next(bases())
    with tempfile.TemporaryDirectory(prefix="teller-bench-") as home:
        return base, taught(base, Path(home))


def strangers() -> tuple[Stranger, ...]:
    with (TEXTS / "strangers.csv").open(encoding="utf-8") as file:
        return tuple(
            Stranger(
                text=row["text"], kind=row["kind"], language=Language(row["language"])
            )
            for row in csv.DictReader(file)
        )


def ask(
    snapshot: Snapshot,
    text: str,
    language: Language,
    *,
    right: str = "",
    without: str = "",
) -> Found:
    """`right`: the article that answers it; `without`: one that is not there."""
    allowed = snapshot.limits.speaking(language)[snapshot.owners].copy()
    if without:
        allowed[snapshot.owners == snapshot.place_of[without]] = False
    evidence = gather(snapshot, query(snapshot, normalize(text)), allowed)
    chances = confidences(evidence, snapshot.calibration)
    order = np.argsort(-chances, kind="stable")
    wanted = snapshot.place_of.get(right, -1)
    return Found(
        chances=tuple(chances[order].tolist()),
        rank=_rank(evidence, order, wanted),
    )


def _rank(evidence: Evidence, order: Rows, wanted: int) -> int:
    places = evidence.places[order].tolist()
    return places.index(wanted) + 1 if wanted in places else 0
