"""Learns the intents of a pack from their examples, with numpy alone."""

from collections.abc import Mapping, Sequence

import numpy as np

from nlu.calibration import calibrate
from nlu.classifier import dense_features
from nlu.encoder import Encoder, Vectors
from nlu.intent_weights import IntentWeights
from nlu.landmarks import landmarks_of
from nlu.lexical import learn_lexicon
from nlu.ridge import fit
from nlu.weights import Groups

PENALTY = 1.5


def train_intents(
    encoder: Encoder,
    *,
    topics: Groups,
    intents: Mapping[str, Sequence[str]],
    offtopic: Sequence[str],
) -> IntentWeights:
    """The encoder must not have seen the examples, else its own memory of them would
    be taken for certainty. Calibrated on what each example gets from all the others."""
    names = tuple(name for name, examples in intents.items() if examples)
    kinds = [*(intents[name] for name in names), offtopic]
    texts = [text for kind in kinds for text in kind]
    labels = np.repeat(np.arange(len(kinds)), list(map(len, kinds)))
    lexicon = learn_lexicon(texts)
    landmarks = landmarks_of(topics, encoder)
    rows = _rows(lexicon.matrix(texts), encoder, texts, landmarks)
    targets = np.eye(len(kinds))[labels]
    found = fit((rows @ rows.T).astype(np.float64), targets, penalty=PENALTY)
    return IntentWeights(
        names=names,
        lexicon=lexicon,
        landmarks=landmarks,
        table=(rows.T @ found.duals).astype(np.float32),
        calibration=calibrate(found.left_out, labels),
    )


def _rows(
    lexical: Vectors, encoder: Encoder, texts: Sequence[str], landmarks: Vectors
) -> Vectors:
    return np.hstack([lexical, dense_features(encoder.encode(texts), landmarks)])
