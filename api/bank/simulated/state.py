"""All that one simulated bank remembers."""

from dataclasses import dataclass

from api.bank.asked import FreezeAsked
from api.bank.branches import Branches
from api.bank.shapes import Frozen
from api.bank.simulated import changing
from api.bank.simulated.confirming import App
from api.bank.simulated.gateway import Gateway
from api.bank.simulated.ledger import Ledger
from api.bank.simulated.once import Keys
from api.clock import Clock

NOTICE = "您的卡片已临时冻结（{reference}）。如非本人操作，请致电客服热线。"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    ledger: Ledger
    keys: Keys
    gateway: Gateway
    app: App
    clock: Clock
    branches: Branches
    token: str = ""
    """Asked of whoever asks; empty: of nobody."""


def told_of_freeze(here: State, asked: FreezeAsked, key: str) -> Frozen:
    """Done, and the owner told at the number on file."""
    frozen = changing.freeze(here.ledger, asked, key)
    if asked.customer in here.ledger.customers.by_id:
        words = NOTICE.format(reference=frozen.reference)
        here.gateway.note(asked.customer, words, here.clock())
    return frozen
