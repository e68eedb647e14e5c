"""What is typed on the secret path is kept nowhere: not in a single byte."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.logs import configure
from tests.api.fixtures.people import Colleague
from tests.api.fixtures.proving import SHUYAO, Proving, proving_in

pytestmark = pytest.mark.door

IDENTITY = "990101199310179440"
GUESS = "918273"
UNKNOWN = {"id_number": "110105194912310038", "tail": "0000"}


@pytest.fixture
def proving(tmp_path: Path, template: Path) -> Iterator[Proving]:
    with proving_in(tmp_path / "home", template) as opened:
        yield opened


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """A test that configures logging leaves none of it behind."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_codes_claims_and_the_pepper_are_kept_nowhere(
    proving: Proving, capfd: pytest.CaptureFixture[str]
) -> None:
    configure("debug", pii=True)
    agent = Colleague(client=proving.client, token=proving.house.token_of("anran"))
    proving.bank.faults.put("wrong", endpoint="messages", times=1)
    code, shown = _lived_through(proving, agent)

    log = "".join(capfd.readouterr())
    metrics = proving.client.get("/metrics").text
    home = proving.house.rooms.settings.home
    kept = [one for one in home.rglob("*") if one.is_file()]
    written = {one.name: one.read_bytes() for one in kept if one.name != "secrets.json"}
    written |= {"log": log.encode(), "metrics": metrics.encode(), "seen": shown}
    pepper = proving.house.rooms.secrets.pepper
    secrets = [SHUYAO["phone"], IDENTITY, GUESS, code, UNKNOWN["id_number"]]
    found = {
        (name, secret)
        for name, content in written.items()
        for secret in [*secrets, pepper.hex()]
        if _stands_in(secret, content)
    }
    assert not found
    assert pepper not in b"".join(written.values())
    assert "teller.db-wal" in written
    assert b"verification_ended" in written["teller.db-wal"]


def _lived_through(proving: Proving, agent: Colleague) -> tuple[str, bytes]:
    """A whole life of cards; the code, and all that anybody was shown."""
    card = proving.asked()
    assert card.claim({"id_number": IDENTITY, "tail": "7351"}).status_code == 200
    code = card.code()
    answers = [card.guess(GUESS), card.guess(code)]
    lost = proving.asked("freeze")
    answers += [lost.claim(UNKNOWN), lost.guess(GUESS), lost.claim(SHUYAO)]
    proving.bank.faults.put("down", endpoint="find")
    answers += [lost.claim(SHUYAO), lost.do("cancel")]
    agent.be("online")
    agent.act(card.customer.id, "take")
    seen = [agent.shown(card.customer.id), card.customer.events(), card.shown()]
    seen += [agent.get(f"/conversations/{card.customer.id}/verification").json()]
    shown = "".join(one.text for one in answers) + json.dumps(seen)
    return code, shown.encode()


def _stands_in(secret: str, content: bytes) -> bool:
    """By itself, not by chance within a longer number."""
    alone = rf"(?<![0-9a-fA-F]){secret}(?![0-9a-fA-F])"
    return re.search(alone.encode(), content) is not None
