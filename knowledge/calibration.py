"""The numbers that turn signals into a probability, and how they are learned."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from knowledge.errors import IndexDamaged
from knowledge.ports import Floats, Rows

FILE = "calibration.json"

TRUST = (
    "score",  # of the first
    "margin",  # to the second
    "share",  # of the first among all finalists
    "dense",  # its similarity
    "whole",  # share of the question's characters that it knows
    "weight",  # logarithm of the lexical score itself: much or little to go by
    "tokens",  # logarithm of how much was asked
)
"""What the probability of the first place is judged by."""

OURS = (
    "belonging",  # of the question's tokens to the base rather than to strangers
    "strangest",  # the same of the few tokens that speak most against it
    "house",  # 1 where another bank is named
    "near",  # similarity to the nearest question of a stranger
    "dense",  # best similarity of any finalist
    "whole",  # best share of the characters
    "words",  # best share of the words
)
"""What the probability is judged by that the question is ours at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    ranker: tuple[float, ...]
    """One weight for each signal of the evidence."""
    trust: tuple[float, ...]
    """One weight for each name in TRUST."""
    bias: float
    learned_from: int
    """Questions of the base it was learned from; 0: the default table."""
    ours: tuple[float, ...] = ()
    """One weight for each name in OURS; empty: every question is taken for ours."""
    ours_bias: float = 0.0
    strangers: tuple[str, ...] = ()
    """Folded questions of another world, which it was learned from."""

    def written(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, content: bytes) -> "Calibration":
        try:
            found = json.loads(content)
            return cls(
                ranker=tuple(map(float, found["ranker"])),
                trust=tuple(map(float, found["trust"])),
                bias=float(found["bias"]),
                learned_from=int(found["learned_from"]),
                ours=tuple(map(float, found["ours"])),
                ours_bias=float(found["ours_bias"]),
                strangers=tuple(map(str, found["strangers"])),
            )
        except (ValueError, KeyError, TypeError):
            raise IndexDamaged(FILE, "cannot be read") from None


CLEARLY = 0.0075
"""More of the questions won, from which a simpler table is taken."""
ENCODER_ALONE = (10.0, 10.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

PULL = 1e-3
"""How strongly the ranker is held to the default table."""

DEFAULT = Calibration(
    ranker=(3.0, 5.0, 0.5, 0.5, 10.0, 1.0, 7.0, 2.0),
    trust=(0.4, 0.3, 0.0, 0.0, 0.0, 0.0, 0.0),
    bias=-4.4,
    learned_from=0,
)
"""For a base with too few wordings to learn from."""

SPARSE = replace(DEFAULT, ranker=(5.0, 7.0, 0.0, 0.0, 1.0, 0.5, 17.5, 2.5))
"""For a base of standard questions, or of answers, alone: there the encoder, with the
words of the answer, tells most."""


def untaught(wordings: int, articles: int) -> Calibration:
    return SPARSE if wordings < 2 * articles else DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """One question of which the right article is known."""

    signals: Floats
    """(finalists, signals)"""
    right: int
    """Row of the right one."""


def learn_ranker(
    contests: list[Contest], start: tuple[float, ...], steps: int = 200
) -> tuple[float, ...]:
    """Weights, none negative, under which the right finalist wins most clearly."""
    widest = max(len(contest.signals) for contest in contests)
    signals = np.zeros((len(contests), widest, len(start)))
    absent = np.ones((len(contests), widest), dtype=np.bool_)
    for at, contest in enumerate(contests):
        signals[at, : len(contest.signals)] = contest.signals
        absent[at, : len(contest.signals)] = False
    right = np.asarray([contest.right for contest in contests])
    return tuple(_climb(signals, absent, right, np.asarray(start), steps).tolist())


def best_ranker(
    contests: Sequence[Contest], learned: tuple[float, ...]
) -> tuple[float, ...]:
    """The learned weights, unless a simpler table puts clearly more right ones first:
    without one of the signals, or the encoder's own signals alone."""
    tables = [learned, ENCODER_ALONE]
    tables += [
        (*learned[:at], 0.0, *learned[at + 1 :])
        for at, weight in enumerate(learned)
        if weight
    ]
    won = [_won(contests, np.asarray(weights)) for weights in tables]
    best = int(np.argmax(won))
    return tables[best] if won[best] >= won[0] + CLEARLY else learned


def _won(contests: Sequence[Contest], weights: Floats) -> float:
    right = [int(np.argmax(one.signals @ weights)) == one.right for one in contests]
    return sum(right) / max(len(right), 1)


def _climb(
    signals: Floats, absent: "np.typing.NDArray[np.bool_]", right: Rows,
    start: Floats, steps: int,
) -> Floats:  # fmt: skip
    """Adam on the cross-entropy of the right finalist, with a pull to the start."""
    weights = start.copy()
    wanted = signals[np.arange(len(right)), right].mean(axis=0)
    speed, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        found = np.where(absent, -np.inf, signals @ weights)
        raised = np.exp(found - found.max(axis=1, keepdims=True))
        shares = raised / raised.sum(axis=1, keepdims=True)
        expected = np.einsum("qc,qcf->f", shares, signals) / len(right)
        slope = expected - wanted + PULL * (weights - start)
        speed = 0.9 * speed + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        stride = speed / (1 - 0.9**step)
        scale = np.sqrt(spread / (1 - 0.99**step)) + 1e-8
        weights = np.maximum(weights - 0.3 * stride / scale, 0)
    return weights


def learn_trust(
    features: Floats, right: Floats, weights: Floats
) -> tuple[tuple[float, ...], float]:
    """Logistic regression by Newton's method; (weights, bias) for raw features."""
    centre, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    table = np.column_stack(((features - centre) / scale, np.ones(len(features))))
    pull = np.diag([2.0] * features.shape[1] + [1e-3])
    found = np.zeros(table.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -30, 30)))
        slope = table.T @ (weights * (chance - right)) + pull @ found
        curve = (table.T * (weights * chance * (1 - chance))) @ table + pull
        move = np.linalg.solve(curve, slope)
        found = found - move
        if np.abs(move).max() < 1e-6:
            break
    raw = found[:-1] / scale
    return tuple(raw.tolist()), float(found[-1] - raw @ centre)
