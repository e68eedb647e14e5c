"""Recorded prompts: sentences of the service that a person has spoken."""

import tomllib
from pathlib import Path

from bot.message import Language
from speech.errors import EngineMissing
from speech.sound import Sound
from speech.wav import read_wav

_LIST = "prompts.toml"


class RecordedPrompts:
    """A folder with a folder for each language, in it `prompts.toml` (file = "words
    as they are said") and the WAV files."""

    def __init__(self, folder: Path) -> None:
        """Raises EngineMissing, naming each file that is listed and not there."""
        self._sounds: dict[tuple[Language, str], Sound] = {}
        missing = []
        for language in Language:
            for name, said in _listed(folder / language.value / _LIST).items():
                path = folder / language.value / name
                if path.exists():
                    self._sounds[language, said] = read_wav(path)
                else:
                    missing.append(str(path))
        if missing:
            raise EngineMissing("the recorded prompts", missing)

    def __len__(self) -> int:
        return len(self._sounds)

    def of(self, said: str, language: Language) -> Sound | None:
        return self._sounds.get((language, said.strip()))


def _listed(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    table = tomllib.loads(path.read_text("utf-8"))
    return {str(name): str(said) for name, said in table.items()}
