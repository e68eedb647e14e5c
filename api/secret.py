"""The service's own secrets: made once, kept in TELLER_HOME for its owner only."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from api.errors import SettingsRefused

FILE = "secrets.json"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Secrets:
    signing: str
    """Signs customers' tokens."""
    audit: bytes
    """Chains the audit trail."""
    operator: str
    """Lets a command on the same machine speak to the running service."""


def load_secrets(home: Path) -> Secrets:
    """Made on first use. Raises SettingsRefused if the file cannot be used."""
    path = home / FILE
    if not path.exists():
        _make(path)
    try:
        kept = json.loads(path.read_text("utf-8"))
        return Secrets(
            signing=kept["signing"],
            audit=bytes.fromhex(kept["audit"]),
            operator=kept["operator"],
        )
    except (ValueError, KeyError) as wrong:
        raise SettingsRefused([f"{path}: {wrong}"]) from None


def _make(path: Path) -> None:
    made = {name: secrets.token_hex(32) for name in ("signing", "audit", "operator")}
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        json.dump(made, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
