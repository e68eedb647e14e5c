"""Refuses an installation, planned or done, that brings CUDA with it.

check_plan.py REPORT        reads what `pip install --dry-run --report REPORT` planned
check_plan.py --installed   looks at what stands in this environment
"""

import json
import sys
from collections.abc import Iterable
from importlib.metadata import distributions
from pathlib import Path

UNWANTED = ("nvidia", "cuda", "triton")
ADVICE = (
    "Teller runs on the processor. Use a build of torch without CUDA: set "
    "TELLER_TORCH_INDEX to an index that has one (as "
    "https://download.pytorch.org/whl/cpu), or put its wheel in a folder and name "
    "that folder with PIP_FIND_LINKS"
)


def planned(report: Path) -> list[str]:
    rows = json.loads(report.read_text("utf-8"))["install"]
    return [row["metadata"]["name"] for row in rows]


def present() -> list[str]:
    return [found.metadata["Name"] or "" for found in distributions()]


def unwanted(names: Iterable[str]) -> list[str]:
    return sorted({name for name in names if name.lower().startswith(UNWANTED)})


def main(argument: str) -> int:
    done = argument == "--installed"
    names = unwanted(present() if done else planned(Path(argument)))
    if names:
        verb = "are installed" if done else "would be installed"
        print(f"these packages {verb}: {', '.join(names)}. {ADVICE}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
