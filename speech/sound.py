"""Sound: PCM of 16 bits, one channel, with the times of its characters."""

from dataclasses import dataclass

from speech.audio import SAMPLE_BYTES, resampled


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """From this moment on the character at `place` is being said."""

    place: int
    """Index into the text that was given."""
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    pcm: bytes
    """Signed, little-endian."""
    rate: int
    """Samples in a second."""
    marks: tuple[Mark, ...] = ()

    @property
    def duration_ms(self) -> int:
        return len(self.pcm) * 1000 // (SAMPLE_BYTES * self.rate)


def at_rate(sound: Sound, rate: int) -> Sound:
    """A whole sound at another rate; its marks stay where they are."""
    if sound.rate == rate:
        return sound
    pcm = resampled(sound.pcm, sound.rate, rate)
    return Sound(pcm=pcm, rate=rate, marks=sound.marks)


def heard_of(text: str, marks: tuple[Mark, ...], heard_ms: int) -> str:
    """What was heard of a text when it was stopped; no half-said word is credited."""
    begun = [mark for mark in marks if mark.at_ms <= heard_ms]
    if len(begun) < 2:
        return ""
    return text[: begun[-1].place]
