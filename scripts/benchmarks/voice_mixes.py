"""Mixes of people, listening sounds, coughs and noise, from a seed."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.message import Language
from speech.ports import Synthesizer
from speech.sound import Sound, at_rate
from speech.wav import read_wav

RATE = 8_000
SNR_DB = 10.0
LEAD_MS, TAIL_MS = 1_500, 1_800
LEVEL = 1_800.0
"""Root mean square of a voice on the line."""
BACKCHANNELS = ("嗯", "嗯嗯", "好的", "是的")

Samples = npt.NDArray[np.float64]


class Kind(StrEnum):
    SPEECH = "speech"
    BACKCHANNEL = "backchannel"
    COUGH = "cough"
    NOISE = "noise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    kind: Kind
    pcm: bytes
    """At 8 kHz."""
    begins_ms: int
    ends_ms: int
    """Of what somebody said."""


class Mixer:
    """`data`: the folder with speech_zh, speech_en and noise_phone."""

    def __init__(self, data: Path, voice: Synthesizer, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  nothing secret
        self._noises = [
            _wav(path) for path in sorted((data / "noise_phone").glob("*.wav"))
        ]
        self._people = [_wav(path) for path in _utterances(data)]
        self._backchannels = [
            _levelled(_samples(voice.say(one, Language.ZH))) for one in BACKCHANNELS
        ]

    @property
    def people(self) -> Sequence[Samples]:
        """Their utterances as they are, at one level."""
        return [_levelled(one) for one in self._people]

    def mixes(self, kind: Kind, count: int) -> list[Mix]:
        return [self._mix(kind, self._event(kind)) for _ in range(count)]

    def _event(self, kind: Kind) -> Samples:
        match kind:
            case Kind.SPEECH:
                return _levelled(self._chance.choice(self._people))
            case Kind.BACKCHANNEL:
                return self._chance.choice(self._backchannels)
            case Kind.COUGH:
                return self._cough()
            case Kind.NOISE:
                return np.zeros(RATE)

    def _mix(self, kind: Kind, event: Samples) -> Mix:
        lead, tail = LEAD_MS * RATE // 1000, TAIL_MS * RATE // 1000
        whole = np.concatenate([np.zeros(lead), event, np.zeros(tail)])
        noisy = whole + self._noise(len(whole))
        first, last = edges(event)
        return Mix(
            kind=kind,
            pcm=np.clip(noisy, -32_768, 32_767).astype("<i2").tobytes(),
            begins_ms=LEAD_MS + first * 1000 // RATE,
            ends_ms=LEAD_MS + last * 1000 // RATE,
        )

    def _noise(self, count: int) -> Samples:
        noise = self._chance.choice(self._noises)
        noise = np.tile(noise, count // len(noise) + 2)
        start = self._chance.randrange(len(noise) - count)
        part = noise[start : start + count]
        level = float(np.sqrt((part**2).mean())) + 1e-9
        quiet: Samples = part * (LEVEL / 10 ** (SNR_DB / 20) / level)
        return quiet

    def _cough(self) -> Samples:
        """One to three bursts of breath, hoarse and short."""
        noises = np.random.default_rng(self._chance.getrandbits(32))
        parts = []
        for _ in range(self._chance.randint(1, 3)):
            size = int(RATE * self._chance.uniform(0.12, 0.28))
            burst = noises.normal(0, 1, size) * np.exp(-np.arange(size) / (size / 3))
            parts += [np.convolve(burst, np.ones(3) / 3, "same"), np.zeros(RATE // 10)]
        return _levelled(np.concatenate(parts))


def _utterances(data: Path) -> Sequence[Path]:
    found = []
    for folder in (data / "speech_zh", data / "speech_en"):
        lines = (folder / "manifest.jsonl").read_text("utf-8").splitlines()
        found += [folder / json.loads(line)["file"] for line in lines]
    return found


def _wav(path: Path) -> Samples:
    return _samples(read_wav(path))


def _samples(sound: Sound) -> Samples:
    narrow = at_rate(sound, RATE)
    return np.frombuffer(narrow.pcm, dtype="<i2").astype(np.float64)


def _levelled(samples: Samples) -> Samples:
    first, last = edges(samples)
    said = samples[first:last]
    level = float(np.sqrt((said**2).mean())) + 1e-9
    loud: Samples = samples * (LEVEL / level)
    return loud


def edges(samples: Samples) -> tuple[int, int]:
    """Where what is loud begins and ends: 30 dB below the loudest 20 ms."""
    size = RATE // 50
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    power = (frames**2).mean(axis=1)
    loud = np.nonzero(power > power.max(initial=0) / 1000)[0]
    if not len(loud) or not power.max():
        return 0, len(samples)
    return int(loud[0]) * size, int(loud[-1] + 1) * size
