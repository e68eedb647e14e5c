"""The espeak-ng library, spoken to by ctypes; only its worker process loads it."""

import ctypes
import ctypes.util
from dataclasses import dataclass, field

_SYNCHRONOUS = 2
_BUFFER_MS = 60
_NO_EXIT = 0x8000
_UTF8 = 1
_BY_CHARACTER = 1
_RATE_PARAMETER = 1
_PITCH_PARAMETER = 3
_END, _WORD = 0, 1


class _Id(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_short),
    ctypes.c_int,
    ctypes.POINTER(_Event),
)


@dataclass(slots=True)
class _Take:
    """What one call of the synthesizer has given so far."""

    pcm: bytearray = field(default_factory=bytearray)
    marks: list[tuple[int, int]] = field(default_factory=list)


def library_name() -> str | None:
    return ctypes.util.find_library("espeak-ng")


class Espeak:
    """One instance in a process: the library keeps its state in globals."""

    def __init__(self, name: str) -> None:
        self._library = ctypes.CDLL(name)
        self.rate: int = self._library.espeak_Initialize(
            _SYNCHRONOUS, _BUFFER_MS, None, _NO_EXIT
        )
        self._take = _Take()
        self._callback = _Callback(self._came)
        self._library.espeak_SetSynthCallback(self._callback)

    @property
    def usable(self) -> bool:
        return self.rate > 0

    def voice(self, name: str, words_per_minute: int, *, pitch: int = 50) -> bool:
        """False if there is no such voice."""
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            return False
        self._library.espeak_SetParameter(_RATE_PARAMETER, words_per_minute, 0)
        self._library.espeak_SetParameter(_PITCH_PARAMETER, pitch, 0)
        return True

    def say(self, text: str) -> tuple[bytes, list[tuple[int, int]]]:
        """PCM, and for each word its first character and when it is said, in ms."""
        self._take = _Take()
        said = text.encode() + b"\0"
        self._library.espeak_Synth(
            said, len(said), 0, _BY_CHARACTER, 0, _UTF8, None, None
        )
        return bytes(self._take.pcm), self._take.marks

    def _came(self, wave: object, samples: int, events: object) -> int:
        if not wave:
            return 0
        self._take.pcm += ctypes.string_at(wave, samples * 2)  # type: ignore[arg-type]
        index = 0
        while (event := events[index]).type != _END:  # type: ignore[index]
            if event.type == _WORD and event.text_position > 0:
                place = event.text_position - 1
                self._take.marks.append((place, event.audio_position))
            index += 1
        return 0
