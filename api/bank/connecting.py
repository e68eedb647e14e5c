"""The bank's systems as the settings name them, ready for the act workers."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx2

from api.acts import Performer
from api.bank.branches import Branches
from api.bank.breaker import Breaker
from api.bank.errors import BankUnavailable
from api.bank.fees import FeeTables
from api.bank.http import HttpBank, Timeouts, bank_client
from api.bank.performers import bank_performers
from api.bank.port import Answer, Bank, Order
from api.pack import Pack
from api.settings import Settings


class NoBank:
    """Implements api.bank.port.Bank where no core is named: nothing can be done."""

    def ask(self, order: Order[Answer]) -> Answer:
        raise BankUnavailable("TELLER_BANK_URL names no core")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    performers: Mapping[str, Performer]
    """By the name of the act."""
    core: Bank | None
    """The same line for whoever else asks the core; None where none is named."""
    client: httpx2.Client | None = None

    def close(self) -> None:
        if self.client is not None:
            self.client.close()


def connected(settings: Settings, pack: Pack) -> Connection:
    """Opens no line yet. Raises PackMalformed for fee tables that cannot be used."""
    fees = FeeTables.load(pack.folder / "fees", pack.zone)
    branches = Branches.load(pack.folder / "branches.csv")
    if settings.bank_url is None:
        return Connection(
            performers=bank_performers(NoBank(), fees, branches), core=None
        )
    client = bank_client(settings.bank_url, settings.bank_token)
    core = Breaker(HttpBank(client, _timeouts(settings)))
    performers = bank_performers(core, fees, branches)
    return Connection(performers=performers, core=core, client=client)


def _timeouts(settings: Settings) -> Timeouts:
    named = settings.bank_timeouts
    return Timeouts(connect=named.connect, answer=named.answer, total=named.total)
