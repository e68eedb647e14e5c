"""The espeak-ng process: python -m speech.espeak_worker."""

from bot.message import Language
from speech.espeak_library import Espeak, library_name
from speech.exchange import Fields
from speech.serving import own_pipes, refuse, serve

VOICES = {Language.ZH: ("cmn-latn-pinyin", 150), Language.EN: ("en-us", 150)}
"""Voice and words in a minute. The voice `cmn` reads Chinese as English sounds."""


class Answers:
    def __init__(self, engine: Espeak) -> None:
        self._engine = engine

    def __call__(self, fields: dict[str, object], sound: bytes) -> tuple[Fields, bytes]:
        name, pace = VOICES[Language(str(fields["language"]))]
        if not self._engine.voice(name, pace):
            return {"error": f"no voice {name}"}, b""
        pcm, marks = self._engine.say(str(fields["text"]))
        return {"rate": self._engine.rate, "marks": marks}, pcm


def main() -> None:
    source, sink = own_pipes()
    name = library_name()
    engine = Espeak(name) if name else None
    if engine is None or not engine.usable:
        refuse(sink, ["the library espeak-ng (Debian: apt-get install espeak-ng)"])
        return
    serve(source, sink, Answers(engine), {"rate": engine.rate})


if __name__ == "__main__":
    main()
