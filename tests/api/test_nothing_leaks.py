"""What a customer should never have typed is kept nowhere: not in a single byte."""

import logging
from collections.abc import Iterator

import pytest

from api.logs import configure
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import Colleague, Customer

pytestmark = pytest.mark.door

CARD = "4111111111111111"
IDENTITY = "11010519491231002X"
CODE = "739164"


def test_numbers_that_a_customer_should_not_send_are_kept_nowhere(
    house: House,
    customer: Customer,
    agent: Colleague,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure("debug", pii=True)
    spaced = "4111 1111 1111 1111"
    customer.say(f"卡号{CARD}，或者{spaced}，证件{IDENTITY}，验证码{CODE}")
    customer.say("转人工")
    agent.act(customer.id, "take")
    agent.act(customer.id, "notes", {"text": f"卡号{CARD}"})
    agent.reply(customer.id, f"您的卡号是{CARD}吗？")
    agent.act(customer.id, "close", {"summary": f"证件{IDENTITY}"})
    customer.post("/rating", {"stars": 1, "comment": f"我的卡{CARD}"})
    customer.post("/feedback", {"seq": 3, "helpful": False, "reason": IDENTITY})

    house.rooms.close()
    kept = [path for path in house.rooms.settings.home.rglob("*") if path.is_file()]
    log = "".join(capfd.readouterr())
    written = b"".join(path.read_bytes() for path in kept) + log.encode()
    for secret in (CARD, spaced, IDENTITY, CODE):
        assert secret.encode() not in written
    assert b"**** **** **** 1111" in written


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """A test that configures logging leaves none of it behind."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
