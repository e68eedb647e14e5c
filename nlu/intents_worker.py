"""Learns intents from many examples in a process of its own: it imports torch.

python -m nlu.intents_worker --in order.json --out FOLDER [--start F] [--vectors F]
Prints one JSON object a line: {"done": share, "note": words}.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from nlu.example_training import KnownVectors, Lessons, adapted, beside, learn
from nlu.example_weights import save_examples
from nlu.examples import ENCODER, INTENTS
from nlu.joined_encoder import JoinedEncoder
from nlu.static_encoder import StaticEncoder, load_static, save_static


def _tell(done: float, note: str) -> None:
    sys.stdout.write(json.dumps({"done": round(done, 3), "note": note}) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--in", dest="source", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--vectors", type=Path)
    options = parser.parse_args()
    order = json.loads(options.source.read_text("utf-8"))
    lessons = Lessons(
        names=tuple(order["names"]),
        texts=tuple(order["texts"]),
        labels=np.asarray(order["labels"], dtype=np.int64),
    )
    start = load_static(options.start) if options.start else None
    adapt = adapted(start, order["seed"])
    if options.vectors:
        vectors = np.load(options.vectors, allow_pickle=False)
        known = KnownVectors(lessons.texts, vectors)
        adapt = beside(known, start, order["seed"], few=lessons.few)
    encoder, weights = learn(lessons, adapt, tell=_tell)
    card = {"seed": order["seed"], "made": "learned from examples of intents"}
    save_examples(options.out / INTENTS, weights, card)
    own = encoder.adapted if isinstance(encoder, JoinedEncoder) else encoder
    if isinstance(own, StaticEncoder):
        save_static(options.out / ENCODER, own, card)


if __name__ == "__main__":
    main()
