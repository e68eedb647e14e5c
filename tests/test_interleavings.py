"""Bot and human never both speak: the same play, on a real database."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings

from models.conversations import SqlConversationStore
from models.database import Database
from models.upgrade import upgrade
from tests.bot.samples import RULES, TALK, WORDING
from tests.interleaving import ACTS, Act, Play, faults

pytestmark = pytest.mark.records

NUMBERS = count(1)


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SqlConversationStore]:
    folder: Path = tmp_path_factory.mktemp("interleavings")
    database = Database(f"sqlite:///{folder / 'teller.db'}")
    upgrade(database)
    yield SqlConversationStore(database)
    database.close()


@given(acts=ACTS)
@settings(max_examples=25, deadline=None)
def test_whatever_the_order_only_its_owner_speaks(
    store: SqlConversationStore, acts: list[Act]
) -> None:
    play = Play(store, replace(TALK, id=f"c{next(NUMBERS)}"), RULES, WORDING)

    play.run(acts)

    assert list(faults(play)) == []
    play.settle()
    assert list(faults(play)) == []
