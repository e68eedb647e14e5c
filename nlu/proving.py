"""Whether an encoder finds the right entry for wordings that it was not taught."""

from dataclasses import dataclass

import numpy as np

from nlu.encoder import Encoder
from nlu.weights import Groups

FEWEST = 4
"""Wordings of an entry from which one may be set apart."""
SHARE = 0.5
"""Of such entries that give one wording up for the proof."""
MOST = 500
"""Wordings set apart."""
_AT_ONCE = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    groups: Groups
    """What is left to learn; as many groups, in the same order."""
    asked: tuple[tuple[str, int], ...]
    """(wording, its group) set apart."""


def set_apart(groups: Groups, *, seed: int) -> Trial:
    chance = np.random.default_rng(seed)
    large = [place for place, group in enumerate(groups) if len(group) >= FEWEST]
    count = min(MOST, int(SHARE * len(large)))
    chosen = chance.choice(large, count, replace=False).tolist() if count else []
    taken = {place: int(chance.integers(1, len(groups[place]))) for place in chosen}
    left = [
        tuple(text for at, text in enumerate(group) if at != taken.get(place, -1))
        for place, group in enumerate(groups)
    ]
    asked = tuple((groups[place][at], place) for place, at in sorted(taken.items()))
    return Trial(groups=left, asked=asked)


def hits(encoder: Encoder, trial: Trial) -> float:
    """Share of the wordings whose nearest neighbour is of their own entry."""
    if not trial.asked:
        return 0.0
    entries = encoder.encode([text for group in trial.groups for text in group])
    owners = np.repeat(np.arange(len(trial.groups)), list(map(len, trial.groups)))
    asked = encoder.encode([text for text, _ in trial.asked])
    found = [
        owners[(asked[start : start + _AT_ONCE] @ entries.T).argmax(axis=1)]
        for start in range(0, len(asked), _AT_ONCE)
    ]
    right = np.concatenate(found) == [place for _, place in trial.asked]
    return round(float(right.mean()), 4)
