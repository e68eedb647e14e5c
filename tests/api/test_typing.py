"""What a customer is typing: for the agent who holds it, and nowhere kept."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.api.fixtures.bank import house_in
from tests.api.fixtures.lines import Line, Server, serving
from tests.api.fixtures.people import Colleague, Customer, arrived

pytestmark = pytest.mark.door

WORDS = "我想问TYPING的卡6222 0212年费"


def typing_of(desk: Line, customer: Customer) -> dict[str, Any]:
    frame = desk.next("typing")
    assert frame["conversation_id"] == customer.id
    return frame


def test_the_agent_sees_it_without_its_numbers_and_others_do_not(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    anran.act(visitor.id, "take")
    with (
        server.desk("anran") as mine,
        server.desk("bowen") as other,
        server.follow(visitor) as line,
    ):
        line.send(type="typing", text=WORDS)
        seen, unseen = typing_of(mine, visitor), typing_of(other, visitor)

    assert seen["text"] == "我想问TYPING的卡•••••••••年费"
    assert unseen["text"] == ""


def test_nobody_sees_it_while_nobody_holds_it(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    with server.desk("anran") as desk, server.follow(visitor) as line:
        line.send(type="typing", text=WORDS)
        seen = typing_of(desk, visitor)

    assert seen["text"] == ""


def test_it_is_nowhere_kept(
    server: Server,
    visitor: Customer,
    anran: Colleague,
    caplog: pytest.LogCaptureFixture,
) -> None:
    anran.act(visitor.id, "take")
    with server.desk("anran") as desk, server.follow(visitor) as line:
        line.send(type="typing", text=WORDS)
        typing_of(desk, visitor)
    home = server.house.rooms.settings.home
    kept = [path for path in home.rglob("*") if path.is_file()]

    assert "TYPING" not in caplog.text
    assert not [path for path in kept if b"TYPING" in path.read_bytes()]
    assert "TYPING" not in str(anran.shown(visitor.id))


def test_a_bank_may_do_without(tmp_path: Path, template: Path) -> None:
    with (
        house_in(tmp_path / "home", template, typing_preview=False) as house,
        serving(house) as server,
        httpx2.Client(base_url=server.url, trust_env=False) as web,
    ):
        visitor = arrived(web)
        anran = Colleague(client=web, token=house.token_of("anran"))
        anran.be("online")
        anran.act(visitor.id, "take")
        with server.desk("anran") as desk, server.follow(visitor) as line:
            line.send(type="typing", text=WORDS)
            seen = typing_of(desk, visitor)

        assert visitor.state()["typing_preview"] is False
    assert seen["text"] == ""
