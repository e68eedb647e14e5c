"""Sound on its way: other rates, WAV files."""

import wave
from pathlib import Path

import numpy as np
import pytest

from speech.errors import MalformedSound
from speech.sound import Sound, at_rate
from speech.wav import parse_wav, read_wav, write_wav

pytestmark = pytest.mark.engine

RATES = [
    (8_000, 16_000),
    (22_050, 8_000),
    (22_050, 16_000),
    (16_000, 8_000),
    (24_000, 8_000),
]


def tone(frequency: float, rate: int, seconds: float = 1.0) -> bytes:
    moments = np.arange(int(rate * seconds)) / rate
    return (10_000 * np.sin(2 * np.pi * frequency * moments)).astype("<i2").tobytes()


def level(pcm: bytes) -> float:
    samples = np.frombuffer(pcm, dtype="<i2").astype(float)[200:-200]
    return float(np.sqrt(2 * (samples**2).mean())) / 10_000


@pytest.mark.parametrize(("rate_in", "rate_out"), RATES)
def test_a_voice_keeps_its_pitch_and_loudness(rate_in: int, rate_out: int) -> None:
    sound = at_rate(Sound(pcm=tone(1_000, rate_in), rate=rate_in), rate_out)

    samples = np.frombuffer(sound.pcm, dtype="<i2").astype(float)
    loudest = int(np.argmax(np.abs(np.fft.rfft(samples))))
    assert abs(loudest * rate_out / len(samples) - 1_000) < 5
    assert 0.95 < level(sound.pcm) < 1.02
    assert abs(len(samples) - rate_out) <= 2


def test_what_the_line_cannot_carry_is_not_folded_back() -> None:
    sound = at_rate(Sound(pcm=tone(5_500, 22_050), rate=22_050), 8_000)

    assert level(sound.pcm) < 0.02


def test_the_same_rate_is_passed_on() -> None:
    sound = Sound(pcm=tone(500, 8_000), rate=8_000)

    assert at_rate(sound, 8_000) is sound


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    sound = Sound(pcm=tone(500, 8_000), rate=8_000)
    write_wav(tmp_path / "a.wav", sound)

    assert read_wav(tmp_path / "a.wav") == sound
    assert sound.duration_ms == 1_000


def test_two_channels_become_one(tmp_path: Path) -> None:
    path = tmp_path / "two.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(np.array([100, 300, -50, 50], dtype="<i2").tobytes())

    assert np.frombuffer(read_wav(path).pcm, "<i2").tolist() == [200, 0]


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all" * 10])
def test_what_is_no_sound_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedSound):
        parse_wav(content)


def test_sound_of_other_widths_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "eight.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(b"\x80" * 80)

    with pytest.raises(MalformedSound, match="8 bits"):
        read_wav(path)
