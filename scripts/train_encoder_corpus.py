"""The text that the embedded encoder is made from: groups of wordings, by source."""

import csv
import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from nlu.normalize import normalize

ROOT = Path(__file__).parent.parent
FRAMES = Path(__file__).with_name("train_encoder_frames.toml")
LONGEST = 300
"""Characters of a text that are looked at."""
MOST_OF_A_FRAME = 12

Groups = list[tuple[str, ...]]
Read = Callable[[Path], Iterator[tuple[str, str]]]
"""From a folder to (meaning, wording)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    folder: str
    licence: str
    credit: str
    read: Read


def held_out(text: str) -> bool:
    """One in five, by the text itself: what no training may see."""
    return int(hashlib.md5(text.encode()).hexdigest(), 16) % 5 == 0  # noqa: S324


def questions_asked(folder: Path) -> frozenset[str]:
    """Every question, normalised, that something is measured with."""
    measured = [
        text
        for name in ("banking77_en/train", "clinc150_en/train", "hwu64_en/train")
        for text in _column(folder / f"{name}.jsonl", "text")
        if held_out(text)
    ]
    for name in (
        *("clinc150_en/val", "clinc150_en/oos_train", "clinc150_en/oos_val"),
        *("hwu64_en/valid", "banking77_oos_en/id_oos_valid"),
        "banking77_oos_en/ood_oos_valid",
    ):
        measured += _column(folder / f"{name}.jsonl", "text")
    with (ROOT / "tests/texts/heldout.csv").open(encoding="utf-8", newline="") as rows:
        measured += [row["question"] for row in csv.DictReader(rows)]
    return frozenset(map(normalize, measured))


def corpus(folder: Path, *, without: tuple[str, ...] = ()) -> dict[str, Groups]:
    """The groups of each source, in the order of `SOURCES`, then what we wrote."""
    banned = questions_asked(folder)
    found = {
        source.folder: _groups(source.read(folder / source.folder), banned)
        for source in SOURCES
        if source.folder not in without
    }
    found["frames"] = _groups(_framed(), banned)
    found["synonyms"] = _groups(_synonyms(), banned)
    return found


def _groups(said: Iterator[tuple[str, str]], banned: frozenset[str]) -> Groups:
    by_meaning: dict[str, dict[str, None]] = {}
    for meaning, wording in said:
        folded = normalize(wording[:LONGEST])
        if folded and folded not in banned:
            by_meaning.setdefault(meaning, {})[folded] = None
    return [tuple(group) for group in by_meaning.values() if len(group) > 1]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _column(path: Path, name: str) -> list[str]:
    return [row[name] for row in _lines(path)]


def _intents(file: str, text: str = "text") -> Read:
    def read(folder: Path) -> Iterator[tuple[str, str]]:
        for row in _lines(folder / file):
            yield row["intent"], row[text]

    return read


def _several_intents(folder: Path) -> Iterator[tuple[str, str]]:
    for row in _lines(folder / "folds_0_14.jsonl"):
        if row.get("intents"):
            yield " ".join(sorted(row["intents"])), row["text"]


def _documents(folder: Path) -> Iterator[tuple[str, str]]:
    """A document's title and its paragraphs mean the same matter."""
    for row in _lines(folder / "documents.jsonl"):
        yield row["id"], row["title"]
        parts = re.split(r"\n\s*\n|\n## ", row["content"])
        for part in [part for part in parts if len(part) > 40][:2]:
            yield row["id"], part


def _finance(folder: Path) -> Iterator[tuple[str, str]]:
    """Question and right answer; or questions of one intent."""
    for path in sorted(folder.glob("*.jsonl")):
        if path.stem.endswith(("情绪识别", "槽位识别")):
            continue
        by_answer = path.stem.endswith("意图理解")
        for row in _lines(path):
            answer = row.get(str(row.get("answer") or "-"))
            if isinstance(answer, str) and answer and row["question"]:
                meaning = path.stem + (answer if by_answer else row["id"])
                yield meaning, row["question"]
                if not by_answer:
                    yield meaning, answer


def _dialogues(folder: Path) -> Iterator[tuple[str, str]]:
    """Customers' sentences that ask the same of the same domain."""
    for row in _lines(folder / "val.jsonl"):
        for message in row["messages"]:
            acts = {" ".join(act[:3]) for act in message.get("dialog_act") or ()}
            if message["role"] == "usr" and acts:
                yield "|".join(sorted(acts)), message["content"]


def _framed() -> Iterator[tuple[str, str]]:
    told = tomllib.loads(FRAMES.read_text("utf-8"))
    chance = np.random.default_rng(0)
    for frame in told["frames"]:
        for subject in frame["subjects"]:
            yield from _sentences(told["rows"], frame, subject, chance)


def _sentences(
    rows: Mapping[str, list[str]],
    frame: Mapping[str, Any],
    subject: str,
    chance: np.random.Generator,
) -> Iterator[tuple[str, str]]:
    order = [*frame["parts"], subject]
    if frame.get("subject_first"):
        order = [subject, *frame["parts"]]
    sentences = ["".join(words) for words in product(*(rows[name] for name in order))]
    for chosen in chance.permutation(len(sentences))[:MOST_OF_A_FRAME]:
        yield " ".join(order), sentences[chosen]


def _synonyms() -> Iterator[tuple[str, str]]:
    told = tomllib.loads((ROOT / "api/demo/synonyms.toml").read_text("utf-8"))
    for language, groups in told.items():
        for group in groups:
            for word in group:
                yield f"{language} {group[0]}", word


SOURCES = (
    Source(
        folder="banking77_en",
        licence="CC BY 4.0",
        credit="BANKING77, PolyAI, PolyAI-LDN/task-specific-datasets",
        read=_intents("train.jsonl"),
    ),
    Source(
        folder="clinc150_en",
        licence="CC BY 3.0",
        credit="CLINC150, Clinc, clinc/oos-eval",
        read=_intents("train.jsonl"),
    ),
    Source(
        folder="hwu64_en",
        licence="CC BY 4.0",
        credit="HWU64, Liu et al., xliuhw/NLU-Evaluation-Data",
        read=_intents("train.jsonl"),
    ),
    Source(
        folder="nlupp_banking_en",
        licence="CC BY 4.0",
        credit="NLU++ banking, PolyAI, PolyAI-LDN/task-specific-datasets",
        read=_several_intents,
    ),
    Source(
        folder="dstc11_intents_en",
        licence="CDLA-Permissive-2.0",
        credit="DSTC11 track 2, Amazon, amazon-science/dstc11-track2-intent-induction",
        read=_intents("development.jsonl", "utterance"),
    ),
    Source(
        folder="rasa_financial_en",
        licence="Apache-2.0",
        credit="Rasa financial demo, RasaHQ/financial-demo",
        read=_intents("utterances.jsonl"),
    ),
    Source(
        folder="tau2_banking_en",
        licence="MIT",
        credit="tau2-bench banking knowledge, Sierra, sierra-research/tau2-bench",
        read=_documents,
    ),
    Source(
        folder="fin_eva_zh",
        licence="CC BY 4.0",
        credit="Fin-Eva 1.0, Ant Group and SUFE, alipay/financial_evaluation_dataset",
        read=_finance,
    ),
    Source(
        folder="crosswoz_zh",
        licence="Apache-2.0",
        credit="CrossWOZ, thu-coai/CrossWOZ",
        read=_dialogues,
    ),
)
