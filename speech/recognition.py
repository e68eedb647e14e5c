"""What a recogniser gives: words, with their times."""

from dataclasses import dataclass

from bot.transcript import NothingHeard, Transcript

Grammar = tuple[str, ...]
"""Phrases that may be said; empty: anything."""
RATE = 16_000
"""Samples in a second that every recogniser is fed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    text: str
    start_ms: int
    end_ms: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    transcript: Transcript | NothingHeard
    words: tuple[Word, ...] = ()


NOTHING = Recognition(transcript=NothingHeard())
