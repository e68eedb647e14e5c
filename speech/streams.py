"""A recogniser's worker: many callers' streams in one process, asked one by one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.message import Language
from speech.audio import SAMPLE_BYTES
from speech.exchange import Fields

Said = tuple[str, int, int, float]
"""A word, where it begins and ends in milliseconds, how sure it is in [0, 1]."""


class Stream(Protocol):
    def feed(self, pcm: bytes) -> str: ...

    def finish(self) -> list[Said]: ...

    def forget(self) -> None: ...

    def close(self) -> None: ...


Opener = Callable[[Language, tuple[str, ...]], Stream | None]
"""None: the engine does not know the language."""


@dataclass(slots=True)
class Streams:
    open: Opener
    joint: dict[Language, str]
    """Between the words of a language."""
    _streams: dict[str, tuple[Language, Stream]] = field(default_factory=dict)

    def __call__(self, fields: dict[str, object], sound: bytes) -> tuple[Fields, bytes]:
        name = str(fields["stream"])
        if fields["op"] == "open":
            return self._opened(name, fields), b""
        if name not in self._streams:
            return {"error": "no such stream"}, b""
        return self._asked(name, str(fields["op"]), sound), b""

    def _opened(self, name: str, fields: dict[str, object]) -> Fields:
        language = Language(str(fields["language"]))
        phrases = fields.get("grammar")
        grammar = tuple(map(str, phrases)) if isinstance(phrases, list) else ()
        stream = self.open(language, grammar)
        if stream is None:
            return {"error": "language"}
        self._streams[name] = (language, stream)
        return {}

    def _asked(self, name: str, asked: str, sound: bytes) -> Fields:
        language, stream = self._streams[name]
        match asked:
            case "feed":
                whole = sound[: len(sound) // SAMPLE_BYTES * SAMPLE_BYTES]
                text = stream.feed(whole) if whole else ""
                return {"text": self._joined(language, text)}
            case "finish":
                words = stream.finish()
                text = " ".join(word[0] for word in words)
                return {"text": self._joined(language, text), "words": words}
            case "forget":
                stream.forget()
                return {}
            case _:
                stream.close()
                del self._streams[name]
                return {}

    def _joined(self, language: Language, text: str) -> str:
        return self.joint[language].join(text.split())
