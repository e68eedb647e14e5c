"""Asterisk's AudioSocket: messages of a type, a length and a payload over TCP.

Source: Asterisk's `res_audiosocket.c`. The length is big-endian, the sound is
little-endian. It knows no buffer, no flush and no mark: we keep the time, and what is
not yet sent is flushed by not sending it.
"""

import uuid
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
    Sound,
)
from speech.audio import PHONE_RATE, Code, frame_bytes, whole

HEADER: Final = 3
HANG_UP, NAME, DTMF, SOUND, ERROR = 0x00, 0x01, 0x03, 0x10, 0xFF
RATES: Final = dict(
    zip(
        range(SOUND, SOUND + 9),
        (PHONE_RATE, 12_000, 16_000, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000),
        strict=True,
    )
)
KEYS: Final = frozenset("0123456789*#ABCD")


class AudioSocket:
    """One connection. Bytes may come in any pieces."""

    def __init__(self) -> None:
        self._left = b""
        self._begun = self._ended = False

    @property
    def abilities(self) -> Abilities:
        return Abilities(marks=False, buffers=False)

    def hear(self, frame: Frame) -> Sequence[Event]:
        if isinstance(frame, str) or self._ended:
            return (Odd(why="after_the_end" if self._ended else "text"),)
        self._left += frame
        events: list[Event] = []
        while (message := self._next()) is not None:
            events.extend(self._told(*message))
        return events

    def say(self, command: Command) -> Sequence[Frame]:
        match command:
            case Play(pcm=pcm):
                step = frame_bytes(PHONE_RATE)
                starts = range(0, len(pcm), step)
                return tuple(_message(SOUND, pcm[at : at + step]) for at in starts)
            case HangUp():
                return (_message(HANG_UP, b""),)
            case Flush() | Pause() | Continue():
                return ()
            case other:
                assert_never(other)

    def _next(self) -> tuple[int, bytes] | None:
        if len(self._left) < HEADER:
            return None
        end = HEADER + int.from_bytes(self._left[1:HEADER], "big")
        if len(self._left) < end:
            return None
        kind, payload = self._left[0], self._left[HEADER:end]
        self._left = self._left[end:]
        return kind, payload

    def _told(self, kind: int, payload: bytes) -> Sequence[Event]:
        if kind == NAME:
            return self._named(payload)
        if not self._begun:
            return (Odd(why="not_begun"),)
        if kind in RATES:
            return _sound(kind, payload)
        if kind == DTMF:
            digit = payload.decode("ascii", "replace")
            known = len(digit) == 1 and digit in KEYS
            return (Key(digit=digit) if known else Odd(why="no_key"),)
        if kind in (HANG_UP, ERROR):
            self._ended = True
            return (Ended(reason="hung_up" if kind == HANG_UP else "error_told"),)
        return (Odd(why="unknown_kind"),)

    def _named(self, payload: bytes) -> Sequence[Event]:
        if len(payload) != 16 or self._begun:
            return (Odd(why="start_twice" if self._begun else "no_name"),)
        self._begun = True
        return (Began(call=str(uuid.UUID(bytes=payload)), code=Code.PCM),)


def _sound(kind: int, payload: bytes) -> Sequence[Event]:
    if RATES[kind] != PHONE_RATE:
        return (Odd(why="unknown_rate"),)
    pcm = whole(payload)
    return (Sound(pcm=pcm),) if pcm else ()


def _message(kind: int, payload: bytes) -> bytes:
    return bytes([kind]) + len(payload).to_bytes(2, "big") + payload
