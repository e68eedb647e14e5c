"""Warming up: engines are used once before a caller needs them."""

import contextlib
from typing import Final

from bot.message import Language
from speech.audio import WIDE_RATE, silence
from speech.engines import Engines
from speech.errors import LanguageNotSpoken

WORDS: Final = {Language.ZH: "您好。", Language.EN: "Hello."}
HEARD_MS: Final = 200


def warm(engines: Engines) -> None:
    """Raises SpeechError when an engine does not work at all."""
    for language, words in WORDS.items():
        with contextlib.suppress(LanguageNotSpoken):
            if engines.synthesizer is not None:
                engines.synthesizer.say(words, language)
    activity = engines.activity()
    activity.feed(silence(WIDE_RATE // 2, HEARD_MS))
    for language in engines.languages:
        if engines.recognizer is not None:
            listening = engines.recognizer.listen(language)
            listening.feed(silence(WIDE_RATE, HEARD_MS))
            listening.finish()
            listening.close()
