"""The desk: taking, replying, handing back, closing, noting."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.api.fixtures.people import Colleague, Customer, arrived, until

pytestmark = pytest.mark.door

Named = Callable[[str], Colleague]
FEE = "信用卡年费怎么收"
HUMAN = "转人工"


def test_the_package_tells_why_and_what_was_tried(
    customer: Customer, agent: Colleague
) -> None:
    customer.say(FEE)
    customer.say(HUMAN)

    shown = agent.act(customer.id, "take").json()

    package = shown["handoff"]["package"]
    assert shown["handoff"]["reason"] == "customer_asked"
    assert shown["handoff"]["state"] == "taken"
    assert [one["article_id"] for one in package["tried"]] == ["FEE-1"]
    assert [one["question"] for one in package["tried"]] == [FEE]
    assert (package["assurance"], package["open_flow"]) == (0, "")


def test_from_question_to_human_to_bot_to_rating(
    customer: Customer, agent: Colleague
) -> None:
    customer.say(HUMAN)
    joined = agent.act(customer.id, "take").json()["events"][-1]
    agent.reply(customer.id, "您好，请讲。")
    customer.send("我想问年费")
    agent.act(customer.id, "handback", {"hint": "问年费"})
    answer = customer.say(FEE)
    agent.act(customer.id, "take")
    agent.act(customer.id, "close", {"summary": "已解答年费。"})
    customer.post("/rating", {"solved": True, "stars": 5})

    shown = agent.shown(customer.id)
    told = [e["event"] for e in shown["events"] if e["event"]]
    assert joined["text"] == "人工客服安然已接入，为您服务。"
    assert answer["sources"][0]["article_id"] == "FEE-1"
    assert told == ["agent_joined", "handed_back", "agent_joined", "closed"]
    assert shown["rating"]["stars"] == 5
    assert [note["text"] for note in shown["notes"]] == ["已解答年费。"]
    assert [e["seq"] for e in shown["events"]] == list(
        range(1, shown["card"]["last_seq"] + 1)
    )


def test_the_bot_is_silent_while_an_agent_holds_it(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    customer.send(FEE)
    agent.reply(customer.id, "好的。")
    customer.send("网点几点开门")
    agent.act(customer.id, "handback")

    def authors() -> list[str]:
        return [event["author"] for event in customer.events(2)]

    until(lambda: "bot" in authors(), "the bot's answer")
    assert authors() == ["customer", "agent", "customer", "system", "bot"]


def test_handing_back_asks_the_open_step_again(
    customer: Customer, agent: Colleague
) -> None:
    customer.say("给我回个电话")
    agent.act(customer.id, "take")
    agent.act(customer.id, "handback")

    notice, asked = customer.events()[-2:]
    done = customer.say("13800138000")

    assert notice["event"] == "handed_back"
    assert asked["expects"] == "digits"
    assert "电话号码" in asked["text"]
    assert "13800138000" in done["text"]


def test_of_two_agents_at_once_one_wins(
    client: httpx2.Client, colleague: Named, agent: Colleague
) -> None:
    bowen = colleague("bowen")
    for _ in range(5):
        customer = arrived(client)
        customer.say(HUMAN)
        with ThreadPoolExecutor(2) as pool:
            tries = [
                pool.submit(who.act, customer.id, "take") for who in (agent, bowen)
            ]
            answers = [one.result() for one in tries]

        assert sorted(answer.status_code for answer in answers) == [200, 409]
        lost = next(a for a in answers if a.status_code == 409)
        assert lost.json()["code"] == "not_yours"
        joined = [e for e in customer.events() if e["event"] == "agent_joined"]
        assert len(joined) == 1


def test_taking_twice_says_so_once(customer: Customer, agent: Colleague) -> None:
    agent.act(customer.id, "take")

    assert agent.act(customer.id, "take").status_code == 200
    assert [e["event"] for e in customer.events(1)] == ["agent_joined"]


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("reply", {"client_message_id": "r1", "text": "您好。"}),
        ("handback", {}),
        ("close", {}),
    ],
)
def test_nobody_acts_on_what_somebody_else_holds(
    customer: Customer,
    agent: Colleague,
    colleague: Named,
    step: str,
    body: dict[str, str],
) -> None:
    agent.act(customer.id, "take")
    before = customer.events()

    answer = colleague("bowen").act(customer.id, step, body)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_yours")
    assert customer.events() == before


def test_a_reply_needs_a_conversation_that_was_taken(
    customer: Customer, agent: Colleague
) -> None:
    customer.say(HUMAN)

    answer = agent.reply(customer.id, "您好。")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_yours")


def test_the_same_reply_again_has_no_second_effect(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    first = agent.reply(customer.id, "您好。", key="r1")

    again = agent.reply(customer.id, "您好。", key="r1")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "duplicate": True}
    assert [e["text"] for e in customer.events(2)] == ["您好。"]


def test_a_reply_repeated_after_the_hand_back_is_still_the_same(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    first = agent.reply(customer.id, "您好。", key="r1").json()
    agent.act(customer.id, "handback")

    again = agent.reply(customer.id, "您好。", key="r1")

    assert again.json() == {**first, "duplicate": True}


def test_the_same_reply_id_with_other_words_is_refused(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    agent.reply(customer.id, "您好。", key="r1")

    other = agent.reply(customer.id, "再见。", key="r1")
    agent.act(customer.id, "handback")
    later = agent.reply(customer.id, "再见。", key="r1")

    assert (other.status_code, later.status_code) == (422, 409)
    assert other.json()["code"] == "client_message_id_reused"


def test_a_closed_conversation_cannot_be_taken(
    customer: Customer, agent: Colleague
) -> None:
    customer.post("/close")

    answer = agent.act(customer.id, "take")

    assert (answer.status_code, answer.json()["code"]) == (409, "conversation_closed")


def test_what_an_agent_types_comes_back_escaped(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    agent.reply(customer.id, "<b onclick=x>安心</b>")

    said = customer.events()[-1]
    assert said["html"] == "<p>&lt;b onclick=x&gt;安心&lt;/b&gt;</p>"


def test_notes_never_reach_the_customer(customer: Customer, agent: Colleague) -> None:
    agent.act(customer.id, "take")
    note = agent.act(customer.id, "notes", {"text": "客户情绪激动NOTE"})
    agent.act(customer.id, "close", {"summary": "小结NOTE"})

    told = [customer.get(rest).text for rest in ("", "/events", "/events?after=0")]
    assert note.status_code == 201
    assert not any("NOTE" in text for text in told)
    assert len(agent.shown(customer.id)["notes"]) == 2


@pytest.mark.parametrize("step", ["take", "handback", "close", "notes", "reply"])
def test_what_is_not_there_is_not_found(agent: Colleague, step: str) -> None:
    body = {"text": "x"} if step == "notes" else {}
    if step == "reply":
        body = {"client_message_id": "r", "text": "x"}

    answer = agent.act("0" * 32, step, body)

    assert answer.status_code == 404
    assert answer.json()["code"] == "conversation_not_found"


def test_an_agent_cannot_speak_as_somebody_else(
    customer: Customer, agent: Colleague
) -> None:
    agent.act(customer.id, "take")
    body = {"client_message_id": "r", "text": "x", "agent_name": "行长"}

    assert agent.act(customer.id, "reply", body).status_code == 422
    assert (
        customer.post(
            "/messages", {"client_message_id": "k", "text": "x", "author": "agent"}
        ).status_code
        == 422
    )
