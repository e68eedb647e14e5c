"""The demo bank, learned once for all tests, and which tests keep together."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from api.cli.banks import with_pack
from api.settings import Settings

ALONE = ("browser", "chaos")
"""Kinds of which no two tests run at the same time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers (`-n 2 --dist loadgroup`) a file stays on one of them, and
    so do all tests that drive the browser, and all that kill."""
    for item in items:
        kinds = (kind for kind in ALONE if item.get_closest_marker(kind))
        group = next(kinds, str(item.path.relative_to(item.config.rootpath)))
        item.add_marker(pytest.mark.xdist_group(group))


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
