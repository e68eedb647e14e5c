"""A written Chinese reply, as it is said."""

import re
import unicodedata

from speech.speakable.rule import Rule, applied, rule
from speech.speakable.zh_dates import CLOCK, DATES
from speech.speakable.zh_marks import LAYOUT, MARKS, NUMBERS
from speech.speakable.zh_money import MONEY, PERCENT
from speech.speakable.zh_runs import MASKED, RUNS

_HAN = "\u3400-\u9fff"
_KEPT = frozenset("，。！？；：、（）～…")
_FIGURES = (*LAYOUT, *MASKED, *DATES, *CLOCK, *PERCENT, *MONEY, *RUNS, *NUMBERS, *MARKS)
_PAUSES: tuple[Rule, ...] = (
    rule(r"[ \t]*\n\s*", "\n"),
    rule(r"(?<=[，。！？；：、])\n", ""),
    rule(r"\n", "。"),
    rule(r"(?<=[a-z])[,](?=\s)", "，"),
    rule(r"[,]", "，"),
    rule(r"[;]", "；"),
    rule(r"[:]", "："),
    rule(r"[!]", "！"),
    rule(r"[?]", "？"),
    rule(r"\.(?=\s|$)", "。"),
    rule(r"[()（）【】\[\]—–…|>›·-]+", "，"),
    rule(rf"[^{_HAN}A-Za-z，。！？；：、\s]+", ""),
    rule(rf"(?<=[{_HAN}，。！？；：、])\s+|\s+(?=[{_HAN}，。！？；：、])", ""),
    rule(r"\s+", " "),
    rule(r"[，、；：]*([。！？])[，、；：。]*", lambda found: found[1]),
    rule(r"[，、；：]*([；：])[，、]*", lambda found: found[1]),
    rule(r"[，、]*，[，、]*", "，"),
    rule(r"^[，、；：。]+", ""),
    rule(r"[，、；：]+$", ""),
)


def in_chinese(text: str) -> str:
    said = applied(_FIGURES, _half_width(text.strip()))
    return applied(_PAUSES, said).strip()


def _half_width(text: str) -> str:
    """Letters, digits and signs in their plain forms; punctuation stays Chinese."""
    plain = "".join(
        one if one in _KEPT else unicodedata.normalize("NFKC", one) for one in text
    )
    return re.sub(r"⁄", "/", plain)
