"""The page of benchmarks: each measurement replaces its own section, and no other."""

import re
from dataclasses import dataclass

HEAD = """# Benchmarks

What was measured, on what, and how. `scripts/bench NAME` measures again and rewrites
its own section; the parts between sections are written by hand.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    title: str
    body: str

    @property
    def text(self) -> str:
        return f"## {self.title}\n\n{self.body.strip()}\n"


def written(page: str, name: str, section: Section) -> str:
    """The page with this section in its place, or at the end when it is new."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    block = f"{begin}\n{section.text}{end}"
    around = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if around.search(page):
        return around.sub(lambda _: block, page)
    return f"{page.rstrip() or HEAD.rstrip()}\n\n{block}\n"


def table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
