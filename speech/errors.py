"""Everything that can go wrong between sound and words.

SpeechError
├── EngineMissing       an engine, or a file of its, is not on this machine
├── EngineFailed        an engine's process has ended or answered nonsense
├── EngineTimedOut      an engine did not answer in time; its process was ended
├── LanguageNotSpoken   the engine has no voice or no model for the language
├── MalformedSound      a file or a frame is not sound that can be used
└── ModelRefused        a model that was fetched is not what it should be
"""

from collections.abc import Sequence


class SpeechError(Exception):
    """Base of every error raised by speech/. `code` is stable and safe to show."""

    code = "speech_failed"


class EngineMissing(SpeechError):
    """`missing`: each part that is not there, with what to do about it."""

    code = "engine_missing"

    def __init__(self, engine: str, missing: Sequence[str]) -> None:
        super().__init__(f"{engine} cannot be used: {'; '.join(missing)}")
        self.engine = engine
        self.missing = tuple(missing)


class EngineFailed(SpeechError):
    code = "engine_failed"

    def __init__(self, engine: str, reason: str) -> None:
        super().__init__(f"{engine} failed: {reason}")


class EngineTimedOut(SpeechError):
    code = "engine_timed_out"

    def __init__(self, engine: str, seconds: float) -> None:
        super().__init__(f"{engine} did not answer within {seconds:g} s")


class LanguageNotSpoken(SpeechError):
    code = "language_not_spoken"

    def __init__(self, engine: str, language: str) -> None:
        super().__init__(f"{engine} has nothing for {language}")


class MalformedSound(SpeechError):
    code = "malformed_sound"


class ModelRefused(SpeechError):
    code = "model_refused"
