"""Every written dialogue is played against the demo bank, as a customer meets it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.cli.banks import trained
from api.dialogue_files import Script, read
from api.dialogues import Failed, Stage, play
from api.jobs import load_pack_articles
from api.rooms import join, silent
from api.settings import Settings

pytestmark = pytest.mark.dialogue

FOLDER = Path(__file__).parent
SCRIPTS = read(FOLDER)
NEGATIVES = ("asking_about_people", "asking_about_danger", "harmless_words")


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The demo bank, with all its articles published and learned."""
    home = tmp_path_factory.mktemp("bank")
    rooms = join(Settings.model_validate({"home": home}))
    load_pack_articles(rooms, silent)
    rooms = trained(rooms, quiet=True)
    yield Stage(
        dialogue=rooms.dialogue,
        steps=rooms.steps,
        clock=rooms.clock,
        tenant_id=rooms.tenant,
    )
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
