"""A written English reply, as it is said."""

import re
import unicodedata

from speech.speakable.en_dates import CLOCK, DATES
from speech.speakable.en_marks import LAYOUT, MARKS, NUMBERS
from speech.speakable.en_money import MONEY, PERCENT
from speech.speakable.en_runs import MASKED, RUNS
from speech.speakable.rule import Rule, applied, rule

_HAN = "\u3400-\u9fff"
_FIGURES = (*LAYOUT, *MASKED, *DATES, *CLOCK, *PERCENT, *MONEY, *RUNS, *NUMBERS, *MARKS)
_PAUSES: tuple[Rule, ...] = (
    rule(r"[ \t]*\n\s*", "\n"),
    rule(r"(?<=[,.!?;:])\n", " "),
    rule(r"\n", ". "),
    rule(r"\s?[()\[\]—–…|>“”\"]+\s?(?=[,.!?;:])", ""),
    rule(r"\s?[()\[\]—–…|>]+\s?|\s-+\s", ", "),
    rule(rf"[^{_HAN}A-Za-z,.!?;:'\s-]+", " "),
    rule(r"(?<![A-Za-z])['-]+|['-]+(?![A-Za-z])", " "),
    rule(r"\s+", " "),
    rule(r"\s+(?=[,.!?;:])", ""),
    rule(
        r"[,;:\s]*([.!?])(?:[,;:.\s]+(?=[A-Z]|$)|[,;:]+)", lambda found: f"{found[1]} "
    ),
    rule(r"[,;:]*([;:])[,\s]*", lambda found: f"{found[1]} "),
    rule(r",[,\s]*", ", "),
    rule(r"^[,.;:\s]+", ""),
    rule(r"[,;:\s]+$", ""),
)


def in_english(text: str) -> str:
    said = applied(_FIGURES, _plain(text.strip()))
    return applied(_PAUSES, said).strip()


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"\.{2,}", "…", folded)
    return folded.replace("⁄", "/").replace("’", "'").replace("‘", "'")
