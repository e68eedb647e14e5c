"""The simulated core keeps the contract, in this process as over TCP."""

import pytest

from api.bank.checking import RULES, Rule, checked
from api.bank.probe import Probe
from tests.bank.systems import Systems

pytestmark = pytest.mark.door

SHOWS_ALL = {"phone": "19900001037", "tail": "7351"}
"""A demo customer with an open bill, a credit and a debit card."""


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_the_core_keeps(systems: Systems, rule: Rule) -> None:
    rule(Probe(client=systems.client, **SHOWS_ALL))


def test_a_check_that_does_not_write_leaves_the_bank_as_it_was(near: Systems) -> None:
    probe = Probe(client=near.client, **SHOWS_ALL)

    findings = list(checked(probe, writes=False))

    assert {one.kept for one in findings} == {True}
    assert not near.bank.state.keys.done


@pytest.mark.parametrize(
    "kind", ["down", "refused", "wrong", "wrong_types", "other_customer", "duplicate"]
)
def test_a_check_names_the_rules_that_a_faulty_core_breaks(
    near: Systems, kind: str
) -> None:
    near.bank.faults.put(kind)
    probe = Probe(client=near.client, **SHOWS_ALL)

    findings = list(checked(probe, writes=False))

    broken = [one for one in findings if one.kept is False]
    assert broken
    assert all(one.why for one in broken)


def test_what_a_customer_cannot_show_is_not_called_broken(near: Systems) -> None:
    probe = Probe(client=near.client, phone="19900001148", tail="0450")

    findings = {one.rule: one.kept for one in checked(probe, writes=False)}

    assert findings["every debit card tells its balance"] is None
