"""Makes the small Chinese recogniser of the tests, from synthesized speech alone.

python -m scripts.train_vosk_main --out FOLDER [--utterances N]
"""

import argparse
import random
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from bot.message import Language
from scripts.vosk_features import RATE, Matrix, cepstra
from scripts.vosk_format import STATES, Layer, Units, write_model
from speech.audio import Code, decoded, encoded
from speech.espeak_library import Espeak, library_name
from speech.sound import Sound, at_rate
from speech.speakable.sounding import sounded

SEED = 7
VOICES = [f"+m{n}" for n in range(1, 8)] + [f"+f{n}" for n in range(1, 5)] + [""] * 4
WIDTH, EPOCHS, BATCH = 160, 14, 24
FRAMES = 300
"""Of each piece in training."""
SPEECH_DB = -42.0
SNR_DB = (6, 10, 14, 20, 30, 40, 100)
SHIFT = RATE // 100
"""Samples from frame to frame."""

Samples = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    features: Matrix
    labels: Labels


def words_said(chance: random.Random, table: dict[str, list[str]]) -> list[str]:
    if chance.random() < 0.45:
        return chance.choices(table["digits"], k=chance.randint(1, 8))
    return chance.choices(table["commands"], k=chance.choice([1, 1, 1, 2, 3]))


def spoken(chance: random.Random, engine: Espeak, said: str) -> tuple[Sound, list[int]]:
    """The sound at 22,050, and when each character begins, in ms."""
    voice = f"cmn-latn-pinyin{chance.choice(VOICES)}"
    engine.voice(voice, chance.randint(115, 190), pitch=chance.randint(25, 75))
    sounds = sounded(said, Language.ZH)
    pcm, marks = engine.say(sounds.text)
    begins = [at for _, at in marks][: len(said)]
    return Sound(pcm=pcm, rate=engine.rate), begins


def worn(chance: random.Random, sound: Sound) -> Samples:
    """As a line brings it: narrow as a telephone, or wide."""
    if chance.random() < 0.6:
        narrow = at_rate(sound, 8_000)
        sound = Sound(
            pcm=decoded(encoded(narrow.pcm, Code.MU_LAW), Code.MU_LAW), rate=8_000
        )
    pcm = at_rate(sound, RATE).pcm
    return np.frombuffer(pcm, dtype="<i2").astype(np.float64)


