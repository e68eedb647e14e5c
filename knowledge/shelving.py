"""Builds snapshots: from articles, from what was saved, from another snapshot."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.article import Article
from knowledge import calibration, files, index, reranking
from knowledge.calibration import Calibration
from knowledge.errors import IndexDamaged
from knowledge.index import DenseIndex
from knowledge.ports import Encoder, Fold, Vectors
from knowledge.repair import Repairs
from knowledge.reranking import Reranking
from knowledge.snapshot import (
    Cut,
    Snapshot,
    Wording,
    belonging_of,
    houses_of,
    lexicon_of,
    limits_of,
    published,
    telling,
    vectors_of,
    wordings_of,
)
from knowledge.tokens import Synonyms

WORDINGS = "wordings.json"
BATCH = 1024
"""Texts given to the encoder at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a snapshot is put together from."""

    served: tuple[Article, ...]
    wordings: tuple[Wording, ...]
    dense: DenseIndex
    cut: Mapping[str, Cut]
    """Texts that were cut for an earlier snapshot."""


class Shelving:
    """Holds what does not change from one snapshot to the next."""

    def __init__(self, fold: Fold, synonyms: Sequence[Sequence[str]] = ()) -> None:
        self._fold = fold
        self._synonyms = Synonyms.of(synonyms, fold)

    def fold(self, text: str) -> str:
        """Any text at all; what no engine can take becomes a question mark."""
        return self._fold(text.encode("utf-8", "replace").decode("utf-8"))

    def build(
        self, articles: Sequence[Article], encoder: Encoder, revision: int
    ) -> Snapshot:
        """Everything anew, with the default calibration."""
        served = published(articles)
        wordings = self._numbered(served, (), {}, 0)
        vectors = _encoded(encoder, [wording.folded for wording in wordings])
        dense = index.built(
            encoder.dimensions, [wording.id for wording in wordings], vectors
        )
        parts = Parts(served=served, wordings=wordings, dense=dense, cut={})
        default = calibration.untaught(len(wordings), len(served))
        return self._assembled(parts, encoder, default, revision)

    def change(
        self, old: Snapshot, articles: Sequence[Article], revision: int
    ) -> Snapshot:
        """`articles`: all that are to be served; only new wordings are encoded."""
        served = published(articles)
        kept = {(w.article_id, w.folded): w.id for w in old.wordings}
        free = int(old.ids.max(initial=-1)) + 1
        wordings = self._numbered(served, old.wordings, kept, free)
        current = {wording.id for wording in wordings}
        new = [wording for wording in wordings if wording.id >= free]
        gone = [id_ for id_ in old.ids.tolist() if id_ not in current]
        dense = old.dense.changed(
            np.asarray([wording.id for wording in new], dtype=np.int64),
            _encoded(old.encoder, [wording.folded for wording in new]),
            np.asarray(gone, dtype=np.int64),
        )
        cut = old.lexicon.cut
        parts = Parts(served=served, wordings=wordings, dense=dense, cut=cut)
        made = self._assembled(parts, old.encoder, old.calibration, revision)
        return replace(made, reranking=old.reranking)

    def reencoded(self, old: Snapshot, encoder: Encoder) -> Snapshot:
        """The same articles, near to one another as another encoder sees them."""
        texts = [wording.folded for wording in old.wordings]
        vectors = _encoded(encoder, texts)
        dense = index.built(encoder.dimensions, old.ids.tolist(), vectors)
        return replace(old, encoder=encoder, dense=dense)

    def save(self, snapshot: Snapshot, folder: Path) -> None:
        rows = [[w.id, w.article_id, w.folded] for w in snapshot.wordings]
        files.save(
            folder,
            {
                index.FILE: snapshot.dense.written(),
                WORDINGS: json.dumps(rows, ensure_ascii=False).encode("utf-8"),
                calibration.FILE: snapshot.calibration.written(),
                reranking.FILE: snapshot.reranking.written(),
            },
            {
                "encoder": snapshot.encoder.fingerprint,
                "dimensions": snapshot.encoder.dimensions,
                "revision": snapshot.revision,
                "wordings": len(snapshot.wordings),
                "calibration": _told(snapshot.calibration),
            },
        )

    def load(
        self, articles: Sequence[Article], encoder: Encoder, revision: int, folder: Path
    ) -> Snapshot | None:
        """None when what was saved is whole but was made of something else.

        Raises IndexMissing, IndexDamaged.
        """
        about, saved = files.load(folder)
        if about.get("encoder") != encoder.fingerprint:
            return None
        if about.get("revision") != revision:
            return None
        rows = _rows(saved)
        served = published(articles)
        kept = {(article_id, folded): id_ for id_, article_id, folded in rows}
        free = max(kept.values(), default=-1) + 1
        wordings = self._numbered(served, (), kept, free)
        if [(w.id, w.article_id, w.folded) for w in wordings] != rows:
            return None
        dense = DenseIndex.read(_part(saved, index.FILE), encoder.dimensions)
        learned = Calibration.read(_part(saved, calibration.FILE))
        parts = Parts(served=served, wordings=wordings, dense=dense, cut={})
        new = self._assembled(parts, encoder, learned, revision)
        return replace(new, reranking=_reranking(saved))

    def _numbered(
        self,
        served: Sequence[Article],
        old: Sequence[Wording],
        kept: dict[tuple[str, str], int],
        free: int,
    ) -> tuple[Wording, ...]:
        known = {wording.text: wording.folded for wording in old}
        found = []
        for article in served:
            for text, folded in wordings_of(article, self.fold, known):
                id_ = kept.get((article.external_id, folded), free)
                free += id_ == free
                found.append(Wording(id_, article.external_id, text, folded))
        return tuple(found)

    def _assembled(
        self, parts: Parts, encoder: Encoder, learned: Calibration, revision: int
    ) -> Snapshot:
        wordings = parts.wordings
        asked = {wording.article_id for wording in wordings}
        articles = tuple(a for a in parts.served if a.external_id in asked)
        place_of = {a.external_id: place for place, a in enumerate(articles)}
        owners = np.asarray([place_of[w.article_id] for w in wordings], dtype=np.int64)
        lexicon = lexicon_of(articles, wordings, self._synonyms, self.fold, parts.cut)
        houses = houses_of(articles, wordings, self.fold)
        strangers = telling(learned.strangers, houses)
        return Snapshot(
            revision=revision,
            encoder=encoder,
            articles=articles,
            wordings=wordings,
            ids=np.asarray([w.id for w in wordings], dtype=np.int64),
            owners=owners,
            firsts=np.searchsorted(owners, np.arange(len(articles))),
            row_of={wording.id: row for row, wording in enumerate(wordings)},
            place_of=place_of,
            limits=limits_of(articles),
            dense=parts.dense,
            lexicon=lexicon,
            belonging=belonging_of(articles, wordings, lexicon, strangers),
            strangers=vectors_of(encoder, strangers),
            houses=houses,
            repairs=Repairs.of(wording.folded for wording in wordings),
            calibration=learned,
        )


def saved_calibration(folder: Path) -> Calibration:
    """Raises IndexMissing, IndexDamaged."""
    _, saved = files.load(folder)
    return Calibration.read(_part(saved, calibration.FILE))


def _encoded(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    parts = [
        encoder.encode(texts[start : start + BATCH])
        for start in range(0, len(texts), BATCH)
    ]
    if not parts:
        return np.zeros((0, encoder.dimensions), dtype=np.float32)
    return np.concatenate(parts).astype(np.float32, copy=False)


def _reranking(saved: dict[str, bytes]) -> Reranking:
    """An index of an earlier service knows of none."""
    content = saved.get(reranking.FILE)
    return Reranking() if content is None else Reranking.read(content)


def _told(learned: Calibration) -> str:
    if not learned.learned_from:
        return "default table"
    return f"learned from {learned.learned_from} questions"


def _part(saved: dict[str, bytes], name: str) -> bytes:
    if name not in saved:
        raise IndexDamaged(name, "is not in the manifest")
    return saved[name]


def _rows(saved: dict[str, bytes]) -> list[tuple[int, str, str]]:
    try:
        rows = json.loads(_part(saved, WORDINGS))
        return [(int(id_), str(article), str(folded)) for id_, article, folded in rows]
    except (ValueError, TypeError):
        raise IndexDamaged(WORDINGS, "cannot be read") from None
