"""`scripts/bench NAME`: one measurement, printed and written to docs/benchmarks.md."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.benchmarks import (
    abstention,
    desk,
    intents,
    sizes,
    start,
    turn,
    understanding,
    voice,
    wishes,
)
from scripts.benchmarks.page import Section, written

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"

MEASURES: Mapping[str, Callable[[], Section]] = {
    "turn": turn.measure,
    "start": start.measure,
    "retrieval": understanding.measure,
    "abstention": abstention.measure,
    "intents": intents.measure,
    "sizes": sizes.measure,
    "wishes": wishes.measure,
    "desk": desk.measure,
}
VOICE = "voice"
"""Has options of its own."""
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "understanding": ("retrieval", "abstention", "intents", "sizes")
}
"""Measures that one word stands for."""


def main(words: list[str]) -> int:
    if words[:1] == [VOICE]:
        section, alone = voice.run(words[1:])
        if not alone:
            _written(VOICE, section)
        return 0
    wanted = [one for word in words or MEASURES for one in TOGETHER.get(word, (word,))]
    unknown = [word for word in wanted if word not in MEASURES]
    if unknown:
        names = ", ".join((*MEASURES, *TOGETHER))
        print(f"no such measurement: {', '.join(unknown)}; there are {names}")
        return 2
    for word in wanted:
        _written(word, MEASURES[word]())
    return 0


def _written(word: str, section: Section) -> None:
    before = PAGE.read_text("utf-8") if PAGE.exists() else ""
    PAGE.write_text(written(before, word, section), "utf-8")
    print(section.text)


if __name__ == "__main__":
    os.environ.pop("TELLER_DATABASE_URL", None)
    sys.exit(main(sys.argv[1:]))
