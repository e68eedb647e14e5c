"""Voice messages: written down where somebody can, and said openly where not."""

from dataclasses import replace

import pytest

from api.transcribing import Transcriber
from bot.message import Language
from tests.api.fixtures.bank import House
from tests.api.fixtures.files import brought, sent, voice
from tests.api.fixtures.people import Colleague, Customer, until
from tests.api.phone.engines import engines_of

pytestmark = pytest.mark.door

FEE = "信用卡年费怎么收"


def hearing(house: House, *lines: str) -> None:
    """What is said in Chinese is understood, line by line."""
    ears = replace(engines_of(lines, voice=None), languages=(Language.ZH,))
    house.app.state.transcriber = Transcriber(house.service, lambda: ears)


def spoken() -> bytes:
    return voice(pcm=b"\x00\x20\x00\xe0" * 8_000)


def words_of(customer: Customer) -> list[str]:
    return [e["text"] for e in customer.events() if e["event"] == "transcribed"]


def test_a_voice_message_is_written_down_and_answered(
    house: House, customer: Customer
) -> None:
    hearing(house, FEE)

    taken = sent(customer, spoken(), "v.wav").json()
    answer = customer.next(taken["seq"])

    assert brought(customer)[0]["attachment"]["awaits_words"] is True
    assert words_of(customer) == [FEE]
    assert answer["sources"][0]["article_id"] == "FEE-1"


def test_a_voice_message_that_was_not_understood_is_said_to_be(
    house: House, customer: Customer
) -> None:
    hearing(house)

    seq = sent(customer, spoken(), "v.wav").json()["seq"]

    assert "没有听清" in customer.next(seq)["text"]
    assert words_of(customer) == [""]


def test_without_a_recogniser_the_bot_says_so(house: House, customer: Customer) -> None:
    none = engines_of(None, voice=None)
    house.app.state.transcriber = Transcriber(house.service, lambda: none)

    seq = sent(customer, voice(), "v.wav").json()["seq"]

    assert "没有语音识别" in customer.next(seq)["text"]
    assert brought(customer)[0]["attachment"]["awaits_words"] is False


def test_an_agent_reads_what_was_spoken(
    house: House, customer: Customer, agent: Colleague
) -> None:
    hearing(house, FEE)
    agent.act(customer.id, "take")

    sent(customer, spoken(), "v.wav")
    until(lambda: words_of(customer) == [FEE], "the transcript")

    last = agent.shown(customer.id)["events"][-1]
    assert (last["author"], last["text"]) == ("customer", FEE)


def test_words_are_written_down_once_though_it_is_tried_again(
    house: House, customer: Customer
) -> None:
    hearing(house, FEE, "别的")
    sent(customer, spoken(), "v.wav")
    until(lambda: words_of(customer) == [FEE], "the transcript")
    one = house.rooms.records.attachments
    transcriber: Transcriber = house.app.state.transcriber

    until(lambda: not one.unheard("main"), "the end of the first time")
    transcriber.look()

    assert words_of(customer) == [FEE]
