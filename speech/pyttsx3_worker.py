"""The pyttsx3 process: python -m speech.pyttsx3_worker.

One utterance at a time. What `runAndWait` returns says nothing about the file; it is
there when the engine tells that the utterance is finished.
"""

import tempfile
import threading
from pathlib import Path

import pyttsx3

from bot.message import Language
from speech.errors import MalformedSound
from speech.exchange import Fields
from speech.serving import own_pipes, refuse, serve
from speech.wav import read_wav

_WAIT_SECONDS = 8.0
_HINTS = {
    Language.ZH: ("cmn-latn-pinyin", "zh-cn", "zh_cn", "chinese", "tingting"),
    Language.EN: ("en-us", "en_us", "english", "samantha"),
}
"""Looked for in the ids and names of the voices of the system, in this order."""


class Answers:
    def __init__(self, engine: pyttsx3.Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._count = 0
        self._done = threading.Event()
        self._voices = {one: _voice(engine, one) for one in Language}
        engine.connect("finished-utterance", self._finished)
        engine.setProperty("rate", 150)

    def __call__(self, fields: dict[str, object], sound: bytes) -> tuple[Fields, bytes]:
        voice = self._voices[Language(str(fields["language"]))]
        if voice is None:
            return {"error": "no voice for the language"}, b""
        self._engine.setProperty("voice", voice)
        self._count += 1
        path = self._folder / f"{self._count}.wav"
        return self._said(str(fields["text"]), path)

    def _said(self, text: str, path: Path) -> tuple[Fields, bytes]:
        self._done.clear()
        self._engine.save_to_file(text, str(path))
        self._engine.runAndWait()
        if not self._done.wait(_WAIT_SECONDS):
            return {"error": "the engine never finished"}, b""
        try:
            sound = read_wav(path)
        except (MalformedSound, OSError) as wrong:
            return {"error": str(wrong)}, b""
        path.unlink()
        return {"rate": sound.rate, "marks": []}, sound.pcm

    def _finished(self, name: str | None, completed: bool) -> None:
        self._done.set()


def _voice(engine: pyttsx3.Engine, language: Language) -> str | None:
    voices = engine.getProperty("voices")
    for hint in _HINTS[language]:
        for one in voices:
            if hint in f"{one.id} {one.name}".casefold():
                return str(one.id)
    return None


def main() -> None:
    source, sink = own_pipes()
    try:
        engine = pyttsx3.init()
    except (RuntimeError, ImportError, OSError) as wrong:
        refuse(sink, [f"a speech engine of the system ({wrong}; apt: espeak-ng)"])
        return
    with tempfile.TemporaryDirectory() as folder:
        serve(source, sink, Answers(engine, Path(folder)), {"rate": 22_050})


if __name__ == "__main__":
    main()
