"""Calls measured: how soon they are answered and fall silent, and what stops them."""

import argparse
import asyncio
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from bot.message import Language
from scripts.benchmarks import voice_load
from scripts.benchmarks.figures import machine
from scripts.benchmarks.page import Section
from scripts.benchmarks.voice_calls import QUESTIONS, Asked, Measured, measured_calls
from scripts.benchmarks.voice_kept import Kept, TwoSides, figures, keep
from scripts.benchmarks.voice_mixes import RATE, Kind, Mixer, edges
from scripts.benchmarks.voice_page import body
from scripts.benchmarks.voice_service import TEST_MODEL, learned, serving
from scripts.benchmarks.voice_turns import Trial, trials
from speech.audio import Code, decoded, encoded
from speech.engines import Engines, Wanted, engines
from speech.sound import at_rate
from speech.turn_taking.actions import FinishListening

ROOT = Path(__file__).parents[2]
SEED = 20_261_122
TITLE = "Voice: calls, interruptions, load"
Figures = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much is measured."""

    mixes: int
    """Of each kind."""
    calls: int
    exchanges: int
    load: int
    together: tuple[int, int]
    seconds: float


FULL = Amount(mixes=60, calls=10, exchanges=6, load=40, together=(20, 100), seconds=30)
QUICK = Amount(mixes=8, calls=2, exchanges=3, load=10, together=(4, 20), seconds=10)


def run(words: Sequence[str]) -> tuple[Section, bool]:
    """The section for the page, and whether it was asked for as JSON (then printed)."""
    given = _given(words)
    amount = QUICK if given.quick else FULL
    found, kept = _measured(amount, given.home)
    if given.keep is not None:
        keep(given.keep, kept.events, kept.sounds)
    if given.json:
        print(json.dumps(found, indent=1))
    return Section(title=TITLE, body=f"{machine()}.\n\n{body(found)}"), given.json


def _given(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench voice")
    parser.add_argument("--quick", action="store_true", help="a few of everything")
    parser.add_argument("--json", action="store_true", help="figures alone; no page")
    parser.add_argument("--keep", type=Path, help="folder for sounds and events")
    parser.add_argument("--home", type=Path, help="a learned home, to save learning")
    return parser.parse_args(list(words))


def _measured(amount: Amount, home: Path | None) -> tuple[Figures, Measured]:
    started = engines(
        Wanted(recognizer="vosk", synthesizer="espeak", vosk_models=(_model(),))
    )
    try:
        mixer = _mixer(started)
        kept = _mixed(started, mixer, amount) if mixer else Measured()
        calls = _calls(started, mixer, amount)
    finally:
        started.close()
    with tempfile.TemporaryDirectory(prefix="teller-bench-") as folder:
        made = learned(Path(folder), home)
        found = _on_the_line(made, calls, amount, kept)
    return figures(kept.events, kept.sounds) | found, kept


def _on_the_line(
    home: Path, calls: Sequence[Sequence[Asked]], amount: Amount, kept: Measured
) -> Figures:
    with serving(home) as service:
        spoken = asyncio.run(measured_calls(service, calls))
        kept.events += spoken.events
        kept.sounds.update(spoken.sounds)
        some, chats = amount.together
        words = calls[0][0].pcm
        found = asyncio.run(
            voice_load.together(
                service, words, calls=some, chats=chats, seconds=amount.seconds
            )
        )
    with serving(home, hears=False) as service:
        return found | asyncio.run(
            voice_load.loaded(service, words, calls=amount.load, seconds=amount.seconds)
        )


def _mixed(started: Engines, mixer: Mixer, amount: Amount) -> Measured:
    found = Measured()
    for kind in Kind:
        speaking = kind is not Kind.SPEECH
        mixes = mixer.mixes(kind, amount.mixes)
        for number, one in enumerate(trials(started, mixes, speaking=speaking)):
            name = f"mixes/{kind}-{number:03}.wav"
            found.events.append(_kept(one, name))
            found.sounds[name] = TwoSides(caller=one.mix.pcm, bot=one.bot)
    return found


def _kept(one: Trial, name: str) -> Kept:
    finished = one.first(FinishListening)
    return Kept(
        kind=one.mix.kind.value,
        file=name,
        begins_ms=one.mix.begins_ms,
        ends_ms=one.mix.ends_ms,
        finished_ms=-1 if finished is None else finished,
    )


def _calls(started: Engines, mixer: Mixer | None, amount: Amount) -> list[list[Asked]]:
    """Questions by a synthesizer; every third time somebody else interrupts."""
    chance = Random(SEED)  # noqa: S311  nothing secret
    questions = [_question(started, words) for words in QUESTIONS]
    people = mixer.people if mixer else []
    calls = []
    for _ in range(amount.calls):
        said = [chance.choice(questions) for _ in range(amount.exchanges)]
        for place in range(2, len(said), 3):
            if people:
                said[place] = _interruption(chance.choice(people))
        calls.append(said)
    return calls


def _question(started: Engines, words: str) -> Asked:
    if started.synthesizer is None:
        raise SystemExit("scripts/bench voice needs espeak-ng")
    narrow = at_rate(started.synthesizer.say(words, Language.ZH), RATE).pcm
    line = decoded(encoded(narrow, Code.MU_LAW), Code.MU_LAW)
    return Asked(text=words, pcm=line, question=True)


def _interruption(samples: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Asked:
    first, last = edges(samples)
    pcm = np.clip(samples[first:last], -32_768, 32_767).astype("<i2").tobytes()
    return Asked(text="", pcm=pcm, question=False)


def _mixer(started: Engines) -> Mixer | None:
    data = Path(os.environ.get("TELLER_DATA", ROOT.parent / "shared" / "data"))
    parts = ("speech_zh", "speech_en", "noise_phone")
    lacking = [one for one in parts if not (data / one).is_dir()]
    if lacking or started.synthesizer is None:
        names = ", ".join(lacking)
        print(f"skipped, not in TELLER_DATA: {names}")
        return None
    return Mixer(data, started.synthesizer, SEED)


def _model() -> Path:
    return Path(os.environ.get("TELLER_VOSK_MODEL", TEST_MODEL))
