"""The set of wishes for a human: built on, held out, and what is none."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from bot.message import Language
from scripts.benchmarks.wishes_growing import growing, load_growth

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "tests" / "texts"
WISHES = ROOT / "tests" / "bot" / "wishes"
SEED = 6
FILES = {Language.ZH: "zh", Language.EN: "en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    text: str
    group: str
    language: Language


def groups(file: str, language: Language) -> Iterator[Wording]:
    for group in tomllib.loads((WISHES / file).read_text("utf-8"))["group"]:
        for text in group["texts"].strip("\n").split("\n"):
            yield Wording(text=text, group=group["name"], language=language)


def held_out() -> list[Wording]:
    return [
        one
        for language, name in FILES.items()
        for one in groups(f"heldout_{name}.toml", language)
    ]


def kernels() -> list[Wording]:
    return [
        one
        for language, name in FILES.items()
        for one in groups(f"kernels_{name}.toml", language)
    ]


def grown(language: Language, count: int, seed: int = SEED) -> list[Wording]:
    """So many wordings grown from the kernels, the same for the same seed."""
    texts = [one.text for one in kernels() if one.language is language]
    growth = load_growth(WISHES / "growth.toml")[language]
    made = growing(texts, growth, Random(seed), set(texts))  # noqa: S311
    return [
        Wording(text=text, group="grown", language=language)
        for text in islice(made, count)
    ]


def by_hand() -> list[Wording]:
    """What the patterns were built on, and what is held out."""
    return [*kernels(), *held_out()]


def others_built() -> list[str]:
    return [one.text for one in groups("other.toml", Language.ZH)]


def others_held_out() -> list[str]:
    return [one.text for one in groups("heldout_other.toml", Language.ZH)]


def questions_held_out() -> list[str]:
    """Questions to the demo bank and to nobody, older than these patterns."""
    asked = _column("heldout.csv", "question")
    return [*asked, *_column("strangers.csv", "text")]


def _column(file: str, name: str) -> list[str]:
    rows = csv.DictReader((TEXTS / file).read_text("utf-8").splitlines(True))
    return [row[name] for row in rows]


def digest(file: str) -> str:
    """What the text of a frozen file hashes to."""
    return hashlib.sha256((WISHES / file).read_bytes()).hexdigest()
