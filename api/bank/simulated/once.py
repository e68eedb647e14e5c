"""The table of idempotency keys: one key, one effect."""

from collections.abc import Callable
from dataclasses import dataclass, field

from api.bank.shapes import Shape
from api.bank.simulated.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    asked: str
    """Where it went, and its body."""
    outcome: Shape | Refusal


@dataclass(slots=True, kw_only=True)
class Keys:
    done: dict[str, Done] = field(default_factory=dict)

    def once(self, key: str, asked: str, effect: Callable[[], Shape]) -> Shape:
        """The first answer again, a refusal too. Raises Refusal."""
        if key not in self.done:
            self.done[key] = Done(asked=asked, outcome=_outcome(effect))
        before = self.done[key]
        if before.asked != asked:
            raise Refusal(422, "key_reused")
        if isinstance(before.outcome, Refusal):
            raise Refusal(before.outcome.status, before.outcome.code)
        return before.outcome


def _outcome(effect: Callable[[], Shape]) -> Shape | Refusal:
    try:
        return effect()
    except Refusal as no:
        return no
