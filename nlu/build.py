"""A pack's own words become an understander: trained once, loaded ever after."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nlu.classifier import IntentClassifier
from nlu.classifier_training import train_intents
from nlu.embedded import FOLDER
from nlu.encoder import Encoder
from nlu.errors import WeightsDamaged
from nlu.intent_weights import IntentWeights, load_intents, save_intents
from nlu.manifest import digest, identity, read_card
from nlu.static_encoder import StaticEncoder, load_static
from nlu.training import Progress, train_encoder
from nlu.understander import PackUnderstander
from nlu.weights import Groups

RECIPE = 3
"""Raised when the same words would give other weights."""
ENCODER, INTENTS = "encoder", "intents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What understanding is learned from."""

    groups: Groups
    """For each article: its question and the similar ones."""
    intents: Mapping[str, Sequence[str]]
    """Examples of each intent; never trained into the encoder."""
    offtopic: Sequence[str]
    """What is none of these."""


def build_understander(
    folder: Path,
    material: Material,
    *,
    seed: int,
    today: Callable[[], date],
    progress: Progress,
    encoder: Encoder | None = None,
) -> PackUnderstander:
    """Trains what the folder does not hold for just this material and seed.

    `encoder`: one that the user named; else the embedded one, trained on the groups.
    """
    chosen = encoder or build_encoder(folder, material.groups, seed, progress)
    classifier = build_classifier(folder, chosen, material, progress)
    return PackUnderstander(chosen, classifier, today)


def build_encoder(
    folder: Path, groups: Groups, seed: int, progress: Progress
) -> StaticEncoder:
    wanted = _mark([RECIPE, identity(FOLDER), seed, list(map(list, groups))])
    place = folder / ENCODER
    try:
        if place.exists() and read_card(place).get("material") == wanted:
            return load_static(place)
    except WeightsDamaged as refused:
        progress(0.0, str(refused))
    return train_encoder(groups, place, seed=seed, material=wanted, progress=progress)


def build_classifier(
    folder: Path, encoder: Encoder, material: Material, progress: Progress
) -> IntentClassifier:
    words = [list(map(list, material.groups)), list(material.offtopic)]
    intents = {name: list(examples) for name, examples in material.intents.items()}
    wanted = _mark([RECIPE, encoder.fingerprint, words, list(intents.items())])
    weights = _loaded_intents(folder / INTENTS, wanted, progress)
    if weights is None:
        progress(0.9, "learning the intents")
        weights = train_intents(
            encoder,
            topics=material.groups,
            intents=material.intents,
            offtopic=material.offtopic,
        )
        save_intents(folder / INTENTS, weights, {"material": wanted})
    progress(1.0, "understanding is ready")
    return IntentClassifier(encoder, weights)


def _loaded_intents(
    place: Path, wanted: str, progress: Progress
) -> IntentWeights | None:
    try:
        fits = place.exists() and read_card(place).get("material") == wanted
        return load_intents(place) if fits else None
    except WeightsDamaged as refused:
        progress(0.0, str(refused))
        return None


def _mark(words: object) -> str:
    return digest(json.dumps(words, ensure_ascii=True).encode())
