"""The bank behind a played dialogue: simulated, in process, as well as it is set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2

from api.acts import Performer
from api.bank.branches import Branches
from api.bank.connecting import NoBank
from api.bank.fees import FeeTables
from api.bank.http import HttpBank
from api.bank.in_process import InProcess
from api.bank.performers import bank_performers
from api.bank.port import Bank
from api.bank.simulated.bank import SimulatedBank, simulated_bank
from api.clock import Clock
from api.house_acts import HouseActs
from api.house_rules import HouseRules, load_house
from api.pack import Pack
from api.records import Records
from bot.acts import Act
from bot.message import Language
from models.matters import SqlMatters
from models.promises import PromiseBook

ROOT = "http://bank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backstage:
    bank: SimulatedBank | None
    """None: the pack has no customers, and nothing of theirs can be done."""
    core: Bank
    gateway: Bank
    performers: Mapping[str, Performer]

    def set(self, how: str) -> None:
        """`well`, `slow`, `down`, `wrong`, or `late`: writes are done, not answered."""
        if self.bank is None:
            return
        faults = self.bank.faults
        faults.clear()
        match how:
            case "slow":
                faults.put("slow", seconds=60)
            case "down" | "wrong" | "late":
                faults.put(how)
            case _:
                pass


def backstage(pack: Pack, records: Records, clock: Clock) -> Backstage:
    customers = pack.folder / "customers.json"
    bank = simulated_bank(customers, clock=clock) if customers.is_file() else None
    core_bank, gateway = _line(bank, ""), _line(bank, "/sms")
    fees, branches, house = _known(pack.folder, pack.zone)
    core = bank_performers(core_bank, fees, branches)
    own = HouseActs(
        matters=SqlMatters(records.database),
        promises=PromiseBook(records.database),
        rules=house,
        clock=clock,
        language_of=_language(records),
    )
    both = {**core, **own.performers()}
    return Backstage(
        bank=bank,
        core=core_bank,
        gateway=gateway,
        performers={**both, "dispute": own.disputed(core["dispute"])},
    )


def _line(bank: SimulatedBank | None, path: str) -> Bank:
    if bank is None:
        return NoBank()
    return HttpBank(httpx2.Client(transport=InProcess(bank), base_url=ROOT + path))


@cache
def _known(folder: Path, zone: ZoneInfo) -> tuple[FeeTables, Branches, HouseRules]:
    return (
        FeeTables.load(folder / "fees", zone),
        Branches.load(folder / "branches.csv"),
        load_house(folder, zone),
    )


def _language(records: Records) -> Callable[[Act], Language]:
    def language(act: Act) -> Language:
        talk = records.conversations.get(act.tenant_id, act.conversation_id)
        return talk.language

    return language
