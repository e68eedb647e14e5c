"""Whether words spoken over the bot's are an interruption."""

import re

from bot.reply import Expects
from speech.turn_taking.knobs import Knobs

_MARKS = re.compile(r"[，。！？、；：,.!?;:\s]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_AWAITED = (Expects.YES_NO, Expects.CHOICE)
"""Questions that a short word answers."""
_LEAST_HAN = 2
_LEAST_ECHO = 4
"""Characters that must be the bot's own to be taken for its echo."""


def plain(text: str) -> str:
    """As the word lists have it: lower case, no marks; Chinese without spaces."""
    words = _MARKS.sub(" ", text.casefold()).strip()
    return words.replace(" ", "") if _HAN.search(words) else words


def interrupts(text: str, saying: str, expects: Expects, knobs: Knobs) -> bool:
    words = plain(text)
    if not words or _echo(words, saying):
        return False
    if stop_word(words, knobs):
        return True
    if backchannel(words, knobs):
        return expects in _AWAITED and words not in knobs.hums
    return len(_HAN.findall(words)) >= _LEAST_HAN or not _HAN.search(words)


def stop_word(text: str, knobs: Knobs) -> bool:
    """Chinese ones anywhere in the words, English ones alone."""
    words = plain(text)
    anywhere = any(stop in words for stop in knobs.stop_words if _HAN.search(stop))
    return anywhere or words in knobs.stop_words


def time_to_say(text: str, expects: Expects, knobs: Knobs) -> int:
    """Milliseconds of speech without which these words are not believed."""
    words = plain(text)
    awaited = expects in _AWAITED and words in knobs.short_answers
    if not awaited and not stop_word(words, knobs):
        return knobs.words
    syllables = len(_HAN.findall(words)) or 1
    return min((syllables - 1) * knobs.syllable, knobs.words)


def backchannel(text: str, knobs: Knobs) -> bool:
    """True for listening sounds, once or several times: 嗯, 好的, 嗯好的."""
    words = plain(text)
    longest = max(map(len, knobs.backchannels), default=0)
    while words:
        sizes = range(min(longest, len(words)), 0, -1)
        size = next((n for n in sizes if words[:n] in knobs.backchannels), 0)
        if not size or (
            words[size : size + 1].isascii() and words[size:][:1].isalpha()
        ):
            return False
        words = words[size:].strip()
    return True


def _echo(words: str, saying: str) -> bool:
    return len(words) >= _LEAST_ECHO and words in plain(saying)
