"""The patience of a call: every waiting time and word list that turn-taking uses."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

_WORDS: dict[str, list[str]] = tomllib.loads(
    files("speech").joinpath("turn_taking", "words.toml").read_text("utf-8")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Knobs:
    """All in milliseconds unless said otherwise."""

    endpoint: int = 500
    """Quiet after which the caller has finished."""
    endpoint_long: int = 700
    """... after a long turn that does not end as a question does: whoever tells a story
    stops to think."""
    long_turn: int = 1_500
    """From where the caller began to the quiet."""
    endpoint_short: int = 300
    """... after a complete short answer."""
    endpoint_dictating: int = 900
    """... while numbers or names are dictated."""
    longest_turn: int = 20_000
    final: int = 2_000
    """How long the recogniser may take for its last word."""
    confirm: int = 800
    """So much speech over the bot's is an interruption, unless it is a backchannel;
    the 200 in which an end of speech is not yet known are counted in."""
    words: int = 550
    """Shorter speech over the bot's is no interruption, whatever a recogniser believes
    to hear: a listening sound is as short. Counted from where speech is noticed."""
    syllable: int = 130
    """A stop word may be shorter, but there must have been time to say it."""
    resume: int = 1_500
    """Quiet after a suspected interruption until the bot goes on."""
    deaf: int = 300
    """After the bot begins its own echo may be heard: longer speech is needed."""
    no_input: tuple[int, ...] = (6_000, 6_000, 8_000)
    """Silences that lead to a prompt; after the last a human is called."""
    no_match: int = 3
    """Times that nothing was understood until a human is called."""
    fillers: tuple[int, ...] = (800, 5_000, 12_000)
    """Since the question was put: something is said so that the line is not dead."""
    given_up: int = 30_000
    """Since the question was put: the service does not answer any more."""
    between_keys: int = 3_000
    first_key: int = 4_000
    longest_utterance: int = 60_000
    """Until the far end says that it has begun to play."""
    overdue: int = 2_000
    """After the computed end of playing, should the far end never tell."""
    least_confidence: float = 0.3
    """Of a transcript, in [0, 1]; below it nothing was understood."""
    backchannels: frozenset[str] = frozenset(_WORDS["backchannels"])
    """Said while listening; no wish to speak, unless a yes or no was asked."""
    hums: frozenset[str] = frozenset(_WORDS["hums"])
    """Never an answer to an open question."""
    short_answers: frozenset[str] = frozenset(_WORDS["short_answers"])
    """Complete as they stand: nobody need wait long after them."""
    questions: tuple[str, ...] = tuple(_WORDS["questions"])
    """A turn that ends with one of these is complete."""
    stop_words: frozenset[str] = frozenset(_WORDS["stop_words"])
    """An interruption at once, whatever was asked."""
