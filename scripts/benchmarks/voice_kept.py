"""What is kept of measured calls: the sound of both sides, and what happened.

Every figure of `scripts/bench voice` is counted from this, at once or again later.
"""

import json
import wave
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from scripts.benchmarks.figures import percentile
from speech.audio import FRAME_MS, PHONE_RATE

AUDIBLE = 300
"""Of 32,768: what is louder can be heard."""
QUIET_MS = 500
"""The bot has fallen silent when so long nothing of it is heard."""
EARLY_MS = 300
"""An end that is found so much before the words end cuts somebody off."""
FRAME = PHONE_RATE * FRAME_MS // 1000
EVENTS = "events.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One event of a caller's, with all that is needed to count it."""

    kind: str
    """`first_audio` or `barge_in` of a whole call; else what a mix is made of."""
    file: str
    """Left the caller, right the bot, 8 kHz."""
    begins_ms: int
    """Of what the caller said."""
    ends_ms: int
    finished_ms: int = -1
    """When the caller was taken to have finished; -1: not in this event."""
    text: str = ""
    action: str = ""
    """What the service did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSides:
    caller: bytes
    bot: bytes


def keep(folder: Path, events: Sequence[Kept], sounds: Mapping[str, TwoSides]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, sides in sounds.items():
        _write(folder / name, sides)
    lines = [json.dumps(asdict(one), ensure_ascii=False) for one in events]
    (folder / EVENTS).write_text("\n".join(lines) + "\n", "utf-8")


def recounted(folder: Path) -> dict[str, float]:
    """The figures, from what was kept alone."""
    lines = (folder / EVENTS).read_text("utf-8").splitlines()
    events = [Kept(**json.loads(line)) for line in lines]
    sounds = {one.file: _read(folder / one.file) for one in events}
    return figures(events, sounds)


def figures(events: Iterable[Kept], sounds: Mapping[str, TwoSides]) -> dict[str, float]:
    events = tuple(events)
    found: dict[str, float] = {}
    for kind, count in (("first_audio", first_audio_ms), ("barge_in", silence_ms)):
        some = [count(one, sounds[one.file]) for one in events if one.kind == kind]
        found |= _percentiles(kind, [one for one in some if one is not None])
        if kind == "first_audio":
            found["first_audio_answers"] = sum(
                one.action == "answer" for one in events if one.kind == kind
            )
        found[f"{kind}_missing"] = sum(one is None for one in some)
    mixed = [one for one in events if one.kind in NOTHING]
    for kind in NOTHING:
        some_mixes = [one for one in mixed if one.kind == kind]
        stopped = sum(was_stopped(sounds[one.file]) for one in some_mixes)
        found |= _share(f"stopped_by_{kind}", stopped, len(some_mixes))
    stopped = sum(was_stopped(sounds[one.file]) for one in mixed)
    found |= _share("false_barge_in", stopped, len(mixed))
    people = [one for one in events if one.kind == "speech"]
    cut = sum(0 <= one.finished_ms < one.ends_ms - EARLY_MS for one in people)
    return found | _share("cut_off", cut, len(people))


NOTHING = ("backchannel", "cough", "noise")


def first_audio_ms(one: Kept, sides: TwoSides) -> int | None:
    """From the caller's last sound to the bot's first; a bot that never fell silent
    does not count."""
    loud = _loud(sides.bot)[one.ends_ms // FRAME_MS :]
    if loud[:1].any():
        return None
    places = np.nonzero(loud)[0]
    return int(places[0]) * FRAME_MS if len(places) else None


def silence_ms(one: Kept, sides: TwoSides) -> int | None:
    """From the caller's first sound until nothing more of the bot is heard."""
    loud = _loud(sides.bot)[one.begins_ms // FRAME_MS :]
    needed = QUIET_MS // FRAME_MS
    for place in range(len(loud) - needed + 1):
        if not loud[place : place + needed].any():
            return place * FRAME_MS
    return None


def was_stopped(sides: TwoSides) -> bool:
    """At the end of a mix the bot is silent: it did not go on."""
    return not _loud(sides.bot)[-QUIET_MS // FRAME_MS :].any()


def _loud(pcm: bytes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    samples = np.frombuffer(pcm, dtype="<i2").astype(int)
    frames = np.abs(samples[: len(samples) // FRAME * FRAME]).reshape(-1, FRAME)
    loud: np.ndarray[tuple[int], np.dtype[np.bool_]] = frames.max(axis=1) > AUDIBLE
    return loud


def _percentiles(name: str, values: Sequence[int]) -> dict[str, float]:
    if not values:
        return {f"{name}_n": 0}
    shown = {f"{name}_p{one}_ms": percentile(values, one) for one in (50, 95)}
    return shown | {f"{name}_n": len(values)}


def _share(name: str, some: int, of: int) -> dict[str, float]:
    return {name: some / of, f"{name}_n": of} if of else {f"{name}_n": 0}


def _write(path: Path, sides: TwoSides) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    size = min(len(sides.caller), len(sides.bot)) // 2 * 2
    both = [np.frombuffer(one[:size], "<i2") for one in (sides.caller, sides.bot)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(PHONE_RATE)
        file.writeframes(np.stack(both, axis=1).astype("<i2").tobytes())


def _read(path: Path) -> TwoSides:
    with wave.open(str(path)) as file:
        pcm = file.readframes(file.getnframes())
    both = np.frombuffer(pcm, "<i2").reshape(-1, 2)
    return TwoSides(caller=both[:, 0].tobytes(), bot=both[:, 1].tobytes())
