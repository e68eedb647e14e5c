"""Our own pages' line: PCM in binary frames, everything else as JSON in text.

The page begins with `{"type": "hello", "rate": 16000, "language": "zh-CN"}`; it plays
what it gets, and tells with `{"type": "played", "mark": ...}` how far it is.
"""

import json
from collections.abc import Sequence
from typing import Final, assert_never

from api.phone.media import (
    Abilities,
    Began,
    Command,
    Continue,
    Ended,
    Event,
    Flush,
    Frame,
    HangUp,
    Key,
    Odd,
    Pause,
    Play,
    Reached,
    Sound,
    WantsHuman,
)
from api.phone.reading import Json, number, text
from speech.audio import PHONE_RATE, WIDE_RATE, whole

RATES: Final = frozenset({PHONE_RATE, WIDE_RATE, 24_000, 48_000})
LONGEST: Final = 64_000
KEYS: Final = frozenset("0123456789*#")


class BrowserLine:
    """One call from a page."""

    def __init__(self) -> None:
        self._begun = False

    @property
    def abilities(self) -> Abilities:
        return Abilities(pauses=True)

    def hear(self, frame: Frame) -> Sequence[Event]:
        if len(frame) > LONGEST:
            return (Odd(why="too_long"),)
        if isinstance(frame, bytes):
            return self._sound(frame)
        try:
            told = json.loads(frame)
        except ValueError:
            return (Odd(why="no_json"),)
        return self._told(told) if isinstance(told, dict) else (Odd(why="no_object"),)

    def say(self, command: Command) -> Sequence[Frame]:
        match command:
            case Play(pcm=pcm, mark=mark):
                frames: list[Frame] = [pcm] if pcm else []
                return [*frames, _frame("mark", mark=mark)] if mark else frames
            case Flush():
                return (_frame("flush"),)
            case Pause():
                return (_frame("pause"),)
            case Continue():
                return (_frame("continue"),)
            case HangUp():
                return (_frame("bye"),)
            case other:
                assert_never(other)

    def _sound(self, frame: bytes) -> Sequence[Event]:
        if not self._begun:
            return (Odd(why="not_begun"),)
        pcm = whole(frame)
        return (Sound(pcm=pcm),) if pcm else ()

    def _told(self, told: Json) -> Sequence[Event]:
        match text(told, "type"):
            case "hello":
                return self._hello(told)
            case "key":
                digit = text(told, "key")
                return (Key(digit=digit) if digit in KEYS else Odd(why="no_key"),)
            case "human":
                return (WantsHuman(),)
            case "played":
                mark = text(told, "mark")
                return (Reached(mark=mark) if mark else Odd(why="no_mark"),)
            case "bye":
                return (Ended(),)
            case _:
                return (Odd(why="unknown_event"),)

    def _hello(self, told: Json) -> Sequence[Event]:
        rate = number(told, "rate")
        if self._begun or rate not in RATES:
            return (Odd(why="start_twice" if self._begun else "unknown_rate"),)
        self._begun = True
        given = {name: text(told, name) for name in told}
        return (Began(call="browser", rate=rate, parameters=given),)


def caption(kind: str, words: str) -> str:
    """A line of text for the page."""
    return _frame(kind, text=words)


def _frame(kind: str, **told: str) -> str:
    return json.dumps({"type": kind, **told}, ensure_ascii=False)
