"""Every line tells the same story in its own dialect, and nonsense ends no call."""

import base64
import json
import struct
import uuid
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.phone.asterisk import WebSocketChannel
from api.phone.audiosocket import AudioSocket
from api.phone.media import (
    Began,
    Command,
    Continue,
    Dialect,
    Drained,
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
    Room,
    Sound,
)
from api.phone.twilio import ACCENTS, EXOTEL, PLIVO, TELNYX, Accent, MediaStream
from speech.audio import Code, decoded, encoded, silence

pytestmark = pytest.mark.door

TONE = struct.pack("<160h", *(range(0, 16_000, 100)))
"""20 ms of something."""
STREAM = {"streamSid": "MZ1"}
CALL = uuid.UUID("11111111-2222-3333-4444-555555555555")


def twilio(**told: object) -> str:
    return json.dumps({**told, **STREAM})


def twilio_start(**given: str) -> str:
    form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    start = {
        "accountSid": "AC1",
        "streamSid": "MZ1",
        "callSid": "CA1",
        "tracks": ["inbound"],
        "mediaFormat": form,
        "customParameters": given,
    }
    return twilio(event="start", sequenceNumber="1", start=start)


def asterisk_start(code: str = "slin") -> str:
    return json.dumps(
        {
            "event": "MEDIA_START",
            "connection_id": "bot",
            "channel": "WebSocket/bot/0x7f",
            "channel_id": "1795303282.2",
            "format": code,
            "optimal_frame_size": 320,
            "ptime": 20,
            "channel_variables": {"DIALEDPEERNUMBER": "bot/c(slin)f(json)"},
        }
    )


def message(kind: int, payload: bytes) -> bytes:
    return bytes([kind]) + len(payload).to_bytes(2, "big") + payload


def begun_stream() -> MediaStream:
    line = MediaStream()
    line.hear(twilio_start())
    return line


def begun_channel(code: str = "slin") -> WebSocketChannel:
    line = WebSocketChannel()
    line.hear(asterisk_start(code))
    return line


def begun_socket() -> AudioSocket:
    line = AudioSocket()
    line.hear(message(0x01, CALL.bytes))
    return line


LINES: Mapping[str, Callable[[], Dialect]] = {
    "twilio": begun_stream,
    "asterisk": begun_channel,
    "audiosocket": begun_socket,
}
SOUNDS: Mapping[str, Frame] = {
    "twilio": twilio(
        event="media",
        media={
            "track": "inbound",
            "chunk": "1",
            "timestamp": "5",
            "payload": base64.b64encode(encoded(TONE, Code.MU_LAW)).decode(),
        },
    ),
    "asterisk": TONE,
    "audiosocket": message(0x10, TONE),
}
KEYS: Mapping[str, Frame] = {
    "twilio": twilio(event="dtmf", dtmf={"track": "inbound_track", "digit": "#"}),
    "asterisk": '{"event":"DTMF_END","channel_id":"1795303282.2","digit":"#"}',
    "audiosocket": message(0x03, b"#"),
}
EVERY = pytest.mark.parametrize("name", LINES)


def test_a_stream_says_which_call_it_carries() -> None:
    (began,) = MediaStream().hear(twilio_start(lang="en-US"))

    assert began == Began(
        call="CA1", stream="MZ1", code=Code.MU_LAW, parameters={"lang": "en-US"}
    )


def test_a_channel_is_known_by_its_id_and_not_by_the_name_of_the_connection() -> None:
    line = WebSocketChannel({"dnis": "95588"})

    (began,) = line.hear(asterisk_start())

    assert isinstance(began, Began)
    assert (began.call, began.rate, began.code) == ("1795303282.2", 8_000, Code.PCM)
    assert began.parameters["dnis"] == "95588"


def test_wide_sound_is_taken_as_such() -> None:
    (began,) = WebSocketChannel().hear(asterisk_start("slin16"))

    assert isinstance(began, Began)
    assert began.rate == 16_000


def test_a_socket_says_its_name_in_any_pieces() -> None:
    line, told = AudioSocket(), message(0x01, CALL.bytes) + message(0x10, TONE)

    events = [event for one in told for event in line.hear(bytes([one]))]

    assert events == [Began(call=str(CALL)), Sound(pcm=TONE)]


@EVERY
def test_what_the_caller_says_is_sound(name: str) -> None:
    (heard,) = LINES[name]().hear(SOUNDS[name])

    kept = decoded(encoded(TONE, Code.MU_LAW), Code.MU_LAW)
    assert heard == Sound(pcm=kept if name == "twilio" else TONE)


@EVERY
def test_a_key_is_a_key(name: str) -> None:
    assert list(LINES[name]().hear(KEYS[name])) == [Key(digit="#")]


def test_a_stream_plays_sound_and_marks_its_end() -> None:
    media, mark = begun_stream().say(Play(pcm=TONE, mark="r7.3"))

    assert isinstance(media, str)
    told = json.loads(media)
    assert base64.b64decode(told["media"]["payload"]) == encoded(TONE, Code.MU_LAW)
    assert (told["event"], told["streamSid"]) == ("media", "MZ1")
    assert json.loads(mark) == {"event": "mark", "mark": {"name": "r7.3"}, **STREAM}


def test_a_stream_is_cleared_by_its_own_word_in_every_accent() -> None:
    told = {
        name: json.loads(MediaStream(accent).say(Flush())[0])["event"]
        for name, accent in ACCENTS.items()
    }

    assert told == {
        "twilio": "clear", "plivo": "clearAudio", "telnyx": "clear", "exotel": "clear",
    }  # fmt: skip


