"""Learns a base anew in a process of its own, while the version before is served.

python -m api.learning_worker, with an `Order` as JSON on standard input.
Prints one JSON object a line: {"done": share, "note": words}; last an `Outcome`.
"""

import json
import os
import sys
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path

from api import learned
from api.clock import now
from api.pack import Pack, load_pack
from api.rooms import SEED, Progress, material, named_encoder, wordings
from api.settings import Settings
from bot.article import Article
from knowledge.calibration import Calibration
from knowledge.fitting import Lessons, fit
from knowledge.proving import Exam, hits, set_exam
from knowledge.retriever import KnowledgeRetriever
from knowledge.shelving import Shelving
from knowledge.snapshot import Snapshot, recalibrated
from models.articles import SqlArticles
from models.audit import AuditTrail
from models.database import Database
from nlu.build import ENCODER, build_encoder, build_understander
from nlu.encoder import Encoder
from nlu.normalize import normalize
from nlu.static_encoder import load_static

NICE = 15
"""Customers' turns come first."""
PROVED = 0.5
"""Share of the work that is done when it is known whether it was worth it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    home: str
    pack: str
    tenant: str
    encoder: str
    calibration: str
    """As it is served, in JSON."""
    version: str
    """The folder in which the new version is made."""
    database_url: str = field(repr=False)

    @property
    def settings(self) -> Settings:
        return Settings.model_validate(
            {name: value for name, value in asdict(self).items() if name in SETTINGS}
        )


SETTINGS = frozenset({"home", "pack", "tenant", "encoder", "database_url"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    asked: int
    """Wordings that neither version had learned from."""
    before: float
    """Share of them whose article came first, as it is served."""
    after: float
    better: bool
    """The new version is whole, and may be served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What is learned from."""

    settings: Settings
    pack: Pack
    articles: tuple[Article, ...]
    revision: int
    version: Path
    named: Encoder | None
    """The encoder that the user named, which is never trained."""

    @property
    def understanding(self) -> Path:
        return self.version / learned.UNDERSTANDING


def learn(order: Order) -> Outcome:
    base = _base(order)
    before = learned.serving(base.settings.home) / learned.UNDERSTANDING
    rehearsed = before / learned.REHEARSAL
    old = base.named or _encoder(rehearsed) or _encoder(before)
    seen = _seen(rehearsed if _encoder(rehearsed) else before)
    shelving = Shelving(normalize, base.pack.synonyms)
    exam = set_exam(base.articles, seen, shelving.fold, seed=SEED)
    if old is None or not exam.proves:
        return Outcome(asked=len(exam.asked), before=0.0, after=0.0, better=False)
    _tell(0.02, "asking the version before")
    snapshot = shelving.build(base.articles, old, base.revision)
    served = Calibration.read(order.calibration.encode())
    was = hits(recalibrated(snapshot, served), exam.asked, shelving.fold)
    new = base.named or _rehearsal(base, exam)
    found = _taught(base, shelving.reencoded(snapshot, new), exam, shelving)
    got = hits(found, exam.asked, shelving.fold)
    if got > was:
        _make(base, exam, new)
    return Outcome(asked=len(exam.asked), before=was, after=got, better=got > was)


def _base(order: Order) -> Base:
    settings = order.settings
    database = Database(settings.url)
    try:
        kept = SqlArticles(database, AuditTrail(database, b""))
        revision = kept.revision(settings.tenant)
        articles = kept.published(settings.tenant)
    finally:
        database.close()
    return Base(
        settings=settings,
        pack=load_pack(settings.pack),
        articles=articles,
        revision=revision,
        version=Path(order.version),
        named=named_encoder(settings.encoder),
    )


def _encoder(folder: Path) -> Encoder | None:
    place = folder / ENCODER
    return load_static(place) if place.is_dir() else None


def _seen(folder: Path) -> Collection[str]:
    groups = learned.groups_in(folder) or ()
    return {normalize(text) for group in groups for text in group}


def _rehearsal(base: Base, exam: Exam) -> Encoder:
    """Trained as the served one will be, but on what an exam leaves."""
    folder = base.understanding / learned.REHEARSAL
    groups = tuple(tuple(map(normalize, group)) for group in exam.groups)
    rehearsal = build_encoder(folder, groups, SEED, _part(0.05, PROVED, "rehearsing"))
    learned.keep_groups(folder, groups)
    return rehearsal


def _taught(base: Base, snapshot: Snapshot, exam: Exam, shelving: Shelving) -> Snapshot:
    _tell(PROVED, "asking what was learned")
    unseen = () if base.named else exam.unseen
    lessons = Lessons(offtopic=base.pack.offtopic, unseen=unseen, seed=SEED)
    return recalibrated(snapshot, fit(snapshot, lessons, shelving.fold))


def _make(base: Base, exam: Exam, rehearsal: Encoder) -> None:
    """The version itself: learned from everything, exam or not."""
    groups = wordings(base.articles)
    understander = build_understander(
        base.understanding,
        material(base.pack, groups),
        seed=SEED,
        today=lambda: now().date(),
        progress=_part(PROVED, 0.9, "learning"),
        encoder=base.named,
    )
    learned.keep_groups(base.understanding, groups)
    _tell(0.9, "learning what a score is worth")
    lessons = Lessons(offtopic=base.pack.offtopic, seed=SEED)
    if base.named is None:
        lessons = Lessons(
            offtopic=base.pack.offtopic,
            unseen=(*exam.unseen, *exam.asked),
            rehearsal=rehearsal,
            seed=SEED,
        )
    index = KnowledgeRetriever(
        understander.encoder,
        normalize,
        base.version / learned.INDEX,
        synonyms=base.pack.synonyms,
        lessons=lambda _: lessons,
    )
    index.load(base.settings.tenant, base.articles, base.revision)


def _tell(done: float, note: str) -> None:
    _say({"done": round(done, 3), "note": note})


def _part(start: float, end: float, words: str) -> Progress:
    def told(done: float, note: str) -> None:
        _tell(start + (end - start) * done, f"{words}: {note}")

    return told


def _say(line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    os.nice(NICE)
    order = Order(**json.loads(sys.stdin.read()))
    _say(asdict(learn(order)))


if __name__ == "__main__":
    main()
