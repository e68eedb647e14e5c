"""The fleet: how proofs go for all customers together, and when too many fail."""

from dataclasses import dataclass

SIGNAL = "proofs_failing"
"""Raises levels while far more proofs fail than usual; see bot/levels.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetNumbers:
    times: float = 3.0
    """Failing is a share of failures so many times the usual one..."""
    tries: int = 50
    """...of at least so many guesses..."""
    customers: int = 20
    """...at so many real customers: nobody can be named often enough to do it."""
    usual_tries: int = 100
    """With fewer guesses before, nothing is known of what is usual, ..."""
    usual_unknown: float = 0.2
    """...and this is taken for it."""
    usual_least: float = 0.01
    lately_hours: int = 2
    """This hour and the one before."""
    usual_hours: int = 168
    """The seven days before those."""
    wrong_per_hour: int = 5
    """From one source, while it lasts."""


FLEET = FleetNumbers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Guesses at real customers in some time."""

    right: int = 0
    wrong: int = 0

    @property
    def tries(self) -> int:
        return self.right + self.wrong

    @property
    def failed(self) -> float:
        return self.wrong / self.tries if self.tries else 0.0


def usual_share(before: Share) -> float:
    """The share of failures that is nothing unusual."""
    if before.tries < FLEET.usual_tries:
        return FLEET.usual_unknown
    return max(FLEET.usual_least, before.failed)


def striking(lately: Share, before: Share) -> bool:
    """Whether far more fails than usual; then it still takes enough customers."""
    enough = lately.tries >= FLEET.tries
    return enough and lately.failed > FLEET.times * usual_share(before)


def failing(lately: Share, before: Share, *, customers: int) -> bool:
    """`customers`: how many were tried wrongly of late."""
    return striking(lately, before) and customers >= FLEET.customers
