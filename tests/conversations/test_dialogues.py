"""Every written dialogue is played against the demo bank, as a customer meets it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.dialogue_files import Script, read
from api.dialogue_stage import Stage, rehearsal
from api.dialogues import Failed, play
from api.rooms import join
from api.set_clock import SetClock
from api.settings import Settings

pytestmark = pytest.mark.dialogue

FOLDER = Path(__file__).parent
SCRIPTS = read(FOLDER)
CATEGORIES = (
    *("cancellations", "chitchat", "corrections", "digressions", "disambiguation"),
    *("guards", "invalid_input", "knowledge", "negations", "repeat"),
)
"""How a task is interrupted or put right: those of Rasa's banking demo."""
NEGATIVES = ("asking_about_people", "asking_about_danger", "harmless_words")


@pytest.fixture(scope="session")
def stage(
    tmp_path_factory: pytest.TempPathFactory, demo_home: Callable[[Path], None]
) -> Iterator[Stage]:
    """The demo bank, with all its articles published and learned."""
    settings = Settings.model_validate({"home": tmp_path_factory.mktemp("bank")})
    demo_home(settings.home)
    clock = SetClock()
    rooms = join(settings, clock=clock)
    with rehearsal(rooms, clock) as stage:
        yield stage
    rooms.close()


def name_of(script: Script) -> str:
    return f"{Path(script.file).relative_to(FOLDER)}:{script.title}"


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_the_bank_speaks_as_it_is_written(script: Script, stage: Stage) -> None:
    outcome = play(script, stage)

    assert not isinstance(outcome, Failed), outcome.difference


def test_many_questions_about_people_danger_and_abuse_are_written() -> None:
    asked = [one for one in SCRIPTS if Path(one.file).stem in NEGATIVES]

    assert len(asked) >= 60
    for script in asked:
        assert {"escalate", "emergency"} <= set(script.turns[0].expected.never)


def test_every_dialogue_has_a_title_of_its_own() -> None:
    titles = [name_of(script) for script in SCRIPTS]

    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_way_to_interrupt_a_task_is_written(category: str) -> None:
    files = [Path(one.file) for one in SCRIPTS]
    written = [one.parent.name for one in files if one.stem == f"repair_{category}"]

    assert written.count("zh") >= 6
    assert written.count("en") >= 2


def test_every_flow_is_walked_in_both_languages() -> None:
    tasks = [one for one in SCRIPTS if Path(one.file).stem.startswith("task")]

    assert sum(Path(one.file).parent.name == "zh" for one in tasks) >= 80
    assert sum(Path(one.file).parent.name == "en" for one in tasks) >= 20
