"""Contrastive training of a bag of features: one meaning together, others apart."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize

from nlu.encoder import Vectors
from nlu.features import Ids, Vocabulary
from nlu.weights import Groups

NESTED = (256, 128, 64)
"""Leading dimensions at which the vectors must work alone."""
_NEVER = -1e4
"""Score of what must not count as another meaning."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    passes: int = 5
    """Times that each wording is an anchor."""
    fewest_steps: int = 300
    """Small bases are passed more often, until this many steps are taken."""
    batch: int = 320
    rate: float = 0.01
    scale: float = 20.0
    dropped: float = 0.2
    """Share of a text's features that are hidden each time it is looked at."""


ADAPTATION = Recipe()
ALONE = Recipe(fewest_steps=120)
"""Where most wordings stand alone, and longer would only learn them by heart."""
MANY_EXAMPLES = Recipe(fewest_steps=120)
"""Of intents, which hold many wordings each."""
FEW_EXAMPLES = Recipe(scale=8.0, dropped=0.4, fewest_steps=60, batch=512)
"""Where there are so few wordings of each meaning that they are soon known by heart."""
FOUNDATION = Recipe(batch=512, fewest_steps=120)
"""For the encoder that ships: many meanings, seldom passed."""


def fit_table(
    vocabulary: Vocabulary,
    table: Vectors,
    groups: Groups,
    *,
    seed: int,
    recipe: Recipe = ADAPTATION,
    tell: Progress,
) -> Vectors:
    """The table, trained; the same seed gives the same table."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    bag = torch.nn.EmbeddingBag.from_pretrained(
        torch.from_numpy(table.copy()), freeze=False, mode="sum", sparse=True
    )
    wordings = _Wordings(vocabulary, groups, recipe, np.random.default_rng(seed))
    _run(bag, wordings, recipe, tell)
    trained: Vectors = bag.weight.detach().numpy()
    return trained


class _Wordings:
    """The groups as bags of features, drawn from in pairs of one group.

    A wording that stands alone is paired with itself: other features are hidden.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        groups: Groups,
        recipe: Recipe,
        chance: np.random.Generator,
    ) -> None:
        bags = vocabulary.bags(text for group in groups for text in group)
        self._bags = [bags.ids[a:b] for a, b in pairwise(bags.starts.tolist())]
        sizes = np.fromiter(map(len, groups), dtype=np.int64)
        self._sizes = np.repeat(sizes, sizes)
        self._first = np.repeat(np.cumsum(sizes) - sizes, sizes)
        self._anchors = np.flatnonzero([len(bag) > 0 for bag in self._bags])
        self._dropped = recipe.dropped
        self._chance = chance
        self._batch = min(recipe.batch, len(self._anchors))
        once = max(1, len(self._anchors) // max(1, self._batch))
        self.steps = max(recipe.fewest_steps, recipe.passes * once)

    def batches(self) -> Iterator[tuple[Ids, Ids]]:
        """Endless: anchors, and another wording of each one's group."""
        while True:
            order = self._chance.permutation(self._anchors)
            for start in range(0, len(order) - self._batch + 1, self._batch):
                anchors = order[start : start + self._batch]
                yield anchors, self._others(anchors)

    def _others(self, anchors: Ids) -> Ids:
        first, sizes = self._first[anchors], self._sizes[anchors]
        drawn = self._chance.integers(0, np.maximum(sizes - 1, 1))
        later = (first + drawn >= anchors) & (sizes > 1)
        return np.asarray(first + drawn + later, dtype=np.int64)

    def alike(self, anchors: Ids) -> torch.Tensor:
        """Pairs of anchors that are of one group, each with itself left out."""
        first = self._first[anchors]
        same = first[:, None] == first[None, :]
        np.fill_diagonal(same, val=False)
        return torch.from_numpy(same)

    def take(self, wordings: Ids) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids of the features that are seen this time, and where each text starts."""
        parts = [self._seen(self._bags[wording]) for wording in wordings]
        starts = np.cumsum([0, *map(len, parts)])[:-1]
        return torch.from_numpy(np.concatenate(parts)), torch.from_numpy(starts)

    def _seen(self, bag: Ids) -> Ids:
        kept = bag[self._chance.random(len(bag)) >= self._dropped]
        return kept if len(kept) else bag


def _run(
    bag: torch.nn.EmbeddingBag, wordings: _Wordings, recipe: Recipe, tell: Progress
) -> None:
    optimizer = torch.optim.SparseAdam(bag.parameters(), lr=recipe.rate)
    steps = wordings.steps
    for step, (ones, twos) in zip(range(steps), wordings.batches(), strict=False):
        for settings in optimizer.param_groups:
            settings["lr"] = recipe.rate * (1 - step / steps)
        vectors = bag(*wordings.take(ones)), bag(*wordings.take(twos))
        loss = _loss(*vectors, wordings.alike(ones), recipe.scale)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()  # type: ignore[no-untyped-call]
        if step % 10 == 0:
            tell(step / steps, f"training, loss {loss.item():.3f}")


def _loss(
    ones: torch.Tensor, twos: torch.Tensor, alike: torch.Tensor, scale: float
) -> torch.Tensor:
    target = torch.arange(len(ones))
    total = torch.zeros(())
    for width in NESTED:
        one, two = normalize(ones[:, :width]), normalize(twos[:, :width])
        scores = (scale * one @ two.T).masked_fill(alike, _NEVER)
        total = total + cross_entropy(scores, target) + cross_entropy(scores.T, target)
    return total / (2 * len(NESTED))
