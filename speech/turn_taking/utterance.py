"""An utterance: one thing that the bot says in a call."""

from dataclasses import dataclass

from bot.reply import Expects


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    id: str
    text: str = ""
    """As it is said."""
    prompt: str = ""
    """Name of a sentence of the service's own; its words come from the wording."""
    must_hear: bool = False
    expects: Expects = Expects.FREE
    """What the caller is expected to say after it."""
    answers: tuple[str, ...] = ()
    """Answers that are complete as they stand: the titles that are offered."""
    digits: int = 0
    """How many keys make an answer; 0 where the caller ends them with #."""
