"""What a line can tell and be told, whatever its dialect: the values of a call's media.

A dialect is a value without a socket: frames in, events out; commands in, frames out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from speech.audio import PHONE_RATE, Code

MARK_BYTES: Final = 24
"""As long as a mark's name may be: Asterisk drops a text of over 128 bytes."""

Frame = str | bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """The line stands. `call` is the provider's own name for it."""

    call: str
    stream: str = ""
    code: Code = Code.PCM
    rate: int = PHONE_RATE
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Of the caller: PCM at the rate of the line."""

    pcm: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    digit: str


@dataclass(frozen=True, slots=True)
class WantsHuman:
    """A button of its own, where there is a screen; on a telephone it is a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """The far end says that it has played up to here.

    A provider may say so of what was flushed, too: whoever flushed must forget the
    marks from before, and never take one of them for heard.
    """

    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """Nothing is left to be played at the far end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Whether the far end takes more; send nothing until it does."""

    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    reason: str = "hung_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A frame that makes no sense is left out; it never ends a call."""

    why: str


Event = Began | Sound | Key | WantsHuman | Reached | Drained | Room | Ended | Odd


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """PCM at the rate of the line, and the mark behind it (none when empty)."""

    pcm: bytes
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flush:
    """What was sent and not yet played is never played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Hold still, and keep what was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Continue:
    """Go on after a pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    pass


Command = Play | Flush | Pause | Continue | HangUp


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What this line can do by itself; the rest is done on our side."""

    marks: bool = True
    """It tells what was played."""
    pauses: bool = False
    buffers: bool = True
    """It keeps what is sent ahead and plays it in time; else we keep the time."""
    marks_on_flush: bool = False
    """A flush returns the marks of what was never played."""


class Dialect(Protocol):
    """One protocol of one line, from its first frame to its last."""

    @property
    def abilities(self) -> Abilities: ...

    def hear(self, frame: Frame) -> Sequence[Event]:
        """What a frame says. Never raises: nonsense is `Odd`."""
        ...

    def say(self, command: Command) -> Sequence[Frame]:
        """The frames of a command; none where this line has no such thing."""
        ...
