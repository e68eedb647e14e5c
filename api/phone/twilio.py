"""Twilio's Media Streams, and the providers who speak it with an accent.

Source: https://www.twilio.com/docs/voice/media-streams/websocket-messages. JSON in text
frames, sound as base64 mu-law of 8 kHz. Numbers come as strings.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
)
from api.phone.reading import Json, members, number, text
from speech.audio import PHONE_RATE, Code, decoded, encoded, whole

LONGEST: Final = 64_000
"""Characters of a frame; more is no sound of a call."""
KEYS: Final = frozenset("0123456789*#ABCD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Accent:
    """What a provider calls things."""

    stream: str = "streamSid"
    call: str = "callSid"
    parameters: str = "customParameters"
    format: str = "mediaFormat"
    rate: str = "sampleRate"
    clear: str = "clear"
    code: Code = Code.MU_LAW
    marks: bool = True


TWILIO = Accent()
PLIVO = Accent(
    stream="streamId", call="callId", parameters="extra_headers", clear="clearAudio"
)
TELNYX = Accent(
    stream="stream_id",
    call="call_control_id",
    parameters="custom_parameters",
    format="media_format",
    rate="sample_rate",
)
EXOTEL = Accent(
    stream="stream_sid",
    call="call_sid",
    parameters="custom_parameters",
    format="media_format",
    rate="sample_rate",
    code=Code.PCM,
)
ACCENTS: Mapping[str, Accent] = {
    "twilio": TWILIO, "plivo": PLIVO, "telnyx": TELNYX, "exotel": EXOTEL,
}  # fmt: skip

_CODES: Mapping[str, Code] = {
    "audio/x-mulaw": Code.MU_LAW, "pcmu": Code.MU_LAW, "mulaw": Code.MU_LAW,
    "audio/x-alaw": Code.A_LAW, "pcma": Code.A_LAW, "alaw": Code.A_LAW,
    "audio/x-l16": Code.PCM, "l16": Code.PCM, "base64": Code.PCM,
}  # fmt: skip


class MediaStream:
    """One stream of the Twilio dialect."""

    def __init__(self, accent: Accent = TWILIO) -> None:
        self._accent = accent
        self._code = accent.code
        self._stream = ""
        self._ended = False

    @property
    def accent(self) -> Accent:
        return self._accent

    @property
    def abilities(self) -> Abilities:
        return Abilities(marks=self._accent.marks, marks_on_flush=True)

    def hear(self, frame: Frame) -> Sequence[Event]:
        if isinstance(frame, bytes):
            return (Odd(why="binary"),)
        if len(frame) > LONGEST:
            return (Odd(why="too_long"),)
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
                return (self._frame(event=self._accent.clear),)
            case Pause() | Continue() | HangUp():
                return ()
            case other:
                assert_never(other)

    def _told(self, told: Json) -> Sequence[Event]:
        kinds: Mapping[str, Callable[[Json], Sequence[Event]]] = {
            "connected": lambda told: (),
            "start": self._started,
            "media": self._media,
            "dtmf": self._key,
            "mark": self._mark,
            "stop": self._stopped,
        }
        heard = kinds.get(text(told, "event"))
        if heard is None:
            return (Odd(why="unknown_event"),)
        return heard(told)

    def _started(self, told: Json) -> Sequence[Event]:
        accent, start = self._accent, members(told, "start")
        stream = text(told, accent.stream) or text(start, accent.stream)
        if not stream or self._stream:
            return (Odd(why="start_twice" if self._stream else "no_stream"),)
        form = members(start, accent.format)
        self._stream = stream
        self._code = _CODES.get(text(form, "encoding").lower(), accent.code)
        given = members(start, accent.parameters)
        return (
            Began(
                call=text(start, accent.call) or stream,
                stream=stream,
                code=self._code,
                rate=number(form, accent.rate) or PHONE_RATE,
                parameters={name: text(given, name) for name in given},
            ),
        )

    def _media(self, told: Json) -> Sequence[Event]:
        media = members(told, "media")
        if not self._stream or text(media, "track") not in ("", "inbound"):
            return (Odd(why="not_of_the_caller" if self._stream else "not_begun"),)
        try:
            sound = base64.b64decode(text(media, "payload"), validate=True)
        except (binascii.Error, ValueError):
            return (Odd(why="no_base64"),)
        pcm = whole(decoded(sound, self._code))
        return (Sound(pcm=pcm) if pcm else Odd(why="no_sound"),)

    def _key(self, told: Json) -> Sequence[Event]:
        digit = text(members(told, "dtmf"), "digit")
        return (Key(digit=digit) if digit in KEYS and digit else Odd(why="no_key"),)

    def _mark(self, told: Json) -> Sequence[Event]:
        mark = text(members(told, "mark"), "name") or text(told, "name")
        return (Reached(mark=mark) if mark else Odd(why="no_mark"),)

    def _stopped(self, told: Json) -> Sequence[Event]:
        if self._ended:
            return (Odd(why="stop_twice"),)
        self._ended = True
        return (Ended(reason=text(members(told, "stop"), "reason") or "hung_up"),)

    def _played(self, pcm: bytes, mark: str) -> Sequence[Frame]:
        frames = []
        if pcm:
            sound = base64.b64encode(encoded(pcm, self._code)).decode()
            frames.append(self._frame(event="media", media={"payload": sound}))
        if mark:
            frames.append(self._frame(event="mark", mark={"name": mark}))
        return frames

    def _frame(self, **told: object) -> str:
        return json.dumps(told | {self._accent.stream: self._stream})
