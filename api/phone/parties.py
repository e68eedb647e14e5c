"""Who takes part in a call on our side."""

from collections.abc import Callable
from dataclasses import dataclass, field

from api.phone.chronicle import Chronicle
from api.phone.crowd import Delays
from api.phone.ears import Ears
from api.phone.menu import Menu
from api.phone.proving import Proving
from api.phone.recorder import Recorder
from api.phone.talk import Talk
from api.phone.tape import Tape
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
    chronicle: Chronicle
    tape: Tape | None = None
    """None where nothing is recorded."""
    menu: Menu | None = None
    captions: Captions = no_captions
    """Told what is heard and said, where there is a screen: `partly_heard`, `heard`
    and `said`, with the words."""
    knobs: Knobs = field(default_factory=Knobs)
    delays: Delays = field(default_factory=Delays)
    """Of all calls of the node together."""
    patience_seconds: float = 180.0
    """How long a caller waits for a person until a call back is offered."""

    def recorder(self) -> Recorder:
        """That of the tape; without one, one that never begins."""
        return self.tape.recorder if self.tape else Recorder(self.voice.rate)
