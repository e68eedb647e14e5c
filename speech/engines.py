"""The engines of calls, as they are found on this machine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.message import Language
from speech.command_synthesizer import CommandSynthesizer
from speech.errors import EngineMissing, LanguageNotSpoken, MalformedSound, SpeechError
from speech.ports import Listening, Recognizer, Synthesizer, VoiceActivity
from speech.prompts import RecordedPrompts
from speech.recognition import Grammar
from speech.recognizer import WorkerRecognizer, pocketsphinx, vosk
from speech.speaking import RecordedFirst
from speech.synthesizer import ENGINES
from speech.voice_activity import EnergyActivity, SileroActivity, SileroNetwork

AUTO = "auto"
"""The best that is there."""
NONE = "none"
COMMAND = "command"
Activity = Callable[[], VoiceActivity]
"""Makes one for each caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    recognizer: str = AUTO
    """`vosk`, `pocketsphinx` or `auto`: Vosk for the languages it has a model of,
    PocketSphinx for English where it has none."""
    synthesizer: str = AUTO
    """`espeak`, `pyttsx3`, `command` or `auto`."""
    voice_command: tuple[str, ...] = ()
    """The program of the voice `command`, with its arguments."""
    vosk_models: tuple[Path, ...] = ()
    """Each a model's folder, or a folder with models in it."""
    prompts: Path | None = None
    """The folder of the recorded prompts."""
    workers: int = 1
    """Processes that recognise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    recognizer: Recognizer | None
    synthesizer: Synthesizer | None
    activity: Activity
    languages: tuple[Language, ...] = ()
    """Understood when spoken."""
    notes: tuple[str, ...] = ()
    """What is missing, each with what to do about it."""

    def close(self) -> None:
        for engine in (self.recognizer, self.synthesizer):
            if engine is not None:
                engine.close()


class ByLanguage:
    """Several recognisers; the first that knows a language listens in it."""

    def __init__(self, recognizers: Sequence[WorkerRecognizer]) -> None:
        self._recognizers = tuple(recognizers)
        self.name = ", ".join(one.name for one in recognizers)

    @property
    def languages(self) -> tuple[Language, ...]:
        known = {one for engine in self._recognizers for one in engine.languages}
        return tuple(one for one in Language if one in known)

    def listen(self, language: Language, grammar: Grammar = ()) -> Listening:
        """Raises LanguageNotSpoken, EngineFailed."""
        for one in self._recognizers:
            if language in one.languages:
                return one.listen(language, grammar)
        raise LanguageNotSpoken(self.name or "no recogniser", language.value)

    def close(self) -> None:
        for one in self._recognizers:
            one.close()


def engines(wanted: Wanted) -> Engines:
    """What is missing becomes a note, never an error: text is served without."""
    notes: list[str] = []
    recognizer = ByLanguage(_recognizers(wanted, notes))
    known = recognizer.languages
    lacking = () if wanted.recognizer == NONE else Language
    notes += [
        f"nothing understands spoken {one.value}: give TELLER_VOSK_MODEL a model "
        "(teller speech fetch)"
        for one in lacking
        if one not in known
    ]
    return Engines(
        recognizer=recognizer if known else None,
        synthesizer=_synthesizer(wanted, notes),
        activity=_activity(notes),
        languages=known,
        notes=tuple(notes),
    )


def _recognizers(wanted: Wanted, notes: list[str]) -> list[WorkerRecognizer]:
    found: list[WorkerRecognizer] = []
    if wanted.recognizer in (AUTO, "vosk") and wanted.vosk_models:
        _try(lambda: vosk(wanted.vosk_models, workers=wanted.workers), found, notes)
    heard = {one for engine in found for one in engine.languages}
    lacking = wanted.recognizer == AUTO and Language.EN not in heard
    if lacking or wanted.recognizer == "pocketsphinx":
        _try(lambda: pocketsphinx(workers=wanted.workers), found, notes)
    return found


def _try(
    start: Callable[[], WorkerRecognizer],
    found: list[WorkerRecognizer],
    notes: list[str],
) -> None:
    try:
        found.append(start())
    except SpeechError as missing:
        notes.append(str(missing))


def _synthesizer(wanted: Wanted, notes: list[str]) -> Synthesizer | None:
    if wanted.synthesizer == NONE:
        return None
    starts = _voices(wanted)
    names = list(ENGINES) if wanted.synthesizer == AUTO else [wanted.synthesizer]
    for name in names:
        if name not in starts:
            notes.append(f"{name} is no voice; there are {', '.join(starts)}")
            continue
        try:
            return _with_prompts(starts[name](), wanted.prompts, notes)
        except SpeechError as missing:
            notes.append(str(missing))
    return None


def _voices(wanted: Wanted) -> dict[str, Callable[[], Synthesizer]]:
    return {**ENGINES, COMMAND: lambda: CommandSynthesizer(wanted.voice_command)}


def _with_prompts(
    engine: Synthesizer, folder: Path | None, notes: list[str]
) -> Synthesizer:
    if folder is None:
        return engine
    try:
        return RecordedFirst(RecordedPrompts(folder), engine)
    except (EngineMissing, MalformedSound, OSError, ValueError) as wrong:
        notes.append(str(wrong))
        return engine


def _activity(notes: list[str]) -> Activity:
    try:
        network = SileroNetwork()
    except EngineMissing as missing:
        notes.append(f"{missing}; loudness is used instead, for quiet lines only")
        return EnergyActivity
    return lambda: SileroActivity(network)
