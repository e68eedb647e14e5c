"""Examples of intents become a classifier, learned in a worker process."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlu.embedded import FOLDER
from nlu.encoder import Encoder
from nlu.errors import TrainingFailed
from nlu.example_classifier import ExampleClassifier
from nlu.example_weights import load_examples
from nlu.joined_encoder import JoinedEncoder
from nlu.normalize import normalize
from nlu.static_encoder import load_static
from nlu.training import Progress, python, watched

WORKER = python("nlu.intents_worker")
ENCODER, INTENTS = "encoder", "intents"
"""Folders that the worker writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    text: str
    intent: str
    """Empty: none of the intents."""


def learn_examples(
    examples: Sequence[Example],
    *,
    seed: int,
    progress: Progress,
    encoder: Encoder | None = None,
    start: Path = FOLDER,
) -> ExampleClassifier:
    """`encoder`: one that the user named, which speaks beside the embedded one.

    `start`: the weights that the embedded one is adapted from. Raises TrainingFailed.
    """
    with tempfile.TemporaryDirectory(prefix="teller-intents-") as scratch:
        folder = Path(scratch)
        options = ["--in", str(folder / "order.json"), "--out", str(folder)]
        texts = _write_order(folder / "order.json", examples, seed)
        options += ["--start", str(start)]
        if encoder is not None:
            np.save(folder / "vectors.npy", encoder.encode(texts), allow_pickle=False)
            options += ["--vectors", str(folder / "vectors.npy")]
        status, last = watched([*WORKER, *options], progress)
        if status:
            raise TrainingFailed(last)
        chosen = _learned(folder / ENCODER, encoder)
        return ExampleClassifier(chosen, load_examples(folder / INTENTS))


def _learned(place: Path, named: Encoder | None) -> Encoder:
    if named is not None and not place.exists():
        return named
    own = load_static(place)
    return JoinedEncoder(own, named) if named is not None else own


def _write_order(path: Path, examples: Sequence[Example], seed: int) -> list[str]:
    names = sorted({one.intent for one in examples if one.intent})
    if len(names) < 2:
        raise TrainingFailed("examples of two intents or more are needed")
    places = {name: place for place, name in enumerate(names)}
    told = dict.fromkeys(
        (places.get(one.intent, len(names)), normalize(one.text)) for one in examples
    )
    rows = sorted((row for row in told if row[1]), key=lambda row: row[0])
    order = {
        "seed": seed,
        "names": names,
        "labels": [label for label, _ in rows],
        "texts": [text for _, text in rows],
    }
    path.write_text(json.dumps(order), "utf-8")
    return [text for _, text in rows]
