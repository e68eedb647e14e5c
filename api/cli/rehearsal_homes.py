"""Learned banks that are only rehearsed in, kept by what their pack says."""

import hashlib
import shutil
import tempfile
from pathlib import Path

from api.cli.banks import with_pack
from api.settings import Settings, read_settings
from api.version import VERSION

KEPT = 3
"""Packs whose learning is kept: the last ones that were played on."""


def rehearsal_home(settings: Settings, *, quiet: bool) -> Settings:
    """A home in which the pack of these settings is learned, and nothing else is.

    Learned once for each content of a pack; a pack that was changed is learned anew.
    """
    shelf = settings.home / "rehearsals"
    shelf.mkdir(parents=True, exist_ok=True)
    home = shelf / _content(settings)
    if not home.is_dir():
        with tempfile.TemporaryDirectory(prefix=".draft-", dir=shelf) as draft:
            learned = Path(draft) / "home"
            with_pack(_at(learned, settings), quiet=quiet).close()
            _put(learned, home)
    home.touch()
    _forget_old(shelf)
    return _at(home, settings)


def _at(home: Path, settings: Settings) -> Settings:
    own = f"sqlite:///{home}/teller.db"
    return read_settings(home=home, pack=settings.pack, database_url=own)


def _content(settings: Settings) -> str:
    """Differs as soon as anything would be learned differently."""
    found = hashlib.sha256(f"{VERSION} {settings.encoder}".encode())
    for file in sorted(settings.pack.rglob("*")):
        if file.is_file():
            told = file.relative_to(settings.pack).as_posix()
            found.update(f"\n{told} {file.stat().st_size}\n".encode())
            found.update(file.read_bytes())
    return found.hexdigest()[:24]


def _put(learned: Path, home: Path) -> None:
    try:
        learned.rename(home)
    except OSError:
        if not home.is_dir():
            raise


def _forget_old(shelf: Path) -> None:
    homes = [one for one in shelf.iterdir() if not one.name.startswith(".")]
    homes.sort(key=lambda one: one.stat().st_mtime, reverse=True)
    for one in homes[KEPT:]:
        shutil.rmtree(one)
