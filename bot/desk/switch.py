"""The emergency switch: one notice for everybody, and humans or nobody behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.message import Language


class SwitchMode(StrEnum):
    HUMAN = "human"
    """Whoever writes is put into the queue."""
    NONE = "none"
    """Whoever writes reads the notice, and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    on: bool = False
    mode: SwitchMode = SwitchMode.HUMAN
    notice: Mapping[Language, str] = field(default_factory=dict)

    def told(self, language: Language) -> str:
        """In the customer's language, or in the one that there is."""
        return self.notice.get(language) or next(
            (text for text in self.notice.values() if text), ""
        )


OFF = Switch()
