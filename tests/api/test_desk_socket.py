"""The desk's socket: cards, words, notes, typing; and who gets none of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.sync.client import connect

from api.auth import COOKIE
from tests.api.fixtures.lines import TO_DESK, Server
from tests.api.fixtures.people import Colleague, Customer

pytestmark = pytest.mark.door

FEE = "信用卡年费怎么收"


def card_of(customer: Customer, owner: str) -> Callable[[dict[str, Any]], bool]:
    def fits(frame: dict[str, Any]) -> bool:
        card = frame.get("card", {})
        return (card.get("id"), card.get("owner")) == (customer.id, owner)

    return fits


def test_a_page_is_told_of_every_change(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    with server.desk("anran") as line:
        visitor.send("转人工")
        queued = line.until(card_of(visitor, "queue"))
        anran.act(visitor.id, "take")
        taken = line.until(card_of(visitor, "agent"))

    assert (queued["counts"]["queue"], taken["counts"]["mine"]) == (1, 1)
    assert queued["floor"] == {"online": 1, "waiting": 1}
    assert queued["card"]["waiting_since"]
    assert line.seqs == sorted(set(line.seqs))


def test_a_page_hears_customers_and_colleagues(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    anran.act(visitor.id, "take")
    with server.desk("bowen") as line:
        visitor.send(FEE)
        line.said(FEE)
        anran.reply(visitor.id, "年费100元。")
        reply = line.said("年费100元。")

    assert reply["conversation_id"] == visitor.id
    assert reply["event"]["agent_name"] == "安然"


def test_notes_and_typing_reach_the_desk_and_not_the_customer(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    anran.act(visitor.id, "take")
    with server.desk("bowen") as desk, server.follow(visitor) as line:
        anran.act(visitor.id, "notes", {"text": "老客户NOTE"})
        note = desk.next("note")
        line.send(type="typing")
        typing = desk.next("typing")
        anran.reply(visitor.id, "在的。")
        line.said("在的。")

    assert note["note"]["text"] == "老客户NOTE"
    assert note["conversation_id"] == typing["conversation_id"] == visitor.id
    assert "NOTE" not in json.dumps(line.seen, ensure_ascii=False)


def test_only_who_holds_it_is_seen_typing(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    anran.act(visitor.id, "take")

    with (
        server.follow(visitor) as line,
        server.desk("bowen") as other,
        server.desk("anran") as own,
    ):
        for page in (other, own):
            page.send(type="typing", conversation_id=visitor.id)
            page.send(type="typing")
            page.next("error")
        anran.reply(visitor.id, "马上看")
        line.said("马上看")

    typed = [frame for frame in line.seen if frame["type"] == "typing"]
    assert len(typed) == 1


def test_typing_does_not_count_as_silence(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    anran.act(visitor.id, "take")
    with server.desk("anran") as desk, server.follow(visitor) as line:
        line.send(type="typing")
        desk.next("typing")
        visitor.send(FEE)
        desk.said(FEE)

    assert "ping" not in [frame["type"] for frame in desk.seen]


def test_a_pong_shows_that_somebody_is_there(server: Server, anran: Colleague) -> None:
    house = server.house
    with server.desk("anran") as line:
        house.clock.forward(seconds=30)
        line.send(type="pong")
        line.socket.send("{")
        line.next("error")
        heard = house.rooms.records.desk.presences("main")[0].heard_at

    assert heard == house.clock()


def test_a_page_is_told_when_its_agent_comes_and_goes(
    server: Server, anran: Colleague
) -> None:
    with server.desk("anran") as line:
        anran.be("break")
        paused = line.next("presence")
        anran.be("online")
        back = line.next("presence")
        server.house.clock.forward(seconds=60)
        gone = line.next("presence")

    assert [f["state"] for f in (paused, back, gone)] == ["break", "online", "offline"]


def test_the_cards_told_are_the_cards_fetched(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    with server.desk("anran") as line:
        visitor.say(FEE)
        visitor.say("转人工")
        anran.act(visitor.id, "take")
        anran.reply(visitor.id, "您好。")
        anran.act(visitor.id, "close")
        told = line.until(card_of(visitor, "closed"))

    assert told["card"] == anran.shown(visitor.id)["card"]
    assert line.seqs == [e["seq"] for e in anran.shown(visitor.id)["events"]]


def test_a_cookie_opens_the_desks_line(server: Server, anran: Colleague) -> None:
    cookie = {"Cookie": f"{COOKIE}={anran.token}"}
    address = f"ws://{server.host}/api/v1/desk/socket"

    with connect(address, additional_headers=cookie, proxy=None) as opened:
        opened.send('{"type":"hello"}')
        welcome = json.loads(opened.recv(timeout=10))

    assert (welcome["type"], welcome["presence"]) == ("welcome", "online")
    assert welcome["staff"]["display_name"] == "安然"


@pytest.mark.parametrize("who", ["nobody", "customer", "editor", "logged_out"])
def test_only_agents_get_a_desks_line(
    server: Server, visitor: Customer, who: str
) -> None:
    tokens = {"customer": visitor.token, "editor": server.house.token_of("eddy")}
    if who == "logged_out":
        tokens[who] = server.house.token_of("anran")
        server.house.rooms.records.staff.log_out(tokens[who])

    with server.line("/api/v1/desk/socket", TO_DESK) as line:
        line.send(type="hello", token=tokens.get(who, ""))

        assert line.closed() == 4401


def test_whoever_logs_out_hears_no_more(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    with server.line("/api/v1/desk/socket", TO_DESK) as line:
        line.send(type="hello", token=anran.token)
        line.next("welcome")
        anran.post("/logout")
        visitor.send("我的秘密SECRET")

        assert line.closed() == 4401
    assert "SECRET" not in json.dumps(line.seen)


def test_a_customers_frames_are_nothing_to_the_desk(server: Server) -> None:
    with server.desk("anran") as line:
        line.send(type="message", client_message_id="k", text="x")

        assert line.next("error")["code"] == "invalid_frame"


def kind(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda frame: frame["type"] == name


def test_an_offer_rings_at_its_agents_page_and_stops_when_it_is_over(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    with server.desk("anran") as line:
        visitor.send("转人工")
        rung = line.until(kind("offer"))["offer"]
        anran.act(visitor.id, "take")
        over = line.until(kind("offer_over"))

    assert rung["conversation_id"] == visitor.id
    assert (over["id"], over["state"]) == (rung["id"], "withdrawn")


def test_pages_see_who_looks_at_a_conversation(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    anran.act(visitor.id, "take")
    with server.desk("anran") as own, server.desk("susu") as boss:
        own.send(type="view", conversation_id=visitor.id)
        alone = own.until(kind("viewers"))
        boss.send(type="view", conversation_id=visitor.id)
        both = own.until(lambda f: len(f.get("viewers", ())) == 2)
        boss.send(type="view", conversation_id="")
        left = own.until(lambda f: len(f.get("viewers", ())) == 1)

    assert [one["kind"] for one in alone["viewers"]] == ["view"]
    assert sorted(one["kind"] for one in both["viewers"]) == ["listen", "view"]
    assert left["viewers"] == alone["viewers"]


def test_somebody_who_is_asked_for_advice_hears_of_it(
    server: Server, visitor: Customer, anran: Colleague
) -> None:
    anran.act(visitor.id, "take")
    with server.desk("bowen") as line:
        bowen = Colleague(client=anran.client, token=server.house.token_of("bowen"))
        bowen.be("online")
        me = bowen.get("/me").json()["staff"]["id"]
        anran.act(visitor.id, "consult", {"agent_id": me, "note": "帮看"})
        asked = line.until(kind("consult"))

    assert (asked["consult"]["state"], asked["consult"]["note"]) == ("asked", "帮看")
