"""From scores to probabilities: "is it ours?" and, apart from that, "which one?"."""

from dataclasses import dataclass

import numpy as np

from nlu.ridge import Matrix

Labels = np.ndarray[tuple[int], np.dtype[np.int64]]
Row = np.ndarray[tuple[int], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

_SCALES = np.geomspace(1, 60, 48)
_ROUNDS = 30
_PRIOR = 1e-2
"""Keeps the weights finite where a line separates the two kinds perfectly."""
_EDGE = 1e-3
"""Nearest that a probability comes to 0 or 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    scale: float
    """Sharpness of the softmax over the intents."""
    ours: tuple[float, float, float]
    """Weights of the best score, of the background's score, and the constant."""
    trust: tuple[float, float] = (1.0, 0.0)
    """Slope and constant from the first estimate, as a logit, to how often it is
    right."""

    def belonging(self, scores: Row) -> float:
        """P(it is ours); the background's score comes last."""
        one, two, constant = self.ours
        return _sigmoid(one * scores[:-1].max() + two * scores[-1] + constant)

    def chances(self, scores: Row) -> Row:
        """P(each intent is meant); the background's score comes last."""
        first = self.belonging(scores) * _softmax(self.scale * scores[:-1])
        best = float(np.clip(first.max(), _EDGE, 1 - _EDGE))
        slope, constant = self.trust
        right = _sigmoid(slope * float(_logit(best)) + constant)
        rest = np.minimum(first * (1 - right) / (1 - best), right)
        rest[first.argmax()] = right
        return np.asarray(rest)


UNCALIBRATED = Calibration(scale=8.0, ours=(12.0, -12.0, -2.0))
"""For a base without off-topic examples, or with hardly any example at all."""


def calibrate(scores: Matrix, labels: Labels) -> Calibration:
    """`scores`: (n, intents + 1) of examples left out of training, background last."""
    background = scores.shape[1] - 1
    inside = labels < background
    if inside.all() or not inside.any():
        return UNCALIBRATED
    best = scores[:, :background].max(axis=1)
    one, two, constant = logistic(np.c_[best, scores[:, background]], inside)
    first = Calibration(
        scale=_sharpest(scores[inside, :background], labels[inside]),
        ours=(one, two, constant),
    )
    return Calibration(
        scale=first.scale, ours=first.ours, trust=_trust(first, scores, labels)
    )


def _sharpest(scores: Matrix, labels: Labels) -> float:
    """The scale at which the right intents are the least surprising."""
    ahead = scores - scores[np.arange(len(labels)), labels][:, None]
    surprise = [
        float(np.log(np.exp(scale * ahead).sum(axis=1)).mean()) for scale in _SCALES
    ]
    return float(_SCALES[int(np.argmin(surprise))])


def _trust(first: Calibration, scores: Matrix, labels: Labels) -> tuple[float, float]:
    chances = [first.chances(row) for row in scores]
    best = np.array([row.max() for row in chances])
    right = np.array([row.argmax() for row in chances]) == labels
    slope, constant = logistic(_logit(np.clip(best, _EDGE, 1 - _EDGE))[:, None], right)
    return slope, constant


def logistic(features: Matrix, inside: Flags) -> tuple[float, ...]:
    """Weights and constant of a logistic regression, by Newton's steps."""
    rows = np.c_[features, np.ones(len(features))]
    weights = np.zeros(rows.shape[1])
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (chance - inside) + _PRIOR * weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows
        weights = weights - np.linalg.solve(
            curve + _PRIOR * np.eye(len(weights)), slope
        )
    return tuple(map(float, weights))


def _softmax(scores: Row) -> Row:
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum())


def _sigmoid(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))


def _logit(chance: float | Row) -> Row:
    return np.asarray(np.log(chance) - np.log1p(-np.asarray(chance)))
