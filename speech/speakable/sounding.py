"""Words as an engine must be given them to be pronounced rightly."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from bot.message import Language

_TABLE: dict[str, dict[str, str]] = tomllib.loads(
    files("speech").joinpath("speakable", "sounds.toml").read_text("utf-8")
)
_BEFORE_NUMBER = _TABLE["zh_before_number"]
_SOUNDS: Mapping[Language, Mapping[str, str]] = {
    Language.ZH: {**_TABLE["zh"], **_BEFORE_NUMBER},
    Language.EN: _TABLE["en"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounded:
    text: str
    places: tuple[int, ...]
    """For each character, the place in the text that it stands for."""


def _any_of(words: Mapping[str, str]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(one) for one in longest)


_PATTERNS = {
    Language.ZH: re.compile(
        rf"{_any_of(_TABLE['zh'])}|(?:{_any_of(_BEFORE_NUMBER)})"
        r"(?=[零一二两三四五六七八九十百半])"
    ),
    Language.EN: re.compile(rf"\b(?:{_any_of(_TABLE['en'])})\b"),
}


def sounded(said: str, language: Language) -> Sounded:
    """Homophones for what engines read wrongly."""
    parts, places, end = [], list[int](), 0
    for found in _PATTERNS[language].finditer(said):
        start = found.start()
        sound = _SOUNDS[language][found[0]]
        parts += [said[end:start], sound]
        places += range(end, start)
        last = len(found[0]) - 1
        places += (start + min(index, last) for index in range(len(sound)))
        end = found.end()
    parts.append(said[end:])
    places += range(end, len(said))
    return Sounded(text="".join(parts), places=tuple(places))


def sounding(said: str, language: Language) -> str:
    return sounded(said, language).text
