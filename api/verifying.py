"""Joins the verifier to the records and to the connectors that the settings name."""

from dataclasses import replace

from api.bank.http import HttpBank, Timeouts, bank_client
from api.bank.port import Bank
from api.factors.couriers import Couriers
from api.service import Service
from api.settings import Settings
from api.verifier import ALIKE_SECONDS, CONFIRMATIONS, Verifier
from bot.levels import Levels
from bot.verification import Assurance, Factor
from models.verifications import SqlVerifications


def verifier_for(
    service: Service,
    *,
    core: Bank | None = None,
    gateway: Bank | None = None,
    alike_seconds: float = ALIKE_SECONDS,
) -> Verifier:
    """With the connectors that the settings name, where none are given."""
    rooms, settings = service.rooms, service.rooms.settings
    core = core or _connected(settings, settings.bank_url)
    gateway = gateway or _connected(settings, settings.sms_url)
    store = SqlVerifications(
        rooms.records.database,
        rooms.records.audit,
        rooms.ids,
        pepper=rooms.secrets.pepper,
        levels=_possible(rooms.pack.all_levels(), core=core, gateway=gateway),
    )
    return Verifier(
        service,
        store,
        core=core,
        couriers=Couriers(gateway, core),
        callback=f"{settings.reached_at}{CONFIRMATIONS}",
        alike_seconds=alike_seconds,
    )


def _connected(settings: Settings, url: str | None) -> Bank | None:
    if url is None:
        return None
    allowed = settings.bank_timeouts
    timeouts = Timeouts(
        connect=allowed.connect, answer=allowed.answer, total=allowed.total
    )
    return HttpBank(bank_client(url, settings.bank_token), timeouts)


def _possible(levels: Levels, *, core: Bank | None, gateway: Bank | None) -> Levels:
    """What no connector serves proves nothing here."""
    missing = {Factor.CODE: gateway, Factor.APP: core}
    none = {one.value: Assurance.L0 for one, way in missing.items() if way is None}
    return replace(levels, factors={**levels.factors, **none})
