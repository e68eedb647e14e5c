"""Joins normalisation, intents and entities: a message becomes its meaning."""

import logging
from collections.abc import Callable
from datetime import date

from bot.message import Message, language_of
from bot.understanding import Intent, Understanding, Wish
from nlu.classifier import IntentClassifier
from nlu.encoder import Encoder
from nlu.entities import find_entities
from nlu.errors import EncoderFailed
from nlu.normalize import normalize
from nlu.splitting import clauses

SURE, ANNOUNCED = 0.75, 0.5
"""Confidence from which a clause holds a wish: by itself, or where some word says that
another wish follows."""

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
            wishes=self._wishes(normalized),
        )

    def _wishes(self, normalized: str) -> tuple[Wish, ...]:
        """Only where two clauses or more are sure, and of different intents."""
        found: dict[str, Wish] = {}
        parts = clauses(normalized)
        least = ANNOUNCED if any(part.announced for part in parts) else SURE
        for clause in parts:
            best = next(iter(self._intents(clause.text)), None)
            if best is not None and best.confidence >= least:
                found.setdefault(best.name, Wish(text=clause.text, intent=best))
        return tuple(found.values()) if len(found) > 1 else ()

    def _intents(self, normalized: str) -> tuple[Intent, ...]:
        """None of these while the encoder is down: the rules and words still work."""
        try:
            return self._learned[1].rank(normalized)
        except EncoderFailed as failure:
            log.warning("encoder failed", extra={"code": failure.code})
            return ()
