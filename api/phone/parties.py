"""Who takes part in a call on our side."""

from collections.abc import Callable
from dataclasses import dataclass, field

from api.phone.ears import Ears
from api.phone.proving import Proving
from api.phone.talk import Talk
from api.phone.voice import Voice
from speech.turn_taking.knobs import Knobs

Proofs = Callable[[str], Proving]
"""By the id of the request."""
Captions = Callable[[str, str], None]


def no_captions(kind: str, text: str) -> None:
    """A telephone shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    ears: Ears
    voice: Voice
    talk: Talk
    proofs: Proofs
    captions: Captions = no_captions
    """Told what is heard and said, where there is a screen: `partly_heard`, `heard`
    and `said`, with the words."""
    knobs: Knobs = field(default_factory=Knobs)
