"""`teller evaluate dialogues`: written conversations are played and compared."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import FAILED, say, show, tell, watched
from api.cli.rehearsal_homes import rehearsal_home
from api.dialogue_files import Script, read
from api.dialogue_stage import rehearsal
from api.dialogues import Outcome, play, report
from api.rooms import join
from api.set_clock import SetClock
from api.settings import Settings, read_settings

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON only.")]


def register(app: typer.Typer) -> None:
    app.command()(dialogues)


def dialogues(
    path: Annotated[Path, typer.Argument(help="A dialogue file, or a folder of them.")],
    as_json: AsJson = False,
    pack: Annotated[
        Path | None, typer.Option(help="Play on this pack alone; it is learned once.")
    ] = None,
) -> None:
    """Play written dialogues; tell the first turn that differs in each.

    Where no article is published yet, they are played on the pack's own.
    """
    scripts = read(path)
    outcomes = None
    if pack is None:
        outcomes = _played(read_settings(), scripts, quiet=as_json, empty=False)
    if outcomes is None:
        outcomes = _on_the_pack(pack, scripts, quiet=as_json)
    found = report(outcomes)
    if as_json:
        show(found)
    else:
        _tell_of(found)
    if found["failed"]:
        raise typer.Exit(FAILED)


def _on_the_pack(
    pack: Path | None, scripts: Sequence[Script], *, quiet: bool
) -> Sequence[Outcome]:
    """In a home of the pack's own articles, learned before they are played on."""
    home = rehearsal_home(read_settings(pack=pack), quiet=quiet)
    return _played(home, scripts, quiet=quiet, empty=True) or ()


def _played(
    settings: Settings, scripts: Sequence[Script], *, quiet: bool, empty: bool
) -> Sequence[Outcome] | None:
    """`empty`: also where no article is published; None where that may not be."""
    clock = SetClock()
    with watched("Opening the bank", quiet=quiet) as watch:
        rooms = join(settings, clock=clock, progress=watch)
    try:
        if not empty and not rooms.records.articles.published(rooms.tenant):
            tell(f"no article is published here: playing on the pack {rooms.pack.name}")
            return None
        with rehearsal(rooms, clock) as stage, _unlogged():
            return [play(script, stage) for script in scripts]
    finally:
        rooms.close()


@contextmanager
def _unlogged() -> Iterator[None]:
    """What goes wrong in a dialogue is meant to."""
    log = logging.getLogger("teller")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def _tell_of(found: dict[str, object]) -> None:
    failures = found["failures"]
    for one in failures if isinstance(failures, list) else []:
        say(f"{one['file']}: {one['title']}")
        say(f"  turn {one['turn']} ({one['said']}): {one['differs']}")
        say(f"    expected  {one['expected']}")
        say(f"    got       {one['got']}")
        say(f"    why       {one['why']}")
    say(f"passed {found['passed']}, failed {found['failed']}")