@pytest.mark.parametrize("accent", [PLIVO, TELNYX, EXOTEL])
def test_an_accent_names_its_stream_its_own_way(accent: Accent) -> None:
    line = MediaStream(accent)
    names = (PLIVO.stream, TELNYX.stream, EXOTEL.stream)
    begin = {"event": "start", "start": {}} | dict.fromkeys(names, "S1")

    (began,) = line.hear(json.dumps(begin))

    assert isinstance(began, Began)
    assert began.stream == "S1"


def test_one_provider_sends_plain_sound() -> None:
    line = MediaStream(EXOTEL)
    line.hear(json.dumps({"event": "start", "stream_sid": "S1", "start": {}}))
    payload = base64.b64encode(TONE + b"\x01").decode()

    heard = line.hear(json.dumps({"event": "media", "media": {"payload": payload}}))

    assert heard == (Sound(pcm=TONE),)


def test_a_channel_is_sent_whole_frames_and_a_mark() -> None:
    frames = begun_channel().say(Play(pcm=TONE + b"\x01\x00", mark="r7"))

    order = '{"command":"MARK_MEDIA","correlation_id":"r7"}'
    assert frames == [TONE + b"\x01\x00" + bytes(318), order]


def test_a_channel_is_never_sent_more_than_it_takes() -> None:
    frames = begun_channel().say(Play(pcm=silence(8_000, 20_000)))

    assert max(len(one) for one in frames if isinstance(one, bytes)) <= 65_000
    assert sum(len(one) for one in frames if isinstance(one, bytes)) == 320_000


@pytest.mark.parametrize("command", [Flush(), Pause(), Continue(), HangUp()])
def test_no_order_to_a_channel_is_longer_than_it_reads(command: Command) -> None:
    (frame,) = begun_channel().say(command)

    assert isinstance(frame, str)
    assert len(frame) <= 128


def test_the_marks_and_the_room_of_a_channel_are_told() -> None:
    line = begun_channel()
    told = [
        '{"event":"MEDIA_MARK_PROCESSED","channel_id":"c","correlation_id":"r7"}',
        '{"event":"QUEUE_DRAINED","channel_id":"c"}',
        '{"event":"MEDIA_XOFF","channel_id":"c"}',
        '{"event":"MEDIA_XON","channel_id":"c"}',
        '{"event":"STATUS","channel_id":"c","queue_length":600}',
    ]

    events = [event for one in told for event in line.hear(one)]

    assert events == [Reached(mark="r7"), Drained(), Room(more=False), Room(more=True)]


def test_a_socket_is_sent_frames_of_twenty_milliseconds() -> None:
    frames = begun_socket().say(Play(pcm=TONE * 3))

    assert frames == (message(0x10, TONE),) * 3


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("twilio", twilio(event="stop", stop={"callSid": "CA1"})),
        ("audiosocket", message(0x00, b"")),
        ("audiosocket", message(0xFF, b"\x01")),
    ],
)
def test_the_end_is_told_once(name: str, frame: Frame) -> None:
    line = LINES[name]()

    first, again = line.hear(frame), line.hear(frame)

    assert [type(one) for one in first] == [Ended]
    assert [type(one) for one in again] == [Odd]


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("twilio", "no json"),
        ("twilio", "[]"),
        ("twilio", b"\x00"),
        ("twilio", twilio(event="media", media={"payload": "%%%"})),
        ("twilio", twilio(event="media", media={"track": "outbound", "payload": ""})),
        ("twilio", twilio(event="media", media="loud")),
        ("twilio", twilio(event="dtmf", dtmf={"digit": "12"})),
        ("twilio", twilio(event="mark")),
        ("twilio", twilio_start()),
        ("twilio", twilio(event="sing")),
        ("twilio", '{"event":"media","media":{"payload":"' + "A" * 70_000 + '"}}'),
        ("asterisk", asterisk_start()),
        ("asterisk", '{"event":"MEDIA_MARK_PROCESSED"}'),
        ("asterisk", '{"event":"DTMF_END","digit":"x"}'),
        ("asterisk", '{"event":"ERROR","error_text":"..."}'),
        ("asterisk", "MEDIA_START connection_id:1"),
        ("audiosocket", "text"),
        ("audiosocket", message(0x01, CALL.bytes)),
        ("audiosocket", message(0x03, b"12")),
        ("audiosocket", message(0x11, TONE)),
        ("audiosocket", message(0x77, b"")),
    ],
)
def test_nonsense_is_left_out_and_the_call_goes_on(name: str, frame: Frame) -> None:
    line = LINES[name]()

    odd = line.hear(frame)

    assert [type(one) for one in odd] == [Odd]
    assert [type(one) for one in line.hear(SOUNDS[name])] == [Sound]


@pytest.mark.parametrize("line", [MediaStream(), WebSocketChannel(), AudioSocket()])
def test_there_is_no_sound_before_the_beginning(line: Dialect) -> None:
    for sound in SOUNDS.values():
        assert not [one for one in line.hear(sound) if not isinstance(one, Odd)]


@EVERY
@given(st.lists(st.text() | st.binary(), max_size=6))
def test_no_frame_at_all_breaks_a_line(name: str, frames: list[Frame]) -> None:
    line = LINES[name]()

    events: list[Event] = [event for one in frames for event in line.hear(one)]

    assert all(isinstance(one, Event) for one in events)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["start", "media", "dtmf", "mark", "stop", "MEDIA_START", "DTMF_END", "STATUS"]
)


@given(NAMES, st.sampled_from(["start", "media", "dtmf", "mark", "digit"]), JSON)
def test_no_shape_of_a_known_frame_breaks_a_line(
    kind: str, name: str, value: object
) -> None:
    told = json.dumps({"event": kind, name: value, "streamSid": value})

    for line in (MediaStream(), begun_stream(), WebSocketChannel(), begun_channel()):
        assert all(isinstance(one, Event) for one in line.hear(told))
