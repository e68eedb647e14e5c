"""The schemas of calls, as the desk sees them."""

from api.schemas import Shown
from bot.message import Author
from models.recordings import RecordingState


class SpokenShown(Shown):
    """One utterance; times are milliseconds since the call began."""

    name: str
    who: Author
    """`bot`: whatever this side said; the message tells who wrote it."""
    seq: int
    """Of the message that it says; 0 for a sentence of the call's own."""
    part: int
    prompt: str
    starts_ms: int
    ends_ms: int
    characters: int
    heard: int
    """Characters of it that the caller heard."""
    up_to: str
    """The last words that were heard of what was cut off."""


class GapShown(Shown):
    """Quiet, because a secret was given."""

    begins_ms: int
    ends_ms: int


class RecordingShown(Shown):
    state: RecordingState
    milliseconds: int
    gaps: list[GapShown]
    playable: bool
    """Whether there is sound, and whoever asks may hear it."""


class CallShown(Shown):
    spoken: list[SpokenShown]
    recording: RecordingShown | None
