"""From signals to an order with probabilities: pure arithmetic on arrays."""

import numpy as np

from knowledge.calibration import Calibration
from knowledge.evidence import DENSE, SPELLING, WHOLE, WORDS, Evidence
from knowledge.ports import Floats

VERBATIM = 0.97
"""At least so sure when an editor wrote these very words for one article alone."""
VERBATIM_LEAD = 4.5


def scores(signals: Floats, calibration: Calibration) -> Floats:
    return np.asarray(signals @ np.asarray(calibration.ranker))


def confidences(evidence: Evidence, calibration: Calibration) -> Floats:
    """For each finalist, the probability that it is the right answer."""
    if not len(evidence.places):
        return np.zeros(0)
    found = scores(evidence.signals, calibration)
    same = np.flatnonzero(evidence.signals[:, SPELLING] >= 1)
    if len(same) == 1:
        found[same] = max(found.max(), 0) + VERBATIM_LEAD
    trust = trust_features(evidence, found)
    first = chance(trust, calibration.trust, calibration.bias)
    first *= ours(evidence, calibration)
    if len(same) == 1:
        first = max(first, VERBATIM)
    return _shared(softmax(found), int(np.argmax(found)), first)


def _shared(shares: Floats, best: int, first: float) -> Floats:
    """The first is never surer than it beats the second; what it leaves is divided
    among the others, and none overtakes it."""
    second = np.delete(shares, best).max(initial=0.0)
    first = min(first, float(shares[best] / (shares[best] + second)))
    others = 1 - shares[best]
    if others <= 0:
        given = np.zeros_like(shares)
    else:
        ratio = min(first / shares[best], (1 - first) / others)
        given = shares * ratio
    given[best] = first
    return np.asarray(given)


def trust_features(evidence: Evidence, found: Floats) -> Floats:
    """What tells a right first place from a wrong one; see `calibration.TRUST`."""
    order = np.argsort(-found, kind="stable")
    best = order[0]
    margin = found[best] - found[order[1]] if len(order) > 1 else found[best]
    dense, whole = evidence.signals[best, [DENSE, WHOLE]]
    return np.asarray(
        (
            found[best],
            margin,
            softmax(found)[best],
            dense,
            whole,
            np.log1p(whole * evidence.reach),
            np.log1p(evidence.tokens),
        )
    )


def ours(evidence: Evidence, calibration: Calibration) -> float:
    """The probability that the question is for this bank at all."""
    if not calibration.ours:
        return 1.0
    return chance(ours_features(evidence), calibration.ours, calibration.ours_bias)


def ours_features(evidence: Evidence) -> Floats:
    """See `calibration.OURS`."""
    best = evidence.signals.max(axis=0, initial=0.0)
    return np.asarray((*evidence.belongs, best[DENSE], best[WHOLE], best[WORDS]))


def chance(features: Floats, weights: tuple[float, ...], bias: float) -> float:
    weighed = float(features @ np.asarray(weights)) + bias
    return float(1 / (1 + np.exp(-np.clip(weighed, -30, 30))))


def softmax(found: Floats) -> Floats:
    raised = np.exp(found - found.max())
    return np.asarray(raised / raised.sum())
