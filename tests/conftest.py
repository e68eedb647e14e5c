"""The demo bank, learned once for all tests, on however many workers they run."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from api.cli.banks import with_pack
from api.settings import Settings

IN_REAL_TIME = ("browser", "engine", "chaos")
"""Kinds of tests that share the clock with browsers, engines and dying processes."""
CALLS = Path(__file__).parent / "api" / "phone"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What goes wrong in real time is tried once more, and told as tried again."""
    for item in items:
        timed = any(item.get_closest_marker(kind) for kind in IN_REAL_TIME)
        if timed or CALLS in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """Fills a folder with the home of a demo bank, published and learned."""
    shared = tmp_path_factory.getbasetemp()
    if tmp_path_factory.getbasetemp().name.startswith("popen-"):
        shared = shared.parent
    ready = shared / "demo-home"
    with FileLock(shared / "demo-home.lock"):
        if not ready.is_dir():
            draft = shared / "demo-home-draft"
            with_pack(Settings.model_validate({"home": draft}), quiet=True).close()
            draft.rename(ready)

    def fill(folder: Path) -> None:
        shutil.copytree(ready, folder, dirs_exist_ok=True)

    return fill
