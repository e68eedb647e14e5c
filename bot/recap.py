"""A recap of a conversation in its own words, for a person who comes to it."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise

from bot.gate import load_gates
from bot.message import Author, Language, Message

MOST_LINES = 3
MOST_ASKED = 8
LATELY = 4
"""Customer messages in which a mood is looked for."""
LONGEST_LINE = 90
ALIKE = 0.6
"""Share of common letter pairs from which two sentences say the same."""
ENDS = re.compile(r"(?<=[。！？!?\n])|(?<=[.;；])\s")
FIGURES = re.compile(r"\d")
GUESSES = frozenset({"clarify", "escalate"})
"""What the bot did when its question was not about a fact."""
EMPTY_TALK = re.compile(
    r"^(?:你好|您好|在吗|好的?|嗯+|哦+|谢谢|hi|hello|ok(?:ay)?|thanks?|转?人工(?:客服)?"
    r"|是的?|不是|对|yes|no)[\s。！!,，.?？~]*$",
    re.IGNORECASE,
)


class Mood(StrEnum):
    ANGRY = "angry"
    UNEASY = "uneasy"
    THANKFUL = "thankful"
    CALM = "calm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence as it was said."""

    seq: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Something that the customer was asked and has answered: not to be asked again."""

    seq: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    lines: tuple[Line, ...]
    """The customer's own sentences that say most, in their order."""
    mood: Mood
    shows: str
    """The words that show the mood; empty when it is calm."""
    answered: tuple[Answered, ...]


def recap(messages: Sequence[Message]) -> Recap:
    said = [one for one in messages if one.author is Author.CUSTOMER and one.text]
    mood, shows = mood_of(said)
    return Recap(
        lines=tuple(summary(said)),
        mood=mood,
        shows=shows,
        answered=tuple(answered(messages))[-MOST_ASKED:],
    )


def summary(said: Sequence[Message]) -> list[Line]:
    """Those that share most with all the rest, and tell most; none said twice."""
    lines = [line for one in said for line in _lines(one)]
    pairs = [_pairs(line.text) for line in lines]
    weights = [_weight(place, lines, pairs) for place in range(len(lines))]
    best = sorted(range(len(lines)), key=lambda place: (-weights[place], place))
    chosen: list[int] = []
    for place in best:
        if len(chosen) == MOST_LINES:
            break
        if all(_alike(pairs[place], pairs[other]) < ALIKE for other in chosen):
            chosen.append(place)
    return [lines[place] for place in sorted(chosen)]


def mood_of(said: Sequence[Message]) -> tuple[Mood, str]:
    """The strongest of what was said lately; thanks count only when said last."""
    found = [_felt(one) for one in said[-LATELY:]]
    if found and found[-1][0] is Mood.THANKFUL:
        return found[-1]
    strong = (one for one in found if one[0] in (Mood.ANGRY, Mood.UNEASY))
    order = list(Mood)
    return min(
        reversed(list(strong)), key=lambda one: order.index(one[0]), default=_CALM
    )


def answered(messages: Sequence[Message]) -> Iterator[Answered]:
    talk = [one for one in messages if one.author is not Author.SYSTEM]
    for asked, reply in pairwise(talk):
        question = "" if asked.action in GUESSES else _question(asked.text)
        if question and reply.author is Author.CUSTOMER != asked.author:
            answer = _short(" ".join(reply.text.split()))
            yield Answered(seq=reply.seq, question=question, answer=answer)


_CALM = (Mood.CALM, "")


def _lines(message: Message) -> Iterator[Line]:
    for part in ENDS.split(message.text):
        text = " ".join((part or "").split())
        if len(text) > 1 and not EMPTY_TALK.match(text):
            yield Line(seq=message.seq, text=_short(text))


def _weight(
    place: int, lines: Sequence[Line], pairs: Sequence[frozenset[str]]
) -> float:
    common = sum(
        _alike(pairs[place], other) for at, other in enumerate(pairs) if at != place
    )
    telling = min(len(lines[place].text), 40) / 40
    figures = 0.5 if FIGURES.search(lines[place].text) else 0.0
    first = 0.4 if place == 0 else 0.0
    return common / max(len(lines) - 1, 1) + telling + figures + first


def _pairs(text: str) -> frozenset[str]:
    return frozenset(one + other for one, other in pairwise(text.lower()))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(min(len(one), len(other)), 1)


def _felt(message: Message) -> tuple[Mood, str]:
    gates = load_gates()
    folded = gates.fold(message.text)
    for mood, pattern in _moods()[message.language].items():
        if found := pattern.search(folded):
            return mood, found[0]
    if found := gates.abuse.wanted.search(folded):
        return (Mood.ANGRY, found[0]) if gates.abuse.found(folded) else _CALM
    return _CALM


def _question(text: str) -> str:
    """The last question of a text; empty when it asks nothing."""
    asked = [part.strip() for part in ENDS.split(text) if part and part.strip()]
    found = [part for part in asked if part.endswith(("？", "?"))]
    return _short(found[-1]) if found else ""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1]}…"


@cache
def _moods() -> Mapping[Language, Mapping[Mood, re.Pattern[str]]]:
    table = tomllib.loads(files("bot").joinpath("mood.toml").read_text("utf-8"))
    return {
        language: {
            mood: re.compile("|".join(f"(?:{one})" for one in table[language][mood]))
            for mood in (Mood.ANGRY, Mood.UNEASY, Mood.THANKFUL)
        }
        for language in Language
    }
