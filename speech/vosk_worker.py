"""The Vosk process: python -m speech.vosk_worker FOLDER...

Sound comes at 16 kHz: small models refuse anything else.
"""

import json
import sys
from pathlib import Path

import vosk

from bot.message import Language
from speech.audio import SAMPLE_BYTES
from speech.recognition import RATE
from speech.serving import own_pipes, refuse, serve
from speech.streams import Said, Streams
from speech.vosk_model import missing_of, models_in

_JOINT = {Language.ZH: "", Language.EN: " "}


class Models:
    def __init__(self, folders: dict[Language, Path]) -> None:
        """Never by name: that would reach for the network."""
        self._models = {
            language: vosk.Model(model_path=str(folder))
            for language, folder in folders.items()
        }

    def open(self, language: Language, grammar: tuple[str, ...]) -> "_Stream | None":
        model = self._models.get(language)
        if model is None:
            return None
        arguments: list[object] = [model, RATE]
        if grammar:
            phrases = [_apart(one, language) for one in grammar]
            arguments.append(json.dumps([*phrases, "[unk]"], ensure_ascii=False))
        recognizer = vosk.KaldiRecognizer(*arguments)
        recognizer.SetWords(True)
        return _Stream(recognizer)


class _Stream:
    """The engine cuts long speech by itself; a turn is all of its pieces."""

    def __init__(self, recognizer: vosk.KaldiRecognizer) -> None:
        self._recognizer = recognizer
        self._before: list[Said] = []
        self._fed = self._began = 0
        """Samples. The engine counts its times from the first of all."""

    def feed(self, pcm: bytes) -> str:
        self._fed += len(pcm) // SAMPLE_BYTES
        if self._recognizer.AcceptWaveform(pcm):
            self._before += self._words(self._recognizer.Result())
            partial = ""
        else:
            partial = json.loads(self._recognizer.PartialResult()).get("partial", "")
        known = " ".join(word[0] for word in self._before)
        return _known(f"{known} {partial}")

    def finish(self) -> list[Said]:
        said = self._before + self._words(self._recognizer.FinalResult())
        self.forget()
        return said

    def forget(self) -> None:
        self._before = []
        self._began = self._fed
        self._recognizer.Reset()

    def close(self) -> None:
        self._before = []

    def _words(self, result: str) -> list[Said]:
        return [
            (one["word"], self._ms(one["start"]), self._ms(one["end"]), one["conf"])
            for one in json.loads(result).get("result", [])
            if one["word"] != "[unk]"
        ]

    def _ms(self, seconds: float) -> int:
        return max(int((seconds - self._began / RATE) * 1000), 0)


def _known(text: str) -> str:
    return text.replace("[unk]", " ").strip()


def _apart(phrase: str, language: Language) -> str:
    """Chinese words are not known in advance: characters are, in every model."""
    if language is Language.EN or " " in phrase:
        return phrase.casefold()
    return " ".join(phrase)


def _loaded(folders: dict[Language, Path]) -> Models | None:
    """The engine's own words on what is wrong go to stderr."""
    try:
        return Models(folders)
    except Exception:  # noqa: BLE001  vosk raises nothing more precise
        return None


def main() -> None:
    source, sink = own_pipes()
    given = [Path(one) for one in sys.argv[1:]]
    folders: dict[Language, Path] = {}
    for one in given:
        folders |= models_in(one)
    missing = [part for one in folders.values() for part in missing_of(one)]
    if not folders:
        missing = [f"a Vosk model in {', '.join(map(str, given)) or 'any folder'}"]
    models = None if missing else _loaded(folders)
    if models is None:
        names = ", ".join(one.name for one in folders.values())
        refuse(sink, missing or [f"a model that can be loaded ({names} is damaged)"])
        return
    serve(source, sink, Streams(models.open, _JOINT), {"languages": sorted(folders)})


if __name__ == "__main__":
    main()
