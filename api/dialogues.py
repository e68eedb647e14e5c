"""Dialogues played: written conversations run in process, compared turn by turn."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from api.dialogue_differences import Difference, differences
from api.dialogue_files import Script, ScriptTurn
from api.dialogue_stage import Stage
from api.performance import Performance
from bot.errors import BotError


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    script: Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    script: Script
    difference: Difference


Outcome = Passed | Failed


def play(script: Script, stage: Stage) -> Outcome:
    with closing(Performance(script, stage)) as performance:
        for number, turn in enumerate(script.turns, start=1):
            difference = next(_differs(turn, performance), None)
            if difference is not None:
                found = replace(difference, turn=number, words=turn.words)
                return Failed(script=script, difference=found)
    return Passed(script=script)


def _differs(turn: ScriptTurn, performance: Performance) -> Iterator[Difference]:
    try:
        shown = performance.shown(turn)
    except BotError as refusal:
        yield Difference(
            turn=0,
            words=turn.words,
            what="refused",
            expected=f"{turn.kind} {turn.words}",
            got=str(refusal),
        )
    else:
        yield from differences(turn.expected, shown)


def report(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The figures, and the first differing turn of each failure."""
    failures = [one for one in outcomes if isinstance(one, Failed)]
    return {
        "passed": len(outcomes) - len(failures),
        "failed": len(failures),
        "failures": [_failure(one) for one in failures],
    }


def _failure(failed: Failed) -> dict[str, object]:
    one = failed.difference
    return {
        "file": failed.script.file,
        "title": failed.script.title,
        "turn": one.turn,
        "said": one.words,
        "differs": one.what,
        "expected": one.expected,
        "got": one.got,
        "why": one.why,
    }
