"""WAV files: read and written as sound of 16 bits and one channel."""

import io
import wave
from pathlib import Path

import numpy as np

from speech.audio import SAMPLE_BYTES
from speech.errors import MalformedSound
from speech.sound import Sound


def read_wav(path: Path) -> Sound:
    """Several channels become one. Raises MalformedSound."""
    return parse_wav(path.read_bytes(), path.name)


def parse_wav(content: bytes, name: str = "sound") -> Sound:
    try:
        with wave.open(io.BytesIO(content)) as file:
            channels, width = file.getnchannels(), file.getsampwidth()
            rate, pcm = file.getframerate(), file.readframes(file.getnframes())
    except (wave.Error, EOFError) as wrong:
        raise MalformedSound(f"{name} is no WAV file: {wrong}") from None
    if width != SAMPLE_BYTES:
        raise MalformedSound(f"{name} has samples of {8 * width} bits, not 16")
    return Sound(pcm=_one_channel(pcm, channels), rate=rate)


def write_wav(path: Path, sound: Sound) -> None:
    path.write_bytes(wav_of(sound))


def wav_of(sound: Sound) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(sound.rate)
        file.writeframes(sound.pcm)
    return made.getvalue()


def _one_channel(pcm: bytes, channels: int) -> bytes:
    if channels == 1:
        return pcm
    whole = len(pcm) // (SAMPLE_BYTES * channels) * SAMPLE_BYTES * channels
    samples = np.frombuffer(pcm[:whole], dtype="<i2").reshape(-1, channels)
    return bytes(samples.mean(axis=1).astype("<i2"))
