"""The retriever: from a question to passages, over snapshots that change while read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from bot.article import Article, ArticleState
from bot.passage import Passage, Question
from knowledge.calibration import Calibration
from knowledge.errors import IndexDamaged, IndexMissing, NotLoaded
from knowledge.evidence import query
from knowledge.fitting import Lessons, fit
from knowledge.passages import passages_of, told_of
from knowledge.ports import Encoder, Fold, Reranker
from knowledge.reranking import TOP, reranked
from knowledge.shelving import Shelving, saved_calibration
from knowledge.snapshot import Snapshot, recalibrated
from knowledge.teaching import taught_reranking

UNLIKELY = 0.3
"""Below this the other language is searched too."""
NOISE = 0.02
"""Passages less likely than this are not handed to a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """How a tenant's articles came to be served."""

    articles: int
    wordings: int
    built: bool
    """False: taken from the saved index."""
    damaged: IndexDamaged | None = None
    """What was refused, and replaced by building anew."""


Teach = Callable[[Sequence[Article]], Lessons]
"""Asked for only when there is something to be learned anew."""


def taught_nothing(articles: Sequence[Article]) -> Lessons:
    """What the articles themselves teach, and no more."""
    return Lessons()


class KnowledgeRetriever:
    """Implements bot.ports.Retriever. Readers never wait; writers take turns."""

    def __init__(
        self,
        encoder: Encoder,
        fold: Fold,
        folder: Path,
        *,
        synonyms: Sequence[Sequence[str]] = (),
        lessons: Teach = taught_nothing,
        reranker: Reranker | None = None,
    ) -> None:
        self._encoder = encoder
        self._shelving = Shelving(fold, synonyms)
        self._folder = folder
        self._lessons = lessons
        self._reranker = reranker
        self._snapshots: dict[str, Snapshot] = {}
        self._writing = Lock()

    def load(
        self,
        tenant_id: str,
        articles: Sequence[Article],
        revision: int,
        *,
        encoder: Encoder | None = None,
    ) -> Loaded:
        """Serve exactly these; the saved index is used where it fits them.

        `encoder`: this tenant's own, in place of the common one.
        """
        with self._writing:
            chosen = encoder or self._encoder
            snapshot, damaged = self._saved(tenant_id, articles, revision, chosen)
            if built := snapshot is None:
                snapshot = self._shelving.build(articles, chosen, revision)
                snapshot = self._calibrated(snapshot)
            asked = self._second_looks(snapshot)
            self._snapshots[tenant_id] = asked
            if built or asked is not snapshot:
                self._shelving.save(asked, self._place(tenant_id))
            return Loaded(
                articles=len(snapshot.articles),
                wordings=len(snapshot.wordings),
                built=built,
                damaged=damaged,
            )

    def apply(
        self,
        tenant_id: str,
        published: Sequence[Article],
        removed: Sequence[str],
        revision: int,
    ) -> None:
        """Serve new versions in place of old ones, and no more what is removed.

        Raises NotLoaded.
        """
        with self._writing:
            old = self._snapshot(tenant_id)
            kept = {article.external_id: article for article in old.articles}
            for article in published:
                kept.pop(article.external_id, None)
                if article.state is ArticleState.PUBLISHED:
                    kept[article.external_id] = article
            for external_id in removed:
                kept.pop(external_id, None)
            new = self._shelving.change(old, tuple(kept.values()), revision)
            self._snapshots[tenant_id] = new
            self._shelving.save(new, self._place(tenant_id))

    def calibrate(self, tenant_id: str) -> int:
        """Learn anew what a score is worth, after many changes.

        Returns the number of questions learned from. Raises NotLoaded.
        """
        with self._writing:
            new = self._calibrated(self._snapshot(tenant_id))
            self._snapshots[tenant_id] = new
            self._shelving.save(new, self._place(tenant_id))
            return new.calibration.learned_from

    @contextmanager
    def prepared(
        self, tenant_id: str, encoder: Encoder, folder: Path
    ) -> Iterator[Callable[[], None]]:
        """Makes ready to serve today's articles with another encoder, and with what
        was found in `folder` that its scores are worth; gives what puts it in place,
        at once. Publications wait, readers do not.

        Raises NotLoaded, IndexMissing, IndexDamaged.
        """
        with self._writing:
            worth = saved_calibration(folder / self._place(tenant_id).name)
            old = self._snapshot(tenant_id)
            new = recalibrated(self._shelving.reencoded(old, encoder), worth)

            def put() -> None:
                self._encoder, self._folder = encoder, folder
                self._snapshots[tenant_id] = new

            yield put
            if self._snapshot(tenant_id) is new:
                self._shelving.save(new, self._place(tenant_id))

    def loaded(self, tenant_id: str) -> bool:
        return tenant_id in self._snapshots

    def revision(self, tenant_id: str) -> int:
        return self._snapshot(tenant_id).revision

    def calibration(self, tenant_id: str) -> Calibration:
        """What its scores are worth now."""
        return self._snapshot(tenant_id).calibration

    def article_count(self, tenant_id: str) -> int:
        return len(self._snapshot(tenant_id).articles)

    def retrieve(self, question: Question) -> Sequence[Passage]:
        likely = [p for p in self.search(question) if p.confidence >= NOISE]
        return tuple(likely)

    def search(self, question: Question) -> Sequence[Passage]:
        """Every candidate up to the limit, however unlikely."""
        snapshot = self._snapshot(question.tenant_id)
        folded = self._shelving.fold(question.text)
        if not folded or not snapshot.articles or question.limit <= 0:
            return ()
        found = self._likeliest(snapshot, folded, question)
        if self._reranker is not None:
            worth = snapshot.reranking
            found = reranked(found, question.text, self._reranker, worth)
        return found[: question.limit]

    def _likeliest(
        self, snapshot: Snapshot, folded: str, question: Question
    ) -> tuple[Passage, ...]:
        """In the language that was asked in, or else in another."""
        asked = query(snapshot, folded)
        wide = question
        if self._reranker is not None:
            wide = replace(question, limit=max(question.limit, TOP))
        open_ = snapshot.limits.servable(question.now, question.channel)
        same = snapshot.limits.speaking(question.language)
        found = passages_of(snapshot, asked, open_ & same, wide)
        if found and found[0].confidence >= UNLIKELY:
            return found
        other = passages_of(snapshot, asked, open_ & ~same, wide)
        if not found or (other and other[0].confidence >= UNLIKELY):
            return other
        return found

    def _second_looks(self, snapshot: Snapshot) -> Snapshot:
        """What a reranker is worth here, learned once for each."""
        known = snapshot.reranking.fingerprint
        if self._reranker is None or known == self._reranker.fingerprint:
            return snapshot
        return replace(snapshot, reranking=taught_reranking(snapshot, self._reranker))

    def passage(self, question: Question, article_id: str) -> Passage | None:
        snapshot = self._snapshot(question.tenant_id)
        place = snapshot.place_of.get(article_id)
        if place is None:
            return None
        if not snapshot.limits.servable(question.now, question.channel)[place]:
            return None
        return told_of(snapshot.articles[place], question.channel, 1.0)

    def _snapshot(self, tenant_id: str) -> Snapshot:
        snapshot = self._snapshots.get(tenant_id)
        if snapshot is None:
            raise NotLoaded(tenant_id)
        return snapshot

    def _saved(
        self,
        tenant_id: str,
        articles: Sequence[Article],
        revision: int,
        encoder: Encoder,
    ) -> tuple[Snapshot | None, IndexDamaged | None]:
        place = self._place(tenant_id)
        try:
            return self._shelving.load(articles, encoder, revision, place), None
        except IndexMissing:
            return None, None
        except IndexDamaged as damaged:
            return None, damaged

    def _calibrated(self, snapshot: Snapshot) -> Snapshot:
        if not snapshot.articles:
            return snapshot
        lessons = self._lessons(snapshot.articles)
        asked = snapshot
        if lessons.rehearsal is not None:
            asked = self._shelving.build(
                snapshot.articles, lessons.rehearsal, snapshot.revision
            )
        learned = fit(asked, lessons, self._shelving.fold)
        return recalibrated(snapshot, learned)

    def _place(self, tenant_id: str) -> Path:
        return self._folder / f"tenant-{quote(tenant_id, safe='')}"
