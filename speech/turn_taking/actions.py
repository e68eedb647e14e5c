"""What turn-taking wants done."""

from dataclasses import dataclass
from enum import StrEnum

from speech.turn_taking.utterance import Utterance


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    utterance: Utterance
    generation: int
    """Sound of an older generation than the last flush is never sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flush:
    """Stop, and throw away what waits to be played, at the far end too."""

    utterance_id: str
    generation: int
    """Of what may be sent from here on."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Hold the sound where it is: somebody may be interrupting."""


@dataclass(frozen=True, slots=True)
class Resume:
    """It was no interruption: go on from where it was held."""


@dataclass(frozen=True, slots=True)
class FinishListening:
    """Ask the recogniser for its last word."""


@dataclass(frozen=True, slots=True)
class ForgetSpeech:
    """What was heard so far is no turn: the recogniser begins anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    text: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitKeys:
    digits: str


@dataclass(frozen=True, slots=True)
class GoBack:
    """The star key: one step back."""


class Why(StrEnum):
    KEY = "key"
    NO_INPUT = "no_input"
    NO_MATCH = "no_match"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHuman:
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the record is to say of an utterance that was stopped or never begun."""

    utterance_id: str
    heard_ms: int


@dataclass(frozen=True, slots=True)
class HangUp:
    """Nothing more can be done for the caller here; a farewell has been played."""


Action = (
    Play
    | Flush
    | Pause
    | Resume
    | FinishListening
    | ForgetSpeech
    | Submit
    | SubmitKeys
    | GoBack
    | CallHuman
    | Heard
    | HangUp
)
