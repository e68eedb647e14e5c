"""A turn: one customer message and all the bot did with it; the unit of record."""

from dataclasses import dataclass

from bot.action import Action
from bot.message import Message
from bot.passage import Passage
from bot.reply import Reply
from bot.understanding import Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    message: Message
    understanding: Understanding | None
    """None when the turn was decided before any engine woke."""
    passages: tuple[Passage, ...]
    actions: tuple[Action, ...]
    """In order: a digression is answered, then the open step is asked again."""
    reply: Reply
    why: str
    """The rule that decided, with its figures, for people who ask later."""

    @property
    def action_names(self) -> str:
        return "+".join(type(action).__name__.lower() for action in self.actions)
