"""Trains the embedded encoder in a process of its own: the one that imports torch.

python -m nlu.training_worker --in groups.jsonl --card card.json --out FOLDER
Prints one JSON object a line: {"done": share, "note": words}.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize

from nlu.encoder import Vectors
from nlu.features import Bags, Vocabulary
from nlu.static_encoder import StaticEncoder, halved, save_static
from nlu.weights import Groups, first_weights

BATCH = 512
PASSES = 5
"""Times that each wording is an anchor, in a large base."""
FEWEST_STEPS = 120
"""Small bases are passed more often, until this many steps are taken."""
RATE = 0.01
SCALE = 20.0
NESTED = (256, 128, 64)
"""Leading dimensions at which the vectors must work alone."""

Progress = Callable[[float, str], None]
Pair = tuple[int, int]


def train(groups: Groups, *, seed: int, tell: Progress) -> StaticEncoder:
    """Contrastive: wordings of one group together, wordings of others apart."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    vocabulary, table = first_weights(groups, seed=seed)
    bag = torch.nn.EmbeddingBag.from_pretrained(
        torch.from_numpy(table), freeze=False, mode="sum", sparse=True
    )
    _run(bag, _Wordings(vocabulary, groups, np.random.default_rng(seed)), tell)
    trained: Vectors = bag.weight.detach().numpy()
    return StaticEncoder(vocabulary, halved(trained))


class _Wordings:
    """The groups as bags of features, drawn from in pairs."""

    def __init__(
        self, vocabulary: Vocabulary, groups: Groups, chance: np.random.Generator
    ) -> None:
        self._bags = vocabulary.bags(text for group in groups for text in group)
        ends = np.cumsum([0, *map(len, groups)])
        self._groups = [range(a, b) for a, b in pairwise(ends.tolist())]
        self._groups = [group for group in self._groups if len(group) > 1]
        self._chance = chance

    @property
    def batch(self) -> int:
        return min(BATCH, len(self._groups))

    @property
    def steps(self) -> int:
        anchors = sum(map(len, self._groups))
        return max(FEWEST_STEPS, PASSES * anchors // self.batch)

    def batches(self) -> Iterator[list[Pair]]:
        """Endless; no two pairs of a batch come from one group."""
        while True:
            order = self._chance.permutation(len(self._groups))
            for start in range(0, len(order) - self.batch + 1, self.batch):
                yield [self._pair(group) for group in order[start:][: self.batch]]

    def _pair(self, group: int) -> Pair:
        members = self._groups[group]
        one, two = self._chance.choice(len(members), size=2, replace=False)
        return members[int(one)], members[int(two)]

    def take(self, wordings: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
        return _taken(self._bags, wordings)


def _taken(bags: Bags, chosen: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    parts = [bags.ids[bags.starts[i] : bags.starts[i + 1]] for i in chosen]
    starts = np.cumsum([0, *map(len, parts)])[:-1]
    return torch.from_numpy(np.concatenate(parts)), torch.from_numpy(starts)


def _run(bag: torch.nn.EmbeddingBag, wordings: _Wordings, tell: Progress) -> None:
    optimizer = torch.optim.SparseAdam(bag.parameters(), lr=RATE)
    steps = wordings.steps
    for step, pairs in zip(range(steps), wordings.batches(), strict=False):
        for settings in optimizer.param_groups:
            settings["lr"] = RATE * (1 - step / steps)
        ones = bag(*wordings.take([one for one, _ in pairs]))
        twos = bag(*wordings.take([two for _, two in pairs]))
        loss = _loss(ones, twos)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()  # type: ignore[no-untyped-call]
        if step % 10 == 0:
            tell(step / steps, f"training, loss {loss.item():.3f}")


def _loss(ones: torch.Tensor, twos: torch.Tensor) -> torch.Tensor:
    target = torch.arange(len(ones))
    total = torch.zeros(())
    for width in NESTED:
        one, two = normalize(ones[:, :width]), normalize(twos[:, :width])
        alike = SCALE * one @ two.T
        total = total + cross_entropy(alike, target) + cross_entropy(alike.T, target)
    return total / (2 * len(NESTED))


def _tell(done: float, note: str) -> None:
    sys.stdout.write(json.dumps({"done": round(done, 3), "note": note}) + "\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--in", dest="source", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--card", type=Path, required=True)
    options = parser.parse_args()
    lines = options.source.read_text("utf-8").splitlines()
    groups = [tuple(json.loads(line)) for line in lines]
    card = json.loads(options.card.read_text("utf-8"))
    encoder = train(groups, seed=card["seed"], tell=_tell)
    made = {"made": "trained on the base's own wordings"}
    save_static(options.out, encoder, {**card, **made})
    _tell(1.0, "trained")


if __name__ == "__main__":
    main()
