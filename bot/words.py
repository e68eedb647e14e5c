"""Wording: the service's own sentences in each language, with the bank's on top."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from importlib.resources import files
from string import Formatter
from typing import Any

from bot.errors import MalformedRules
from bot.message import Language
from bot.reply import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    sentences: Mapping[Language, Mapping[str, str]]
    choices: Mapping[Language, Mapping[str, str]]
    names: Mapping[Language, Mapping[str, str]]
    """Values known to every sentence: the bank, its bot, its hotline."""
    zone: tzinfo = UTC
    """The bank's own time, in which due times are told."""

    def say(self, key: str, language: Language, **values: str) -> str:
        sentence = self.sentences[language][key]
        return sentence.format(**{**self.names[language], **values})

    def choice(self, name: str, language: Language) -> Choice:
        return Choice(id=name, title=self.choices[language][name])


def _built_in(language: Language) -> dict[str, Any]:
    path = files("bot").joinpath("wording", f"{language}.toml")
    return tomllib.loads(path.read_text("utf-8"))


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def _overlaid(
    below: Mapping[str, str], above: Mapping[str, str], names: set[str], where: str
) -> dict[str, str]:
    for key, sentence in above.items():
        if key not in below:
            raise MalformedRules(f"{where}: unknown key {key}")
        unknown = _fields(sentence) - _fields(below[key]) - names
        if unknown:
            raise MalformedRules(f"{where}: {key} has unknown {sorted(unknown)}")
    return {**below, **above}


def load_wording(
    names: Mapping[Language, Mapping[str, str]],
    pack: Mapping[Language, Mapping[str, Any]] | None = None,
    zone: tzinfo = UTC,
) -> Wording:
    """`names` gives bank, bot and hotline; a pack's sentences lie over the built-in.

    Raises MalformedRules for a key or a {name} that the service does not know.
    """
    sentences, choices = {}, {}
    for language in Language:
        below = _built_in(language)
        above = dict((pack or {}).get(language, {}))
        offered = above.pop("choices", {})
        titles = below.pop("choices")
        known = set(names[language])
        where = f"wording/{language}.toml"
        sentences[language] = _overlaid(below, above, known, where)
        choices[language] = _overlaid(titles, offered, known, where)
    return Wording(sentences=sentences, choices=choices, names=names, zone=zone)