class Surroundings:
    """Quiet around what is said, and noise all over: hiss, hum, or people talking."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._people: list[Samples] = []

    def around(self, samples: Samples, lead: int, tail: int) -> bytes:
        whole = np.concatenate([np.zeros(lead), samples, np.zeros(tail)])
        loudness = 10 ** (self._chance.uniform(-20, 0) / 20)
        level = float(np.sqrt((samples**2).mean())) + 1e-9
        noise = self._noise(len(whole))
        below = 10 ** (-self._chance.choice(SNR_DB) / 20)
        noise *= level * below / (float(np.sqrt((noise**2).mean())) + 1e-9)
        self._people = [*self._people[-40:], samples]
        mixed = (whole + noise) * loudness
        return np.clip(mixed, -32_768, 32_767).astype("<i2").tobytes()

    def _noise(self, count: int) -> Samples:
        if self._people and self._chance.random() < 0.4:
            return self._talking(count)
        noises = np.random.default_rng(self._chance.getrandbits(32))
        colour = self._chance.choice([0.0, 0.5, 1.0])
        bands = np.fft.rfft(noises.normal(0, 1, count))
        bands /= np.maximum(np.arange(len(bands)), 20.0) ** colour
        return np.fft.irfft(bands, count)

    def _talking(self, count: int) -> Samples:
        """Several people at once, none of them understood."""
        noise = np.zeros(count)
        for one in self._chance.choices(self._people, k=self._chance.randint(3, 6)):
            start = self._chance.randrange(len(one))
            noise += np.resize(np.roll(one, start), count)
        return noise


def labels_of(units: Units, said: str, edges: Sequence[int], count: int) -> Labels:
    """For each frame the sound it belongs to: each character has equal parts."""
    labels = np.zeros(count, dtype=np.int64)
    for character, (start, end) in zip(said, pairwise(edges), strict=True):
        steps = (np.linspace(start, end, STATES + 1) / SHIFT).astype(int)
        for state, (first, last) in enumerate(pairwise(steps)):
            labels[first:last] = units.pdf(character, state)
    return labels


def example(
    chance: random.Random,
    engine: Espeak,
    units: Units,
    words: list[str],
    surroundings: Surroundings,
) -> Example | None:
    said = "".join(words)
    sound, begins = spoken(chance, engine, said)
    if len(begins) != len(said):
        return None
    samples = worn(chance, sound)
    lead, tail = (int(RATE * chance.uniform(0.1, 0.8)) for _ in "ab")
    features = cepstra(surroundings.around(samples, lead, tail))
    edges = [lead + begin * RATE // 1000 for begin in begins]
    edges.append(lead + _end_of_speech(samples))
    return Example(features, labels_of(units, said, edges, len(features)))


def _end_of_speech(samples: Samples) -> int:
    frames = samples[: len(samples) // SHIFT * SHIFT].reshape(-1, SHIFT)
    loud = 10 * np.log10((frames**2).mean(axis=1) / 32_768**2 + 1e-12) > SPEECH_DB
    return int((np.nonzero(loud)[0].max(initial=0) + 1) * SHIFT)


def network(outputs: int) -> torch.nn.Sequential:
    return torch.nn.Sequential(
        torch.nn.Conv1d(40, WIDTH, 5),
        torch.nn.ReLU(),
        torch.nn.Conv1d(WIDTH, WIDTH, 3, dilation=3),
        torch.nn.ReLU(),
        torch.nn.Conv1d(WIDTH, WIDTH, 3, dilation=3),
        torch.nn.ReLU(),
        torch.nn.Conv1d(WIDTH, outputs, 1),
    )


def batches(
    examples: list[Example], mean: Matrix, scale: Matrix, chance: np.random.Generator
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    features = np.concatenate([one.features for one in examples])
    labels = np.concatenate([one.labels for one in examples])
    features = (features - mean) / scale
    starts = np.arange(chance.integers(FRAMES), len(labels) - FRAMES, FRAMES)
    chance.shuffle(starts)
    for some in np.array_split(starts, max(len(starts) // BATCH, 1)):
        given = np.stack([features[at : at + FRAMES].T for at in some])
        wanted = np.stack([labels[at + 8 : at + FRAMES - 8] for at in some])
        yield torch.from_numpy(given.astype(np.float32)), torch.from_numpy(wanted)


def trained(examples: list[Example], outputs: int) -> list[Layer]:
    everything = np.concatenate([one.features for one in examples])
    mean, scale = everything.mean(axis=0), everything.std(axis=0) + 1e-3
    net, chance = network(outputs), np.random.default_rng(SEED)
    rate = torch.optim.Adam(net.parameters(), lr=3e-3)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(rate, EPOCHS)
    for epoch in range(EPOCHS):
        loss = torch.zeros(())
        for given, wanted in batches(examples, mean, scale, chance):
            rate.zero_grad()
            loss = torch.nn.functional.cross_entropy(net(given), wanted)
            loss.backward()
            rate.step()
        slower.step()
        sys.stderr.write(f"{epoch + 1}/{EPOCHS} {float(loss.detach()):.3f}\n")
    return layers_of(net, mean, scale)


def layers_of(net: torch.nn.Sequential, mean: Matrix, scale: Matrix) -> list[Layer]:
    """What the features are shifted and scaled by becomes part of the first layer."""
    offsets = [(-2, -1, 0, 1, 2), (-3, 0, 3), (-3, 0, 3), (0,)]
    names = ["first", "second", "third", "last"]
    layers = []
    convolutions = [one for one in net if isinstance(one, torch.nn.Conv1d)]
    for name, one, around in zip(names, convolutions, offsets, strict=True):
        weights = one.weight.detach().numpy()
        bias = one.bias.detach().numpy() if one.bias is not None else np.zeros(0)
        if name == "first":
            weights = weights / scale[None, :, None]
            bias = bias - (weights * mean[None, :, None]).sum(axis=(1, 2))
        flat = weights.transpose(0, 2, 1).reshape(len(bias), -1)
        layers.append(Layer(name, flat, bias, around))
    return layers


def examples_of(table: dict[str, list[str]], units: Units, count: int) -> list[Example]:
    chance, name = random.Random(SEED), library_name()  # noqa: S311  nothing secret
    if name is None:
        raise SystemExit("espeak-ng is needed: apt-get install espeak-ng")
    engine = Espeak(name)
    surroundings = Surroundings(chance)
    made = (
        example(chance, engine, units, words_said(chance, table), surroundings)
        for _ in range(count)
    )
    return [one for one in made if one is not None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--utterances", type=int, default=1_400)
    given = parser.parse_args()
    words = Path(__file__).with_name("vosk_words.toml").read_text("utf-8")
    table = tomllib.loads(words)
    units = Units([*table["digits"], *table["commands"]])
    torch.manual_seed(SEED)
    examples = examples_of(table, units, given.utterances)
    sys.stderr.write(f"{len(examples)} utterances\n")
    layers = trained(examples, units.pdfs)
    every = np.concatenate([one.labels for one in examples])
    counts = np.bincount(every, minlength=units.pdfs) + 1
    priors = (counts / counts.sum()).astype(np.float32)
    write_model(given.out, units, layers, priors)


if __name__ == "__main__":
    main()
