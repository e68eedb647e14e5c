"""Makes the embedded encoder again, from the public sets and what we wrote.

python -m scripts.train_encoder_main --out FOLDER [--without SET]...
"""

import argparse
import os
import sys
from itertools import chain
from pathlib import Path

from nlu.contrastive import FOUNDATION, fit_table
from nlu.embedded import FOLDER
from nlu.static_encoder import StaticEncoder, save_small, stepped
from nlu.weights import first_weights
from scripts.train_encoder_corpus import ROOT, SOURCES, corpus

SEED = 7


def _tell(done: float, note: str) -> None:
    sys.stderr.write(f"{done:6.1%} {note}\n")


def _card(counts: dict[str, tuple[int, int]]) -> dict[str, object]:
    credits = {source.folder: source for source in SOURCES}
    return {
        "made": "scripts/train_encoder",
        "seed": SEED,
        "recipe": {name: getattr(FOUNDATION, name) for name in FOUNDATION.__slots__},
        "sources": [
            {
                "name": name,
                "groups": groups,
                "wordings": wordings,
                "licence": credits[name].licence if name in credits else "Apache-2.0",
                "credit": credits[name].credit if name in credits else "Teller",
            }
            for name, (groups, wordings) in counts.items()
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--without", action="append", default=[])
    options = parser.parse_args()
    data = Path(os.environ.get("TELLER_DATA", ROOT.parent / "shared" / "data"))
    found = corpus(data, without=tuple(options.without))
    groups = list(chain.from_iterable(found.values()))
    vocabulary, table = first_weights(groups, seed=SEED)
    trained = fit_table(
        vocabulary, table, groups, seed=SEED, recipe=FOUNDATION, tell=_tell
    )
    counts = {name: (len(some), sum(map(len, some))) for name, some in found.items()}
    encoder = StaticEncoder(vocabulary, stepped(trained))
    save_small(options.out, encoder, _card(counts))
    _tell(1.0, f"{options.out}: {len(groups)} groups, {vocabulary.rows} rows")


if __name__ == "__main__":
    main()
