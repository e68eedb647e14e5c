"""The manner in which a caller is spoken to: the usual one, or the elder one."""

from dataclasses import dataclass
from typing import Final

from speech.pace import paced

SLOWER: Final = 1.25
LOUDER: Final = 1.6
SEGMENT: Final = "senior"
"""The bank's own word, by which its CRM knows these customers."""


@dataclass(slots=True)
class Manner:
    """Of one call."""

    elder: bool = False

    def sounds(self, pcm: bytes, rate: int) -> bytes:
        if not self.elder or not pcm:
            return pcm
        return paced(pcm, rate, slower=SLOWER, louder=LOUDER)

    def spoken_ms(self, heard_ms: int) -> int:
        """Of the voice's own time, what was heard in this manner."""
        return int(heard_ms / SLOWER) if self.elder else heard_ms
