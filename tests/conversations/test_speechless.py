"""The dialogues that customers write are held as calls, too, and come to the same.

Every third of them; `TELLER_SPEECHLESS=all` plays them all.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from api.dialogue_differences import Difference, differences
from api.dialogue_files import CueKind, Script, read
from api.dialogue_stage import Stage, rehearsal
from api.rooms import join
from api.set_clock import SetClock
from api.settings import Settings
from bot.message import Channel, Language
from speech.speakable.saying import speakable
from tests.conversations.speechless import SpokenPerformance

pytestmark = pytest.mark.dialogue

FOLDER = Path(__file__).parent
EVERY = 1 if os.environ.get("TELLER_SPEECHLESS") == "all" else 3
ON_A_SCREEN = {CueKind.CLAIMS, CueKind.CODE, CueKind.APP, CueKind.CARD}
"""Filled in on a card; in a call by keys, which calls have tests of their own for."""
WRITTEN_ONLY = {
    "Off topic twice": "a caller may be misunderstood once more",
    "两次没答上就找人": "a caller may be misunderstood once more",
    "Opening hours": "the answer for the phone is another text",
    "A question and a task": "the answer for the phone is another text",
    "网点时间": "the answer for the phone is another text",
    "两个问题各答各的": "the answer for the phone is another text",
    "先回答问题再查账单": "the answer for the phone is another text",
}
SCRIPTS = [
    one
    for one in read(FOLDER)
    if one.channel is Channel.WEB
    and one.title not in WRITTEN_ONLY
    and not ON_A_SCREEN & {turn.kind for turn in one.turns}
]


@pytest.fixture(scope="session")
def phone_stage(
    tmp_path_factory: pytest.TempPathFactory, demo_home: Callable[[Path], None]
) -> Iterator[Stage]:
    settings = Settings.model_validate({"home": tmp_path_factory.mktemp("bank")})
    demo_home(settings.home)
    clock = SetClock()
    rooms = join(settings, clock=clock)
    with rehearsal(rooms, clock) as stage:
        yield stage
    rooms.close()


def same_when_said(found: Difference) -> bool:
    """What is written with digits elsewhere is spoken in words here."""
    if found.what != "contains":
        return False
    return speakable(found.expected, Language.ZH) in speakable(found.got, Language.ZH)


def name_of(script: Script) -> str:
    return f"{Path(script.file).relative_to(FOLDER)}:{script.title}"


@pytest.mark.parametrize("script", SCRIPTS[::EVERY], ids=name_of)
def test_a_call_comes_to_what_is_written(script: Script, phone_stage: Stage) -> None:
    spoken = replace(script, channel=Channel.PHONE)

    with closing(SpokenPerformance(spoken, phone_stage)) as performance:
        for number, turn in enumerate(script.turns, start=1):
            shown = performance.shown(turn)

            found = differences(turn.expected, shown)
            assert not [one for one in found if not same_when_said(one)], number
