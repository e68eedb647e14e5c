"""Synthesizers: engines that turn words into sound, each in its own process."""

from collections.abc import Callable

from bot.message import Language
from speech.errors import EngineFailed, LanguageNotSpoken
from speech.sound import Mark, Sound
from speech.speakable.sounding import sounded
from speech.worker import Worker


class WorkerSynthesizer:
    """A crash costs one utterance a new try; the caller notices nothing."""

    def __init__(self, name: str, worker: Worker) -> None:
        self.name = name
        self._worker = worker

    def say(self, said: str, language: Language) -> Sound:
        """Raises EngineFailed, EngineTimedOut, LanguageNotSpoken."""
        sounds = sounded(said, language)
        asked = {"text": sounds.text, "language": language.value}
        try:
            fields, pcm = self._worker.ask(asked)
        except EngineFailed:
            fields, pcm = self._worker.ask(asked)
        if "no voice" in str(fields.get("error", "")):
            raise LanguageNotSpoken(self.name, language.value)
        rate = fields.get("rate")
        if not isinstance(rate, int) or not pcm:
            raise EngineFailed(self.name, str(fields.get("error", "no sound")))
        marks = _marks(fields.get("marks"), sounds.places)
        return Sound(pcm=pcm, rate=rate, marks=marks)

    def close(self) -> None:
        self._worker.close()


def espeak() -> WorkerSynthesizer:
    """Raises EngineMissing."""
    return WorkerSynthesizer("espeak", Worker("espeak", "speech.espeak_worker"))


def system_voice() -> WorkerSynthesizer:
    """What the system speaks with, by pyttsx3. Raises EngineMissing."""
    return WorkerSynthesizer("pyttsx3", Worker("pyttsx3", "speech.pyttsx3_worker"))


ENGINES: dict[str, Callable[[], WorkerSynthesizer]] = {
    "espeak": espeak,
    "pyttsx3": system_voice,
}


def _marks(found: object, places: tuple[int, ...]) -> tuple[Mark, ...]:
    """Places in the text that was given, not in its homophones."""
    if not isinstance(found, list):
        return ()
    return tuple(
        Mark(place=places[place], at_ms=at_ms)
        for place, at_ms in found
        if place < len(places)
    )
