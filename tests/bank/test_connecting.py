"""The bank's systems as the settings name them."""

from dataclasses import replace
from pathlib import Path

import pytest

from api.bank.connecting import connected
from api.bank.endpoints import ENDPOINTS
from api.errors import PackMalformed
from api.pack import load_pack
from api.settings import read_settings
from bot.acts import ActOutcome
from tests.bank.systems import PACK, act

pytestmark = pytest.mark.door

DEMO = load_pack(PACK)


def test_without_a_core_only_what_the_pack_knows_is_done(tmp_path: Path) -> None:
    connection = connected(read_settings(home=tmp_path), DEMO)

    bill = connection.performers["bill"](act("bill", card="K0001"))
    branches = connection.performers["branches"](act("branches", place="上海"))

    connection.close()
    assert bill.outcome is ActOutcome.UNAVAILABLE
    assert branches.outcome is ActOutcome.OK


def test_with_a_core_every_act_has_who_does_it(tmp_path: Path) -> None:
    settings = read_settings(home=tmp_path, bank_url="http://127.0.0.1:9")

    connection = connected(settings, DEMO)

    connection.close()
    assert ENDPOINTS.keys() < connection.performers.keys()
    assert connection.client is not None
    assert connection.client.is_closed


def test_fee_tables_that_are_wrong_stop_the_start(tmp_path: Path) -> None:
    (tmp_path / "fees").mkdir()
    (tmp_path / "fees" / "calculators.toml").write_text("[[", "utf-8")

    with pytest.raises(PackMalformed):
        connected(read_settings(home=tmp_path), replace(DEMO, folder=tmp_path))
