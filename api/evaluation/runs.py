"""A run of an evaluation: its figures, with each question and what came of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from api.errors import DoorError


class Kind(StrEnum):
    RETRIEVAL = "retrieval"
    INTENTS = "intents"
    ABSTENTION = "abstention"


class RunUnreadable(DoorError):
    """A file is not a run that `teller evaluate ... --out` wrote."""

    code = "run_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One question of a run, and what came of it."""

    question: str
    expected: str
    """The right article or intent; empty: none should be answered with."""
    given: str
    """What came first; empty: nothing."""
    right: bool
    """What came first is right; never for a question that none should answer."""
    shown: bool
    """Sure enough that a customer would see it."""
    confidence: float
    title: str = ""
    """Of what came first, for people."""
    matched: str = ""
    """The wording that was nearest."""
    rank: int = 0
    """Place of the right one, from 1; 0: not among those looked at, or not told."""
    expected_confidence: float = 0.0
    """Of the right one, wherever it came."""
    dense: float = 0.0
    keyword: float = 0.0

    @property
    def good(self) -> bool:
        """Right, or rightly left alone."""
        return self.right if self.expected else not self.shown


Figures = Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    kind: Kind
    figures: Figures
    questions: Sequence[Result]


def write_run(run: Run, path: Path) -> None:
    content = {
        "run": run.kind.value,
        "figures": dict(run.figures),
        "questions": [asdict(one) for one in run.questions],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def read_run(path: Path) -> Run:
    """Raises RunUnreadable."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return Run(
            kind=Kind(content["run"]),
            figures={str(k): _number(v) for k, v in content["figures"].items()},
            questions=tuple(map(_result, content["questions"])),
        )
    except OSError as wrong:
        raise RunUnreadable(f"{path} cannot be read: {wrong.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RunUnreadable(
            f"{path} is not a saved run: `teller evaluate ... --out FILE` writes one"
        ) from None


NAMES = frozenset(field.name for field in fields(Result))


def _result(row: Mapping[str, Any]) -> Result:
    """Keys of a later version are left aside."""
    return Result(**{key: value for key, value in row.items() if key in NAMES})


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
