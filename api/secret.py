"""The service's own secrets: made once, kept in TELLER_HOME for its owner only."""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.errors import SettingsRefused

FILE = "secrets.json"
NAMES = ("signing", "audit", "operator", "pepper", "storage")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Secrets:
    signing: str
    """Signs customers' tokens."""
    audit: bytes
    """Chains the audit trail."""
    operator: str
    """Lets a command on the same machine speak to the running service."""
    pepper: bytes
    """Keys the digests of one-time codes; never in the database."""
    storage: bytes
    """Seals what is kept of customers' pictures, files and voices."""


def load_secrets(home: Path) -> Secrets:
    """Made on first use. Raises SettingsRefused if the file cannot be used."""
    path = home / FILE
    if not path.exists():
        _make(path, NAMES, {})
    try:
        kept = json.loads(path.read_text("utf-8"))
        lacking = [name for name in NAMES if name not in kept]
        if lacking and kept.keys() & set(NAMES[:3]) == set(NAMES[:3]):
            kept = _make(path, lacking, kept)
        return Secrets(
            signing=kept["signing"],
            audit=bytes.fromhex(kept["audit"]),
            operator=kept["operator"],
            pepper=bytes.fromhex(kept["pepper"]),
            storage=bytes.fromhex(kept["storage"]),
        )
    except (ValueError, KeyError, TypeError) as wrong:
        raise SettingsRefused([f"{path}: {wrong}"]) from None


def _make(
    path: Path, names: Sequence[str], kept: Mapping[str, str]
) -> Mapping[str, str]:
    """A file of an earlier version gets what it lacks, and keeps what it has."""
    made = {**kept, **{name: secrets.token_hex(32) for name in names}}
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return made
