"""Wishes for a human as the whole service takes them: gate, engines and rules."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from api.cli.rehearsal_homes import rehearsal_home
from api.dialogue_files import CueKind, Expected, Script, ScriptTurn
from api.dialogue_stage import Stage, rehearsal
from api.dialogues import Passed, play
from api.rooms import join
from api.set_clock import SetClock
from api.settings import read_settings
from bot.message import Language, Owner, language_of


def to_a_human(parts: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How many of each part's texts, as first words, have a human in the same turn."""
    with _stage() as stage:
        return {
            name: sum(isinstance(play(_script(one), stage), Passed) for one in texts)
            for name, texts in parts.items()
        }


def _script(text: str) -> Script:
    turn = ScriptTurn(
        kind=CueKind.SAID, words=text, expected=Expected(owner=Owner.QUEUE)
    )
    return Script(
        file="", title=text, language=language_of(text, Language.ZH), turns=(turn,)
    )


@contextmanager
def _stage() -> Iterator[Stage]:
    clock = SetClock()
    logging.getLogger("teller").setLevel(logging.ERROR)
    rooms = join(rehearsal_home(read_settings(), quiet=True), clock=clock)
    try:
        with rehearsal(rooms, clock) as stage:
            yield stage
    finally:
        rooms.close()
