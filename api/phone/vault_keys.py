"""The keys of recordings: in a file of their own, for its owner only, each by a name.

A new name is used for what is recorded from then on; what an older one sealed is read
as long as that stays in the file.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes
from typing import Final

from api.errors import NotFound, SettingsRefused

FILE: Final = "recording-keys.json"
KEY_BYTES: Final = 32
FIRST: Final = "first"
LONGEST_NAME: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    def named(self, name: str) -> bytes:
        """Raises NotFound."""
        try:
            return self.keys[name]
        except KeyError:
            raise NotFound(f"no key {name!r}", code="recording_key_gone") from None


def load_keys(home: Path) -> Keys:
    """Made at first use. Raises SettingsRefused if the file cannot be used."""
    path = home / FILE
    if not path.exists():
        return _kept(path, Keys(current=FIRST, keys={FIRST: token_bytes(KEY_BYTES)}))
    try:
        told = json.loads(path.read_text("utf-8"))
        keys = {name: bytes.fromhex(key) for name, key in told["keys"].items()}
        return Keys(current=_known(told["current"], keys), keys=keys)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise SettingsRefused([f"{path}: {wrong}"]) from None


def rotate(home: Path, name: str) -> Keys:
    """A new key under a new name, for what is recorded from now on."""
    before = load_keys(home)
    if name in before.keys or not 0 < len(name.encode()) <= LONGEST_NAME:
        raise SettingsRefused([f"{home / FILE}: the name {name!r} is not new"])
    keys = {**before.keys, name: token_bytes(KEY_BYTES)}
    return _kept(home / FILE, Keys(current=name, keys=keys))


def _known(name: str, keys: Mapping[str, bytes]) -> str:
    if any(len(key) != KEY_BYTES for key in keys.values()) or name not in keys:
        raise ValueError("a key is missing or too short")
    return name


def _kept(path: Path, keys: Keys) -> Keys:
    told = {
        "current": keys.current,
        "keys": {name: key.hex() for name, key in keys.keys.items()},
    }
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return keys
