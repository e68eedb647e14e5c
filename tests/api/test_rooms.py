"""The rooms joined: made on the first start, found again on the next."""

import shutil
from pathlib import Path

import pytest

from api.errors import SettingsRefused
from api.jobs import learn_anew, load_pack_articles
from api.rooms import Progress, Rooms, join, silent
from tests.api.fixtures.bank import SetClock, settings_of

pytestmark = pytest.mark.door


@pytest.fixture
def home(tmp_path: Path, template: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "home"))


def joined(home: Path, progress: Progress = silent) -> Rooms:
    return join(settings_of(home), clock=SetClock(), progress=progress)


def test_an_empty_home_has_an_empty_base(tmp_path: Path) -> None:
    home = tmp_path / "fresh"

    rooms = joined(home)
    rooms.close()

    assert rooms.retriever.article_count("main") == 0
    assert rooms.records.articles.all("main") == ()
    assert home.stat().st_mode & 0o777 == 0o700


def test_a_second_start_learns_nothing_anew(home: Path) -> None:
    told: list[str] = []

    rooms = joined(home, lambda share, words: told.append(words))
    rooms.close()

    assert rooms.retriever.article_count("main") == 10
    assert [words for words in told if "ready" not in words] == []


def test_a_pack_is_loaded_once(home: Path) -> None:
    rooms = joined(home)

    again = load_pack_articles(rooms, silent)
    rooms.close()

    assert again == 0


def test_what_is_published_later_is_learned_when_it_is_asked_for(home: Path) -> None:
    place = home / "understanding" / "groups.json"
    before = place.read_bytes()
    rooms = joined(home)
    rooms.records.articles.withdraw("main", ["FEE-1"], "eddy", rooms.clock())
    rooms.close()
    joined(home).close()
    unasked = place.read_bytes()
    learn_anew(rooms)
    joined(home).close()

    assert unasked == before
    assert place.read_bytes() != before


def test_an_index_behind_the_records_is_brought_up_to_date(home: Path) -> None:
    rooms = joined(home)
    rooms.records.articles.withdraw("main", ["FEE-1"], "eddy", rooms.clock())
    rooms.close()

    again = joined(home)
    again.close()

    assert again.retriever.article_count("main") == 9


def test_a_damaged_index_is_made_anew(home: Path) -> None:
    for file in (home / "index").rglob("dense.faiss"):
        file.write_bytes(file.read_bytes()[:-8] + b"damaged!")

    rooms = joined(home)
    rooms.close()

    assert rooms.retriever.article_count("main") == 10


def test_damaged_secrets_are_refused_by_their_file(home: Path) -> None:
    (home / "secrets.json").write_text("{")

    with pytest.raises(SettingsRefused, match=r"secrets\.json"):
        joined(home)
