"""`teller bank`: the contract written, a core checked, faults named."""

import json
from pathlib import Path

import pytest

from api.bank.beside import demo_server
from api.bank.simulated.faults import Faults
from api.cli.bank import put
from api.errors import BadInput
from tests.bank.systems import CUSTOMERS
from tests.cli.command import Teller

pytestmark = pytest.mark.door

CONTRACT = Path(__file__).parents[2] / "docs" / "bank-openapi.json"

SHOWS_ALL = ("--phone", "19900001037", "--tail", "7351")


def test_a_core_that_keeps_every_rule(teller: Teller) -> None:
    with demo_server(CUSTOMERS, "s") as url:
        done = teller("bank", "check", url, *SHOWS_ALL, "--writes", "--json")

    assert done.code == 0
    assert {one["kept"] for one in done.json} == {True, None}
    assert [o["why"] for o in done.json if not o["kept"]] == ["no token is set"]


def test_a_core_that_is_not_there_is_found_broken(teller: Teller) -> None:
    done = teller("bank", "check", "http://127.0.0.1:9", *SHOWS_ALL)

    assert done.code == 1
    assert "BROKEN" in done.out


def test_the_contract_is_an_openapi_document(teller: Teller, tmp_path: Path) -> None:
    path = tmp_path / "bank.json"

    done = teller("bank", "contract", "-o", str(path))

    document = json.loads(path.read_text("utf-8"))
    assert done.code == 0
    assert "/customers/find" in document["paths"]
    assert "confirmation" in document["webhooks"]
    assert document == json.loads(CONTRACT.read_text("utf-8"))
    assert not [path for path in document["paths"] if "console" in path]


def test_faults_are_named_on_the_command_line() -> None:
    faults = Faults()

    put(faults, "slow:bill:1.5")
    put(faults, "down")

    told = [(one.kind, one.endpoint, one.seconds) for one in faults.active]
    assert told == [("slow", "bill", 1.5), ("down", "*", 3.0)]


@pytest.mark.parametrize("words", ["", "sleepy", "slow:bill:soon"])
def test_a_fault_that_is_not_known_is_refused(words: str) -> None:
    with pytest.raises(BadInput):
        put(Faults(), words)
