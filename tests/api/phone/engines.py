"""Engines of calls that need no models: a quick voice, and ears that read a script."""

from collections.abc import Iterator, Sequence

from bot.message import Language
from bot.transcript import Transcript
from speech.engines import Engines
from speech.errors import EngineFailed
from speech.recognition import NOTHING, Grammar, Recognition, Word
from speech.sound import Sound
from speech.voice_activity import EnergyActivity
from tests.speech.tones import ToneSynthesizer

LOUD = 1_000
BROKEN = "<broken>"
"""In a script: the engine fails instead."""


class QuickVoice(ToneSynthesizer):
    """Keeps what it was given to say."""

    def __init__(self, ms: int = 15) -> None:
        super().__init__(ms=ms)
        self.said: list[str] = []

    def say(self, said: str, language: Language) -> Sound:
        self.said.append(said)
        return super().say(said, language)

    @property
    def all(self) -> str:
        return "".join(self.said)


class ScriptedListening:
    """Knows that something was said, and reads from the script what."""

    def __init__(self, script: Iterator[str]) -> None:
        self._script = script
        self._loud = False
        self._words = ""

    def feed(self, pcm: bytes) -> str:
        levels = memoryview(pcm).cast("h")
        if not self._loud and any(abs(one) > LOUD for one in levels):
            self._loud = True
            self._words = next(self._script, "")
        if self._words == BROKEN:
            self._loud, self._words = False, ""
            raise EngineFailed("script", "broken")
        return self._words

    def finish(self) -> Recognition:
        words, self._loud, self._words = self._words, False, ""
        if not words:
            return NOTHING
        heard = Word(text=words, start_ms=0, end_ms=400, confidence=0.9)
        transcript = Transcript(text=words, confidence=0.9)
        return Recognition(transcript=transcript, words=(heard,))

    def forget(self) -> None:
        self._loud, self._words = False, ""

    def close(self) -> None:
        """Nothing is held."""


class ScriptedRecognizer:
    name = "script"

    def __init__(self, lines: Sequence[str]) -> None:
        self._script = iter(lines)

    def listen(self, language: Language, grammar: Grammar = ()) -> ScriptedListening:
        return ScriptedListening(self._script)

    def close(self) -> None:
        """Nothing is held."""


def engines_of(
    lines: Sequence[str] | None = (), *, voice: QuickVoice | None
) -> Engines:
    """`lines`: what is heard, one for each time that somebody speaks; None: nothing
    can be heard at all."""
    return Engines(
        recognizer=None if lines is None else ScriptedRecognizer(lines),
        synthesizer=voice,
        activity=EnergyActivity,
    )
