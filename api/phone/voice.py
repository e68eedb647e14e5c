"""The voice of a call: utterances as sound, clause by clause, and what was heard."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Final

from api.phone.manner import Manner
from api.rendering import words_of_answer
from bot.message import Language
from bot.words import Wording
from speech.errors import EngineFailed, EngineTimedOut, LanguageNotSpoken
from speech.ports import Synthesizer
from speech.sound import Sound, heard_of
from speech.speakable.saying import speakable
from speech.speaking import Speaking
from speech.turn_taking.utterance import Utterance

log = logging.getLogger("teller.phone")

SENTENCE_ENDS: Final = ("。", "！", "？", "；", "：", ".", "!", "?", ";", ":")
REMEMBERED: Final = 32
"""Utterances whose text is kept to tell what was heard of them."""


@dataclass(slots=True)
class Voice:
    """One call's."""

    synthesizer: Synthesizer
    wording: Wording
    rate: int
    manner: Manner = field(default_factory=Manner)
    _said: OrderedDict[str, Speaking] = field(default_factory=OrderedDict)
    _words: dict[str, str] = field(default_factory=dict)

    async def sounds(
        self, utterance: Utterance, language: Language
    ) -> AsyncIterator[bytes]:
        """PCM as soon as it is there. A voice that fails is told, and says nothing."""
        words = self.words(utterance, language)
        speaking = Speaking(self.synthesizer, words, language, rate=self.rate)
        self._remember(utterance.id, speaking, words)
        sounds = iter(speaking)
        try:
            while (sound := await asyncio.to_thread(_next, sounds)) is not None:
                yield self.manner.sounds(sound.pcm, sound.rate)
        except (EngineFailed, EngineTimedOut, LanguageNotSpoken) as failed:
            log.warning("the voice failed", extra={"why": type(failed).__name__})
        finally:
            speaking.cancel()

    def words(self, utterance: Utterance, language: Language) -> str:
        """As they are said."""
        return speakable(self.written(utterance, language), language)

    def written(self, utterance: Utterance, language: Language) -> str:
        """As they would be read."""
        if utterance.prompt:
            name = utterance.prompt.removeprefix("call_")
            return self.wording.say(f"call_{name}", language)
        return _read_out(utterance.text, language)

    def heard(self, utterance_id: str, heard_ms: int) -> str:
        """The words that the caller heard of an utterance that was stopped."""
        speaking = self._said.get(utterance_id)
        if speaking is None:
            return ""
        spoken_ms = self.manner.spoken_ms(heard_ms)
        return heard_of(self._words[utterance_id], speaking.marks, spoken_ms)

    def _remember(self, name: str, speaking: Speaking, words: str) -> None:
        self._said[name] = speaking
        self._words[name] = words
        while len(self._said) > REMEMBERED:
            gone, _ = self._said.popitem(last=False)
            del self._words[gone]


def _read_out(text: str, language: Language) -> str:
    """Each block ends a sentence."""
    full_stop = "。" if language is Language.ZH else ". "
    ended = (
        one if one.endswith(SENTENCE_ENDS) else one + full_stop
        for block in words_of_answer(text)
        for one in block.splitlines()
    )
    return "".join(ended).strip()


def _next(sounds: Iterator[Sound]) -> Sound | None:
    return next(sounds, None)
