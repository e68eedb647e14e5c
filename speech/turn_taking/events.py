"""What happens in a call, as turn-taking is told of it."""

from dataclasses import dataclass

from bot.transcript import NothingHeard, Transcript
from speech.turn_taking.utterance import Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The service wants these said, in this order; none: it has nothing to say."""

    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayStarted:
    utterance_id: str
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayFinished:
    """The caller has heard all of it."""

    utterance_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flushed:
    """The far end has stopped: this much of it was heard."""

    utterance_id: str
    heard_ms: int


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody has been speaking long enough to be taken for speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStopped:
    silence_ms: int = 200
    """How long it has been quiet already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartlyHeard:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """The last word of the recogniser on what was said."""

    transcript: Transcript | NothingHeard


@dataclass(frozen=True, slots=True)
class RecognizerFailed:
    """What was said is lost; the engine has been started anew, or is not to be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPressed:
    key: str
    """0-9, * or #."""


@dataclass(frozen=True, slots=True)
class HumanJoined:
    """An agent speaks with the caller from here on."""


@dataclass(frozen=True, slots=True)
class HumanLeft:
    """The call comes back to the bot."""


@dataclass(frozen=True, slots=True)
class HungUp:
    """The caller is gone."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Nothing but time has passed."""


Event = (
    Answered
    | PlayStarted
    | PlayFinished
    | Flushed
    | SpeechStarted
    | SpeechStopped
    | PartlyHeard
    | Recognized
    | RecognizerFailed
    | KeyPressed
    | HumanJoined
    | HumanLeft
    | HungUp
    | Tick
)
