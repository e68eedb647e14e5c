"""What each signal counts, and from where a text is ours, learned from answers."""

import numpy as np
import numpy.typing as npt

from nlu.calibration import logistic
from nlu.signals import Counts, Floats

PRIOR = (16.0, 4.0, 2.0)
"""What the signals count before anything is known; it holds where little is asked."""
TRUST_IN_PRIOR = 0.02
_ROUNDS = 25
REFUSED = 0.02
"""Share of what is ours that may be refused, where nothing else is known."""
FEWEST = 20
"""Questions of each kind from which a line between them is learned."""


def mixed(signals: Floats, labels: Counts) -> tuple[float, ...]:
    """Weights (KINDS,) at which the right intents are the least surprising.

    `signals`: (n, intents, KINDS) of examples that were not learned from.
    """
    prior = np.asarray(PRIOR)
    weights = prior.copy()
    if not len(labels):
        return PRIOR
    right = signals[np.arange(len(labels)), labels].astype(np.float64)
    for _ in range(_ROUNDS):
        slope, curve = _surprise(signals, right, weights)
        slope += TRUST_IN_PRIOR * (weights - prior) / prior**2
        curve += np.diag(TRUST_IN_PRIOR / prior**2)
        weights = weights - np.linalg.solve(curve, slope)
    weights = np.maximum(np.nan_to_num(weights), 0.0)
    return tuple(map(float, weights)) if weights.any() else PRIOR


def _surprise(
    signals: Floats, right: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Gradient and curvature of the mean surprise at these weights."""
    scores = signals.astype(np.float64) @ weights
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    middle = np.einsum("nc,nck->nk", shares, signals)
    square = np.einsum("nc,nck,ncl->kl", shares, signals, signals, optimize=True)
    slope = (middle - right).mean(axis=0)
    return slope, (square - middle.T @ middle) / len(right)


def separated(
    scores: Floats, inside: npt.NDArray[np.bool_], count: int
) -> tuple[float, float, float]:
    """Weights of the best score and the background's, and the constant, so that the
    logit is 0 where the share `REFUSED` of what is ours lies below."""
    best = scores[:, :count].max(axis=1).astype(np.float64)
    background = np.zeros(len(best))
    if scores.shape[1] > count:
        background = scores[:, count].astype(np.float64)
    one, two = 1.0, 0.0
    if min(inside.sum(), (~inside).sum()) >= FEWEST:
        one, two, _ = logistic(np.c_[best, background], inside)
    if one <= 0:
        one, two = 1.0, 0.0
    logits = one * best[inside] + two * background[inside]
    edge = float(np.quantile(logits, REFUSED)) if len(logits) else 0.0
    return float(one), float(two), -edge
