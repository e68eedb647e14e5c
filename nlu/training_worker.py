"""Trains a base's own encoder in a process of its own: the one that imports torch.

python -m nlu.training_worker --in groups.jsonl --card card.json --out FOLDER
Prints one JSON object a line: {"done": share, "note": words}.
"""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from nlu.contrastive import ADAPTATION, ALONE, Progress, Recipe, fit_table
from nlu.proving import hits, set_apart
from nlu.static_encoder import StaticEncoder, halved, load_static, save_static
from nlu.weights import Groups, first_weights

LAST = replace(ADAPTATION, passes=1, fewest_steps=10, rate=0.003)
"""After the proof: what was set apart is learned as well."""
PROVED = 0.85
"""Share of the work that is done when the weights are proved."""


def train(
    groups: Groups, start: StaticEncoder | None, *, seed: int, tell: Progress
) -> tuple[StaticEncoder, dict[str, object]]:
    """The better of what it starts from and what it learns, and how that was found."""
    trial = set_apart(groups, seed=seed)
    vocabulary, table = first_weights(groups, seed=seed, start=start)
    before = StaticEncoder(vocabulary, table)
    learned = fit_table(
        vocabulary,
        table,
        trial.groups,
        seed=seed,
        recipe=_recipe(groups),
        tell=lambda done, note: tell(PROVED * done, note),
    )
    after = StaticEncoder(vocabulary, learned)
    told = {
        "proved_on": len(trial.asked),
        "hit_at_1_before": hits(before, trial),
        "hit_at_1": hits(after, trial),
    }
    if trial.asked and told["hit_at_1"] < told["hit_at_1_before"]:
        return StaticEncoder(vocabulary, halved(table)), {**told, "made": _KEPT}
    if trial.asked:
        learned = fit_table(
            vocabulary,
            learned,
            groups,
            seed=seed,
            recipe=LAST,
            tell=lambda done, note: tell(PROVED + (1 - PROVED) * done, note),
        )
    return StaticEncoder(vocabulary, halved(learned)), {**told, "made": _TRAINED}


def _recipe(groups: Groups) -> Recipe:
    return ADAPTATION if sum(map(len, groups)) >= 2 * len(groups) else ALONE


_TRAINED = "trained on the base's own wordings"
_KEPT = "as it was before: training on the base's own wordings did not better it"


def _tell(done: float, note: str) -> None:
    sys.stdout.write(json.dumps({"done": round(done, 3), "note": note}) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--in", dest="source", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--card", type=Path, required=True)
    parser.add_argument("--start", type=Path)
    options = parser.parse_args()
    lines = options.source.read_text("utf-8").splitlines()
    groups = [tuple(json.loads(line)) for line in lines]
    card = json.loads(options.card.read_text("utf-8"))
    start = load_static(options.start) if options.start else None
    encoder, told = train(groups, start, seed=card["seed"], tell=_tell)
    save_static(options.out, encoder, {**card, **told})
    _tell(1.0, "trained")


if __name__ == "__main__":
    main()
