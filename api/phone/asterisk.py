"""Asterisk's `chan_websocket`: raw sound in binary frames, control as JSON in text.

Source: the driver of Asterisk 20.18, 22.8 and 23.2, `channels/chan_websocket.c`, with
`f(json)`. The driver keeps what is sent, plays it in time and tells of marks; it drops
the marks of what is flushed, and a text of more than 128 bytes.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final, assert_never

from api.phone.media import (
    Abilities,
    Began,
    Command,
    Continue,
    Drained,
    Event,
    Flush,
    Frame,
    HangUp,
    Key,
    Odd,
    Pause,
    Play,
    Reached,
    Room,
    Sound,
)
from api.phone.reading import Json, members, text
from speech.audio import PHONE_RATE, Code, decoded, encoded, frame_bytes, whole

LONGEST_BINARY: Final = 64_000
"""Bytes in whole frames of every format; more than 65,500 end the call."""
KEYS: Final = frozenset("0123456789*#ABCD")
_CODES: Mapping[str, tuple[Code, int]] = {
    "slin": (Code.PCM, PHONE_RATE),
    "slin12": (Code.PCM, 12_000),
    "slin16": (Code.PCM, 16_000),
    "ulaw": (Code.MU_LAW, PHONE_RATE),
    "alaw": (Code.A_LAW, PHONE_RATE),
}


class WebSocketChannel:
    """One channel of `chan_websocket`."""

    def __init__(self, parameters: Mapping[str, str] | None = None) -> None:
        """`parameters`: those of the address that Asterisk opened."""
        self._parameters = dict(parameters or {})
        self._code = Code.PCM
        self._rate = PHONE_RATE
        self._begun = False

    @property
    def abilities(self) -> Abilities:
        return Abilities(pauses=True)

    def hear(self, frame: Frame) -> Sequence[Event]:
        if isinstance(frame, bytes):
            return self._sound(frame)
        try:
            told = json.loads(frame)
        except ValueError:
            return (Odd(why="no_json"),)
        if not isinstance(told, dict):
            return (Odd(why="no_object"),)
        return self._told(told)

    def say(self, command: Command) -> Sequence[Frame]:
        match command:
            case Play(pcm=pcm, mark=mark):
                return self._played(pcm, mark)
            case Flush():
                return (_order("FLUSH_MEDIA"),)
            case Pause():
                return (_order("PAUSE_MEDIA"),)
            case Continue():
                return (_order("CONTINUE_MEDIA"),)
            case HangUp():
                return (_order("HANGUP"),)
            case other:
                assert_never(other)

    def _told(self, told: Json) -> Sequence[Event]:
        kinds: Mapping[str, Callable[[Json], Sequence[Event]]] = {
            "MEDIA_START": self._started,
            "DTMF_END": _key,
            "MEDIA_MARK_PROCESSED": _mark,
            "MEDIA_BUFFERING_COMPLETED": lambda told: (),
            "QUEUE_DRAINED": lambda told: (Drained(),),
            "MEDIA_XOFF": lambda told: (Room(more=False),),
            "MEDIA_XON": lambda told: (Room(more=True),),
            "STATUS": lambda told: (),
            "ERROR": lambda told: (Odd(why="error_told"),),
        }
        heard = kinds.get(text(told, "event"))
        return heard(told) if heard else (Odd(why="unknown_event"),)

    def _started(self, told: Json) -> Sequence[Event]:
        known = _CODES.get(text(told, "format"))
        if known is None or self._begun:
            return (Odd(why="start_twice" if self._begun else "unknown_format"),)
        self._begun, (self._code, self._rate) = True, known
        given = members(told, "channel_variables")
        variables = {name: text(given, name) for name in given}
        return (
            Began(
                call=text(told, "channel_id") or text(told, "channel"),
                stream=text(told, "channel"),
                code=self._code,
                rate=self._rate,
                parameters=variables | self._parameters,
            ),
        )

    def _sound(self, frame: bytes) -> Sequence[Event]:
        if not self._begun:
            return (Odd(why="not_begun"),)
        pcm = whole(decoded(frame, self._code))
        return (Sound(pcm=pcm),) if pcm else ()

    def _played(self, pcm: bytes, mark: str) -> Sequence[Frame]:
        """Whole frames of 20 ms, which Asterisk takes as they come."""
        size = frame_bytes(self._rate)
        sound = encoded(pcm + bytes(-len(pcm) % size), self._code)
        starts = range(0, len(sound), LONGEST_BINARY)
        frames: list[Frame] = [sound[at : at + LONGEST_BINARY] for at in starts]
        return [*frames, _order("MARK_MEDIA", mark)] if mark else frames


def _key(told: Json) -> Sequence[Event]:
    digit = text(told, "digit")
    return (Key(digit=digit) if digit in KEYS and digit else Odd(why="no_key"),)


def _mark(told: Json) -> Sequence[Event]:
    mark = text(told, "correlation_id")
    return (Reached(mark=mark) if mark else Odd(why="no_mark"),)


def _order(command: str, correlation_id: str = "") -> str:
    told = {"command": command}
    if correlation_id:
        told["correlation_id"] = correlation_id
    return json.dumps(told, separators=(",", ":"))
