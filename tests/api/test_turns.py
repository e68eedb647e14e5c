"""The turn workers: every message once, in order, after a crash, and despite poison."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from api.main import service_for
from api.rooms import Rooms
from api.service import Said, Service
from bot.conversation import Conversation
from bot.message import Author, Channel, Language, Message, Owner
from bot.understanding import Understanding
from tests.api.fixtures.bank import House
from tests.api.fixtures.people import until

pytestmark = pytest.mark.door

FEE = "信用卡年费怎么收"
POISON = "毒药一样的话"


class Choking:
    """Understands like the real one, but for one sentence."""

    def __init__(self, rooms: Rooms) -> None:
        self._real = rooms.understander
        self.tries = 0

    def understand(self, message: Message) -> Understanding:
        if message.text == POISON:
            self.tries += 1
            raise ValueError("a defect")
        return self._real.understand(message)


@pytest.fixture
def choking(house: House) -> Choking:
    return Choking(house.rooms)


@pytest.fixture
def service(house: House, choking: Choking) -> Iterator[Service]:
    """Works without chores: the test sweeps."""
    dialogue = replace(house.rooms.dialogue, understander=choking)
    service = service_for(replace(house.rooms, dialogue=dialogue))
    yield service
    service.turns.close()


def begun(service: Service) -> Conversation:
    conversation, _ = service.start(Channel.WEB, Language.ZH, "")
    return conversation


def say(service: Service, to: Conversation, text: str, key: str = "k1") -> None:
    service.receive(to, Said(client_id=key, text=text))


def heard(service: Service, conversation: Conversation) -> Sequence[Message]:
    store = service.rooms.records.conversations
    return store.messages("main", conversation.id, after=1)


def unhandled(service: Service) -> Sequence[Message]:
    return service.rooms.records.conversations.unhandled()


def test_what_was_left_by_a_crash_is_swept_up(service: Service) -> None:
    conversation = begun(service)
    service.turns.close()
    say(service, conversation, FEE)
    waiting = unhandled(service)

    restarted = service_for(service.rooms)
    found = restarted.turns.sweep()

    until(lambda: len(heard(service, conversation)) == 2, "an answer")
    restarted.turns.close()
    assert (len(waiting), found) == (1, 1)
    assert restarted.turns.sweep() == 0


def test_sweeping_what_is_on_its_way_handles_it_once(service: Service) -> None:
    conversation = begun(service)
    for number in range(10):
        say(service, conversation, FEE, f"k{number}")
        service.turns.sweep()

    until(lambda: not unhandled(service), "ten answers")
    authors = [message.author for message in heard(service, conversation)]
    assert authors.count(Author.CUSTOMER) == authors.count(Author.BOT) == 10


def test_messages_of_one_conversation_are_answered_in_order(service: Service) -> None:
    conversation = begun(service)
    asked = [FEE, "网点几点开门", "挂失要多少钱", "转账限额是多少"]
    for number, text in enumerate(asked):
        say(service, conversation, text, f"k{number}")

    until(lambda: not unhandled(service), "four answers")
    answers = [m.reply for m in heard(service, conversation) if m.reply]
    sources = [reply.sources[0].article_id for reply in answers]
    assert sources == ["FEE-1", "BR-1", "LOSS-1", "TR-1"]


def test_poison_ends_with_a_human_after_three_tries_and_others_flow(
    service: Service, choking: Choking, caplog: pytest.LogCaptureFixture
) -> None:
    poisoned, other = begun(service), begun(service)
    say(service, poisoned, POISON)
    say(service, other, FEE)

    def given_up() -> bool:
        service.turns.sweep()
        return not unhandled(service)

    until(given_up, "the end of the poison")
    store = service.rooms.records.conversations
    assert choking.tries == 3
    assert store.get("main", poisoned.id).owner is Owner.QUEUE
    assert heard(service, other)[-1].reply is not None
    assert "人工客服" in heard(service, poisoned)[-1].text
    assert POISON not in caplog.text


def test_a_closed_worker_takes_nothing(service: Service) -> None:
    conversation = begun(service)
    service.turns.close()

    say(service, conversation, FEE)

    assert len(heard(service, conversation)) == 1
    assert len(unhandled(service)) == 1
