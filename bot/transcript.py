"""A transcript: what speech recognition heard, on its way to become a message."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialTranscript:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    text: str
    confidence: float
    """Mean confidence of the words, in [0, 1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingHeard:
    """The caller was silent, or nothing could be recognised."""
