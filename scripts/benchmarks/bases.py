"""Question bases to measure on: the demo bank's, and public sets where they are."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from api.cli.questions import read_questions
from api.pack import load_pack
from bot.article import Article, ArticleState, ArticleText
from bot.message import Language
from knowledge.importer.reading import read
from nlu.normalize import normalize

ROOT = Path(__file__).parents[2]
PUBLIC = {"BANKING77": "banking77_en", "CLINC150": "clinc150_en", "HWU64": "hwu64_en"}
WORDINGS = (1, 5, 30)
MOST = 800
"""Questions asked of one base."""

Asked = tuple[str, str, Language]
"""Question, external id of the right article, language of the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    name: str
    articles: tuple[Article, ...]
    asked: tuple[Asked, ...]
    synonyms: tuple[tuple[str, ...], ...] = ()
    offtopic: tuple[str, ...] = ()


def bases() -> Iterator[Base]:
    yield from _demo()
    data = os.environ.get("TELLER_DATA", "")
    for name, folder in PUBLIC.items():
        file = Path(data, folder, "train.jsonl")
        if data and file.is_file():
            for wordings in WORDINGS:
                yield _public(f"{name}, {wordings} wordings", file, wordings)


def _demo() -> Iterator[Base]:
    pack = load_pack(ROOT / "api" / "demo")
    texts = [
        text
        for file in pack.article_files
        for text in read(
            file.read_bytes(), file.name, fold=normalize, zone=pack.zone, base=()
        ).articles
    ]
    spoken = {text.external_id: text.language for text in texts}
    asked = tuple(
        (one.question, one.expected, spoken[one.expected])
        for one in read_questions(ROOT / "tests" / "texts" / "heldout.csv")
    )
    modes = {
        "all wordings": texts,
        "5 wordings": [_with(text, text.similar_questions[:4]) for text in texts],
        "standard question alone": [_with(text, ()) for text in texts],
        "answers alone": [
            replace(_with(text, ()), question=text.answer) for text in texts
        ],
    }
    for mode, some in modes.items():
        yield Base(
            name=f"demo bank, {mode}",
            articles=tuple(map(_article, some)),
            asked=asked,
            synonyms=pack.synonyms,
            offtopic=pack.offtopic,
        )


def _with(text: ArticleText, similar: tuple[str, ...]) -> ArticleText:
    return replace(text, similar_questions=similar)


def _public(name: str, file: Path, wordings: int) -> Base:
    """Each class is an entry; a fifth of the texts, by their md5, is asked."""
    chance = np.random.default_rng(5)
    classes: dict[str, list[str]] = {}
    asked: list[Asked] = []
    for text, intent in _distinct(file):
        digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        if int(digest, 16) % 5 == 0:
            asked.append((text, intent, Language.EN))
        else:
            classes.setdefault(intent, []).append(text)
    order = chance.permutation(len(asked))[:MOST].tolist()
    return Base(
        name=name,
        articles=tuple(
            _article(_entry(intent, texts, wordings, chance))
            for intent, texts in sorted(classes.items())
        ),
        asked=tuple(asked[at] for at in order),
    )


def _distinct(file: Path) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        text = row["text"].strip()
        if normalize(text) not in seen:
            seen.add(normalize(text))
            yield text, row["intent"]


def _entry(
    intent: str, texts: list[str], wordings: int, chance: np.random.Generator
) -> ArticleText:
    chosen = [texts[at] for at in chance.permutation(len(texts))[:wordings].tolist()]
    return ArticleText(
        external_id=intent,
        question=chosen[0],
        similar_questions=tuple(chosen[1:]),
        answer="See the app.",
        language=Language.EN,
    )


def _article(text: ArticleText) -> Article:
    return Article(
        tenant_id="bench",
        text=text,
        version=1,
        state=ArticleState.PUBLISHED,
        author_id="bench",
        written_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
