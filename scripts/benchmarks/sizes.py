"""How large a base may be: 20,000 questions, and a dense index of 1,000,000 entries."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bot.article import Article
from bot.message import Channel, Language
from bot.passage import Question
from knowledge.index import DenseIndex, built
from knowledge.ports import Vectors
from knowledge.retriever import KnowledgeRetriever
from nlu.embedded import FOLDER
from nlu.normalize import normalize
from nlu.static_encoder import load_static
from scripts.benchmarks.bases import Base, bases
from scripts.benchmarks.figures import machine, percentile
from scripts.benchmarks.page import Section, table

QUESTIONS, ENTRIES = 20_000, 1_000_000
EACH = 5
"""Wordings of one generated entry."""
ASKED = 300
NOISE = 0.35
"""Length of what is added to a wording's vector to make a variation of it."""
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TENANT = "bench"
HOW = """One core. The questions are the demo bank's wordings with invented names of
products before them, five to an entry; the vectors are those of its wordings, each with
noise. Recall is the share of the ten nearest that exact search finds too. Memory is the
peak of a process that builds the index and searches it; the encoder is the one that
ships, without adaptation."""


def measure() -> Section:
    rows = [*_base(), *_dense()]
    body = f"{machine()}.\n\n{HOW}\n\n{table(['figure', 'measured', 'goal'], rows)}"
    return Section(title="Understanding: size and speed", body=body)


def _base() -> list[list[str]]:
    base = next(bases())
    articles = list(generated(base))
    with tempfile.TemporaryDirectory(prefix="teller-bench-") as home:
        began = time.perf_counter()
        _retriever(Path(home)).load(TENANT, articles, 1)
        indexed = time.perf_counter() - began
        again = _retriever(Path(home))
        began = time.perf_counter()
        loaded = again.load(TENANT, articles, 1)
        started = time.perf_counter() - began
    seconds = list(_seconds(again, base))
    number = f"{loaded.wordings:,} questions"
    return [
        [f"{number} indexed and weighed", f"{indexed:.1f} s", "60 s"],
        [f"{number} loaded from the saved index", f"{started:.1f} s", "6 s"],
        [
            "one question, encoded and searched by all engines, p95",
            f"{1_000 * percentile(seconds, 95):.1f} ms",
            "10 ms",
        ],
    ]


def generated(base: Base) -> Iterator[Article]:
    """Entries whose wordings name a product that no other entry names."""
    wordings = [
        text
        for article in base.articles
        if article.text.language is Language.ZH
        for text in (article.text.question, *article.text.similar_questions)
    ]
    names = "东西南北春夏秋冬金银山水云月星风"
    for number in range(QUESTIONS // EACH):
        name = "".join(names[number >> shift & 15] for shift in (0, 4, 8))
        first = number * EACH % len(wordings)
        own = [
            f"{name}{wordings[(first + at) % len(wordings)]}{at}" for at in range(EACH)
        ]
        text = replace(
            base.articles[0].text,
            external_id=f"E-{number}",
            question=own[0],
            similar_questions=tuple(own[1:]),
        )
        yield replace(base.articles[0], tenant_id=TENANT, text=text)


def _retriever(home: Path) -> KnowledgeRetriever:
    return KnowledgeRetriever(load_static(FOLDER), normalize, home)


def _seconds(retriever: KnowledgeRetriever, base: Base) -> Iterator[float]:
    for place, (text, _, language) in enumerate(base.asked[: ASKED + 20]):
        question = Question(
            tenant_id=TENANT,
            text=text,
            language=language,
            channel=Channel.WEB,
            now=NOW,
        )
        began = time.perf_counter()
        retriever.search(question)
        if place >= 20:
            yield time.perf_counter() - began


def _dense() -> list[list[str]]:
    """In a process of its own, so that its memory can be told."""
    told = subprocess.run(
        [sys.executable, "-m", "scripts.benchmarks.sizes"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found = json.loads(told.splitlines()[-1])
    return [
        [f"{ENTRIES:,} entries built", f"{found['built_s']:.0f} s", ""],
        [
            f"{ENTRIES:,} entries, dense search, p95",
            f"{found['p95_ms']:.1f} ms",
            "50 ms",
        ],
        ["its recall against exact search", f"{found['recall']:.3f}", "0.98"],
        ["its memory", f"{found['memory_gb']:.2f} GB", "2.5 GB"],
    ]


def _large() -> dict[str, float]:
    chance = np.random.default_rng(7)
    base = next(bases())
    texts = [
        normalize(text)
        for one in base.articles
        for text in (one.text.question, *one.text.similar_questions)
    ]
    known = load_static(FOLDER).encode(texts)
    vectors = _variations(known, ENTRIES, chance)
    asked = _variations(known, ASKED, chance)
    exact = _exact(vectors, asked)
    began = time.perf_counter()
    index = built(known.shape[1], range(ENTRIES), vectors)
    seconds = time.perf_counter() - began
    times, shared = _searched(index, asked, exact)
    return {
        "built_s": seconds,
        "p95_ms": 1_000 * percentile(times, 95),
        "recall": shared,
        "memory_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def _variations(known: Vectors, count: int, chance: np.random.Generator) -> Vectors:
    width = known.shape[1]
    found = np.empty((count, width), dtype=np.float32)
    for start in range(0, count, 50_000):
        part = found[start : start + 50_000]
        part[:] = known[chance.integers(0, len(known), len(part))]
        noise = chance.standard_normal(part.shape, dtype=np.float32)
        part += np.float32(NOISE / width**0.5) * noise
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return found


def _exact(vectors: Vectors, asked: Vectors) -> list[set[int]]:
    found = []
    for one in asked:
        alike = vectors @ one
        found.append(set(np.argpartition(-alike, 10)[:10].tolist()))
    return found


def _searched(
    index: DenseIndex, asked: Vectors, exact: list[set[int]]
) -> tuple[list[float], float]:
    none = np.zeros(0, dtype=np.int64)
    times, shared = [], 0
    for one, wanted in zip(asked, exact, strict=True):
        began = time.perf_counter()
        hits = index.search(one, 10, none, none)
        times.append(time.perf_counter() - began)
        shared += len(wanted & {hit.id for hit in hits})
    return times, shared / (10 * len(asked))


if __name__ == "__main__":
    print(json.dumps(_large()))
