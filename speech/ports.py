"""What calls need of an engine: one Protocol for each need."""

from typing import Protocol

from bot.message import Language
from speech.recognition import Grammar, Recognition
from speech.sound import Sound


class Synthesizer(Protocol):
    """Safe for many threads; each call is one sentence or clause."""

    @property
    def name(self) -> str: ...

    def say(self, said: str, language: Language) -> Sound:
        """Raises EngineFailed, EngineTimedOut, LanguageNotSpoken."""

    def close(self) -> None: ...


class Listening(Protocol):
    """One caller's stream. A failure costs this stream what it has heard so far."""

    def feed(self, pcm: bytes) -> str:
        """Sound at 16 kHz; the words so far, or nothing. Raises EngineFailed."""

    def finish(self) -> Recognition:
        """The last word on what was fed; the next sound begins anew."""

    def forget(self) -> None:
        """What was fed is no turn."""

    def close(self) -> None: ...


class Recognizer(Protocol):
    """Safe for many threads."""

    @property
    def name(self) -> str: ...

    def listen(self, language: Language, grammar: Grammar = ()) -> Listening:
        """Raises LanguageNotSpoken, EngineFailed."""

    def close(self) -> None: ...


class VoiceActivity(Protocol):
    """One caller's. Fed with sound at 8 kHz, 20 ms at a time or as it comes."""

    def feed(self, pcm: bytes) -> list[float]:
        """The probability of speech for each frame that was completed."""

    @property
    def frame_ms(self) -> int: ...
