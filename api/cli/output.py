"""What commands print: words for people, or JSON alone for programs."""

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from tomllib import TOMLDecodeError
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

FAILED = 1

Watch = Callable[[float, str], None]
"""Called with the share done in [0, 1] and a few words."""

ADVICE: Mapping[str, str] = {
    "database_unavailable": "see what `teller doctor` says of the database",
    "database_failed": "see what `teller doctor` says of the database",
    "disk_full": "free some space, or move TELLER_HOME",
    "name_taken": "choose another name; `teller users list` shows those there are",
    "encoder_failed": "check TELLER_ENCODER; `embedded` needs no download",
    "reranker_failed": "check TELLER_RERANKER; without it nothing is reranked",
    "encoder_timed_out": "check TELLER_ENCODER; `embedded` needs no download",
}
"""What to do about an error whose own words do not say it, by code."""


def speak_utf8() -> None:
    """Whatever the locale: articles are Chinese, and programs read the JSON."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def say(words: str = "") -> None:
    typer.echo(words)


def tell(words: str) -> None:
    """To the person, and not into what a program reads."""
    typer.echo(words, err=True)


def show(value: object) -> None:
    """The only thing on stdout when `--json` was asked for."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def fail(words: str) -> NoReturn:
    tell(f"error: {words}")
    raise SystemExit(FAILED)


def refuse(wrong: Exception) -> NoReturn:
    """An expected error, in one line that says what to do."""
    if isinstance(wrong, OSError) and wrong.strerror:
        fail(f"{wrong.strerror}: {wrong.filename}" if wrong.filename else str(wrong))
    if isinstance(wrong, TOMLDecodeError):
        fail(f"the settings file teller.toml (or TELLER_CONFIG) is not TOML: {wrong}")
    advice = ADVICE.get(str(getattr(wrong, "code", "")), "")
    words = " ".join(str(wrong).split())
    fail(f"{words}; {advice}" if advice else words)


@contextmanager
def watched(words: str, *, quiet: bool = False) -> Iterator[Watch]:
    """A bar on a terminal, plain lines elsewhere; stdout is left for results."""
    if quiet:
        yield _unwatched
    elif sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(words, total=1.0)
            yield lambda share, now: bar.update(task, completed=share, description=now)
    else:
        tell(words)
        yield Lines()


class Lines:
    """Progress without a terminal: a line when the words change, or each quarter."""

    def __init__(self) -> None:
        self._last = ("", -1)

    def __call__(self, share: float, words: str) -> None:
        if (words, quarter := int(share * 4)) == self._last:
            return
        if words != self._last[0] or quarter > self._last[1]:
            tell(f"  {share:4.0%} {words}")
        self._last = (words, quarter)


def _unwatched(share: float, words: str) -> None:
    """Progress that nobody watches."""
