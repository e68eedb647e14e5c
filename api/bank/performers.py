"""The performers of the acts that the bank's systems do."""

import logging
from collections.abc import Mapping
from functools import partial

from pydantic import ValidationError

from api.acts import Performer
from api.bank.branches import Branches
from api.bank.endpoints import ENDPOINTS, Endpoint, branch_order, order_for
from api.bank.errors import BankError, BankLate, BankRefused, BankUnavailable
from api.bank.fees import FeeTables, UnknownFee
from api.bank.port import Bank
from api.bank.telling import listed, refused, told
from bot.acts import Act, ActOutcome, ActResult, act_kinds

log = logging.getLogger("teller.bank")

UNAVAILABLE = ActResult(outcome=ActOutcome.UNAVAILABLE)
LATE = ActResult(outcome=ActOutcome.LATE)


def bank_performers(
    bank: Bank, fees: FeeTables, branches: Branches
) -> Mapping[str, Performer]:
    """By the name of the act."""
    of_the_core = {
        name: partial(_perform, bank, endpoint) for name, endpoint in ENDPOINTS.items()
    }
    return {
        **of_the_core,
        "branches": partial(_search, bank, branches),
        "fee": partial(_fee, fees),
        "interest": partial(_interest, fees),
    }


def _perform(bank: Bank, endpoint: Endpoint, act: Act) -> ActResult:
    if endpoint.needs_subject and not act.subject:
        log.error("act without a customer", extra={"act": act.name})
        return UNAVAILABLE
    kind = act_kinds()[act.name]
    try:
        return told(bank.ask(order_for(act, endpoint)), kind)
    except BankRefused as no:
        if no.reason in kind.reasons:
            return refused(no.reason)
        log.warning(
            "bank refused for no known reason",
            extra={"act": act.name, "reason": no.reason},
        )
        return UNAVAILABLE
    except BankLate:
        return LATE
    except BankUnavailable:
        return UNAVAILABLE
    except ValidationError:
        log.error("act cannot be sent to the bank", extra={"act": act.name})
        return UNAVAILABLE


def _search(bank: Bank, branches: Branches, act: Act) -> ActResult:
    """By the core, where it knows branches; else by the pack's own file."""
    kind = act_kinds()["branches"]
    try:
        return told(bank.ask(branch_order(act)), kind)
    except (BankError, ValidationError):
        if not branches.all:
            return UNAVAILABLE
    found = branches.search(act.params["place"], act.params.get("kind", ""))
    return listed(kind, {}, {"branches": found})


def _fee(fees: FeeTables, act: Act) -> ActResult:
    try:
        facts = fees.fee(act.params, act.asked_at)
    except UnknownFee:
        return refused("unknown")
    return ActResult(outcome=ActOutcome.OK, facts=facts)


def _interest(fees: FeeTables, act: Act) -> ActResult:
    try:
        facts = fees.interest(act.params, act.asked_at)
    except UnknownFee:
        return refused("unknown")
    return ActResult(outcome=ActOutcome.OK, facts=facts)
