"""Recognisers: engines that turn sound into words, each in its own process."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from bot.message import Language
from bot.transcript import Transcript
from speech.errors import EngineFailed, EngineTimedOut, LanguageNotSpoken
from speech.recognition import NOTHING, Grammar, Recognition, Word
from speech.worker import Worker


class WorkerRecognizer:
    """Callers are spread over the workers; a crash loses what one worker's callers
    were just saying, and nothing else."""

    def __init__(self, name: str, workers: Sequence[Worker]) -> None:
        self.name = name
        self._workers = tuple(workers)
        self._count = itertools.count()

    @property
    def languages(self) -> tuple[Language, ...]:
        known = self._workers[0].hello.get("languages")
        return (
            tuple(Language(str(one)) for one in known)
            if isinstance(known, list)
            else ()
        )

    def listen(self, language: Language, grammar: Grammar = ()) -> "WorkerListening":
        """Raises LanguageNotSpoken, EngineFailed."""
        number = next(self._count)
        worker = self._workers[number % len(self._workers)]
        return WorkerListening(worker, f"s{number}", language, grammar)

    def close(self) -> None:
        for worker in self._workers:
            worker.close()


class WorkerListening:
    """Opened anew by itself after its worker was lost."""

    def __init__(
        self, worker: Worker, stream: str, language: Language, grammar: Grammar
    ) -> None:
        self._worker = worker
        self._stream = stream
        self._language = language
        self._grammar = grammar
        self._generation = -1
        self._open()

    def feed(self, pcm: bytes) -> str:
        """Raises EngineFailed, EngineTimedOut: what was said so far is lost."""
        return str(self._asked("feed", pcm).get("text", ""))

    def finish(self) -> Recognition:
        """Raises EngineFailed, EngineTimedOut."""
        fields = self._asked("finish")
        words = _words(fields.get("words"))
        text = str(fields.get("text", ""))
        if not text or not words:
            return NOTHING
        confidence = sum(word.confidence for word in words) / len(words)
        heard = Transcript(text=text, confidence=round(confidence, 3))
        return Recognition(transcript=heard, words=words)

    def forget(self) -> None:
        self._asked("forget")

    def close(self) -> None:
        """What is lost already need not be closed."""
        try:
            self._worker.ask({"op": "close", "stream": self._stream})
        except (EngineFailed, EngineTimedOut):
            return

    def _asked(self, what: str, sound: bytes = b"") -> dict[str, object]:
        if self._generation != self._worker.generation:
            self._open()
        generation = self._worker.generation
        fields, _ = self._worker.ask({"op": what, "stream": self._stream}, sound)
        if "error" in fields:
            self._generation = -1
            raise EngineFailed(self._worker.engine, str(fields["error"]))
        self._generation = generation
        return fields

    def _open(self) -> None:
        asked = {
            "op": "open",
            "stream": self._stream,
            "language": self._language.value,
            "grammar": list(self._grammar),
        }
        generation = self._worker.generation
        fields, _ = self._worker.ask(asked)
        if "error" in fields:
            raise LanguageNotSpoken(self._worker.engine, self._language.value)
        self._generation = generation


def vosk(folders: Sequence[Path], *, workers: int = 1) -> WorkerRecognizer:
    """Raises EngineMissing, naming each part that a folder lacks."""
    names = [str(one) for one in folders]
    return WorkerRecognizer("vosk", _started("vosk", names, workers))


def pocketsphinx(*, workers: int = 1) -> WorkerRecognizer:
    return WorkerRecognizer("pocketsphinx", _started("pocketsphinx", (), workers))


def _started(engine: str, arguments: Sequence[str], count: int) -> list[Worker]:
    module = f"speech.{engine}_worker"
    return [Worker(engine, module, arguments) for _ in range(count)]


def _words(found: object) -> tuple[Word, ...]:
    if not isinstance(found, list):
        return ()
    return tuple(
        Word(text=text, start_ms=start, end_ms=end, confidence=confidence)
        for text, start, end, confidence in found
    )
