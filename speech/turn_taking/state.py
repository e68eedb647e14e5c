"""Where a call stands between two events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from bot.reply import Expects
from speech.turn_taking.utterance import Utterance


class Phase(StrEnum):
    BOT = "bot"
    """The bot speaks."""
    SUSPECTED = "suspected"
    """The bot holds its breath: is that an interruption?"""
    LISTENING = "listening"
    """Nobody speaks; the caller may."""
    CALLER = "caller"
    """The caller speaks."""
    ENDPOINTING = "endpointing"
    """The caller is quiet: has he finished?"""
    FINISHING = "finishing"
    """The recogniser is asked for its last word."""
    THINKING = "thinking"
    """The service works out an answer."""
    KEYS = "keys"
    """The caller presses keys."""
    HUMAN = "human"
    CLOSED = "closed"


class Timer(StrEnum):
    PLAYING = "playing"
    SUSPECT = "suspect"
    CONFIRM = "confirm"
    RESUME = "resume"
    ENDPOINT = "endpoint"
    LONGEST = "longest"
    FINAL = "final"
    NO_INPUT = "no_input"
    FILLER = "filler"
    KEYS = "keys"


_NONE: Mapping[Timer, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    phase: Phase = Phase.THINKING
    """A call begins with the service's greeting to come."""
    playing: Utterance | None = None
    play_began: int = 0
    play_left: int = 0
    """Milliseconds of the utterance not yet played when it was held."""
    paused: bool = False
    queue: tuple[Utterance, ...] = ()
    generation: int = 0
    expects: Expects = Expects.FREE
    answers: tuple[str, ...] = ()
    digits_wanted: int = 0
    heard: str = ""
    """The last partial transcript of what the caller is saying."""
    speaking: bool = False
    """Whether the caller makes speech sounds now."""
    spoke_at: int = 0
    """Since when, if so."""
    turn_at: int = 0
    """When the caller's turn began."""
    voiced: int = 0
    """Milliseconds of finished speech over the bot's."""
    quiet_since: int = 0
    spoke_over: bool = False
    """The caller spoke over something that must be heard."""
    keys: str = ""
    thinking_since: int = 0
    fillers: int = 0
    no_inputs: int = 0
    no_matches: int = 0
    prompts: int = 0
    """How many sentences of its own turn-taking has had said."""
    leaving: bool = False
    """The farewell is being said: the call ends with it."""
    timers: Mapping[Timer, int] = field(default_factory=lambda: _NONE)
    """When each is due, in milliseconds of the call's clock."""

    @property
    def due_ms(self) -> int | None:
        """When the next Tick must come at the latest."""
        return min(self.timers.values(), default=None)
