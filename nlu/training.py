"""Trains the embedded encoder on a base's own wordings, in a worker process."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from nlu.embedded import FOLDER
from nlu.static_encoder import StaticEncoder, halved, load_static, save_static
from nlu.weights import Groups, first_weights

FEWEST_GROUPS = 20
"""Entries below which nothing can be learned."""
ROOT = Path(__file__).parent.parent


def python(module: str) -> tuple[str, ...]:
    """How a module is run in a process of its own, from `ROOT`."""
    return sys.executable, "-m", module


WORKER = python("nlu.training_worker")

Progress = Callable[[float, str], None]
"""Called with the share done in [0, 1] and a few words."""


def train_encoder(
    groups: Groups,
    folder: Path,
    *,
    seed: int,
    progress: Progress,
    material: str = "",
    worker: Sequence[str] = WORKER,
) -> StaticEncoder:
    """Writes the weights to `folder` and returns them as loaded from there; they start
    from those that ship.

    `material` marks in the card what they were made from.
    """
    order = _Order(groups=_usable(groups), folder=folder, seed=seed, material=material)
    if len(order.groups) < FEWEST_GROUPS:
        failure = "too few wordings to train"
    else:
        failure = _trained(order, worker, progress)
    if failure:
        progress(0.8, f"weights are those that ship: {failure}")
        _write_untrained(order, failure)
    return load_static(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    groups: Groups
    folder: Path
    seed: int
    material: str

    @property
    def card(self) -> dict[str, str | int]:
        groups = len(self.groups)
        return {"seed": self.seed, "material": self.material, "groups": groups}


def _usable(groups: Groups) -> list[tuple[str, ...]]:
    """Distinct wordings only; order kept."""
    distinct = (tuple(dict.fromkeys(filter(str.strip, group))) for group in groups)
    return [group for group in distinct if group]


def _write_untrained(order: _Order, why: str) -> None:
    start = load_static(FOLDER)
    vocabulary, table = first_weights(order.groups, seed=order.seed, start=start)
    encoder = StaticEncoder(vocabulary, halved(table))
    made = {"made": f"those that ship; not trained: {why}"}
    save_static(order.folder, encoder, {**order.card, **made})


def _trained(order: _Order, worker: Sequence[str], progress: Progress) -> str:
    """Why there was no training; empty if there was."""
    if find_spec("torch") is None:
        return "torch is not installed"
    with tempfile.TemporaryDirectory(prefix="teller-training-") as scratch:
        source = Path(scratch, "groups.jsonl")
        lines = (json.dumps(group) + "\n" for group in order.groups)
        source.write_text("".join(lines), "utf-8")
        card = Path(scratch, "card.json")
        card.write_text(json.dumps(order.card), "utf-8")
        options = ["--in", str(source), "--card", str(card), "--out", str(order.folder)]
        options += ["--start", str(FOLDER)]
        status, last = watched([*worker, *options], progress)
    return f"the training process ended with {status}: {last}" if status else ""


def watched(command: list[str], progress: Progress) -> tuple[int, str]:
    """Exit status and last words of the worker."""
    last = ""
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as worker:
        for line in worker.stdout or ():
            last = line.strip() or last
            told = _told(line)
            if told is not None:
                progress(*told)
    return worker.returncode, last


def _told(line: str) -> tuple[float, str] | None:
    try:
        told = json.loads(line)
        return float(told["done"]), str(told["note"])
    except (ValueError, KeyError, TypeError):
        return None
