"""Where the details of a defect of ours are kept for whoever mends it."""

import logging
import tempfile
from pathlib import Path

from api.errors import SettingsRefused
from api.settings import read_settings


def log_to_file(log: logging.Logger) -> Path:
    """From now on `log` writes to this file, and nowhere else."""
    path = _writable()
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False
    return path


def _writable() -> Path:
    """In TELLER_HOME, or where any file can be made when that is not possible."""
    try:
        folder = read_settings().home / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "teller.log"
        path.touch()
    except (SettingsRefused, OSError, ValueError):
        return Path(tempfile.mkdtemp(prefix="teller-")) / "teller.log"
    return path
