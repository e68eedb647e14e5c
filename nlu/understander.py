"""Joins normalisation, intents and entities: a message becomes its meaning."""

import logging
from collections.abc import Callable
from datetime import date

from bot.message import Message, language_of
from bot.understanding import Intent, Understanding
from nlu.classifier import IntentClassifier
from nlu.encoder import Encoder
from nlu.entities import find_entities
from nlu.errors import EncoderFailed
from nlu.normalize import normalize

log = logging.getLogger(__name__)


class PackUnderstander:
    """Implements bot.ports.Understander; safe for many threads."""

    def __init__(
        self,
        encoder: Encoder,
        classifier: IntentClassifier,
        today: Callable[[], date],
    ) -> None:
        self._learned = encoder, classifier
        """Replaced together, while others read."""
        self._today = today
        """The customers' date, not the machine's."""

    @property
    def encoder(self) -> Encoder:
        """The encoder behind it, for whoever searches with the same vectors."""
        return self._learned[0]

    def adopt(self, other: "PackUnderstander") -> None:
        """From the next message on, understand as the other does."""
        self._learned = other._learned

    def understand(self, message: Message) -> Understanding:
        normalized = normalize(message.text)
        return Understanding(
            normalized=normalized,
            language=language_of(normalized, message.language),
            intents=self._intents(normalized),
            entities=find_entities(normalized, today=self._today()),
        )

    def _intents(self, normalized: str) -> tuple[Intent, ...]:
        """None of these while the encoder is down: the rules and words still work."""
        try:
            return self._learned[1].rank(normalized)
        except EncoderFailed as failure:
            log.warning("encoder failed", extra={"code": failure.code})
            return ()
