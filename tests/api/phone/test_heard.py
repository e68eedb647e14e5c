"""What a caller heard is what the record says."""

import asyncio

import pytest

from api.phone.chronicle import Chronicle
from api.phone.heard import heard_characters, last_words
from bot.message import Author, Language
from models.recordings import Spoken, SqlCalls
from speech.speakable.saying import speakable
from speech.turn_taking.utterance import Utterance
from tests.api.fixtures.bank import House
from tests.api.phone.far_end import FarEnd
from tests.api.phone.stories import Told, played

pytestmark = pytest.mark.door

FEE = "金卡年费是每年300元，刷满6次免次年年费。"


@pytest.mark.parametrize(
    ("heard", "credited"),
    [
        ("", ""),
        ("金卡年费", "金卡年费"),
        ("金卡年费是每年三百", "金卡年费是每年"),
        ("金卡年费是每年三百元，刷满", "金卡年费是每年300元，刷满"),
        (speakable(FEE, Language.ZH), FEE),
    ],
)
def test_what_was_heard_is_found_in_what_is_written(heard: str, credited: str) -> None:
    place = heard_characters(FEE, heard, Language.ZH)

    assert FEE[:place] == credited


def test_half_a_word_is_not_credited() -> None:
    written = "Your annual fee is waived."

    place = heard_characters(written, "Your annu", Language.EN)

    assert written[:place].strip() == "Your"


def test_words_that_were_never_said_are_not_credited() -> None:
    assert heard_characters(FEE, "别的话", Language.ZH) == 0


def test_the_last_words_find_the_place_again() -> None:
    assert last_words(FEE, 4) == "金卡年费"


def chronicled() -> tuple[Chronicle, list[Spoken], list[float]]:
    kept: list[Spoken] = []
    times = [100.0]
    chronicle = Chronicle(
        tenant_id="main",
        conversation_id="c",
        keep=kept.append,
        timer=lambda: times[0],
    )
    return chronicle, kept, times


def test_an_utterance_is_dated_by_its_first_sound() -> None:
    chronicle, kept, times = chronicled()
    chronicle.expect(Utterance(id="m3.1", text=FEE), FEE)
    chronicle.sounds("m3.1", 101.5)
    chronicle.sounds("m3.1", 101.52)
    times[0] = 104.0
    chronicle.ended("m3.1")

    asyncio.run(chronicle.close())

    (spoken,) = kept
    assert (spoken.seq, spoken.part) == (3, 1)
    assert (spoken.starts_ms, spoken.ends_ms) == (1_500, 4_000)
    assert not spoken.cut_off


def test_what_was_never_said_is_in_the_record_too() -> None:
    chronicle, kept, _ = chronicled()
    chronicle.expect(Utterance(id="m3.0", text=FEE), FEE)

    asyncio.run(chronicle.close())

    assert (kept[0].heard_characters, kept[0].characters) == (0, len(FEE))


def test_what_a_caller_says_lies_between_its_sounds() -> None:
    chronicle, kept, times = chronicled()
    times[0] = 101.0
    chronicle.caller_starts()
    times[0] = 103.0
    chronicle.caller_stops(200)
    times[0] = 103.5
    chronicle.caller_said(4, 6)

    asyncio.run(chronicle.close())

    assert (kept[0].starts_ms, kept[0].ends_ms) == (1_000, 2_800)
    assert kept[0].who is Author.CUSTOMER


def spoken_in(told: Told) -> tuple[Spoken, ...]:
    rooms = told.house.rooms
    calls = SqlCalls(rooms.records.database)
    return calls.spoken(rooms.tenant, told.conversation_id)


def test_the_record_says_where_the_bot_was_cut_off(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        await told.until(lambda: len(far.sounds) > 25)
        await far.say(0.8)
        await told.until(lambda: bool(far.named("FLUSH_MEDIA")))
        await told.until(lambda: bool(far.named("MARK_MEDIA")))

    told = played(house, story, heard=["金卡年费是多少"])

    (greeting,) = [one for one in spoken_in(told) if one.seq == 1]
    text = told.messages[0].text
    assert 0 < greeting.heard_characters < greeting.characters
    assert greeting.up_to
    assert greeting.up_to in text.replace("\n", "")


def test_the_record_says_what_was_heard_when_the_caller_hung_up(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        await told.until(lambda: len(far.sounds) > 25)

    told = played(house, story)

    (greeting,) = [one for one in spoken_in(told) if one.seq == 1]
    assert 0 < greeting.heard_characters < greeting.characters


def test_words_and_answers_follow_each_other_in_time(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        await told.until(lambda: bool(far.named("MARK_MEDIA")))
        await asyncio.sleep(0.3)
        await far.say()
        await told.until(lambda: len(far.named("MARK_MEDIA")) >= 2)

    told = played(house, story, heard=["金卡年费是多少"])

    greeting, asked, *answers = spoken_in(told)
    assert (greeting.who, asked.who) == (Author.BOT, Author.CUSTOMER)
    assert greeting.ends_ms <= asked.starts_ms < asked.ends_ms <= answers[0].starts_ms
    assert greeting.heard_characters == greeting.characters
