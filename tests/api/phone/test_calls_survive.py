"""What breaks in the middle of a call costs the caller a moment, and not the call."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.phone.persisting import GIVEN_UP_SECONDS, persistent
from bot.message import Author
from models.database import sqlite_driver
from models.errors import DatabaseUnavailable
from speech.engines import ByLanguage, Engines, Wanted, engines
from speech.errors import EngineMissing
from speech.recognizer import WorkerRecognizer
from speech.synthesizer import WorkerSynthesizer, espeak
from tests.api.fixtures.bank import House
from tests.api.phone.engines import BROKEN
from tests.api.phone.far_end import FarEnd
from tests.api.phone.stories import Told, by, played
from tests.api.phone.test_real_sound import MODEL, spoken

pytestmark = pytest.mark.engine

QUESTION = "金卡年费是多少"


@pytest.fixture(scope="module")
def caller() -> Iterator[WorkerSynthesizer]:
    try:
        voice = espeak()
    except EngineMissing as missing:
        pytest.skip(str(missing))
    yield voice
    voice.close()


@pytest.fixture
def real() -> Engines:
    return engines(
        Wanted(recognizer="vosk", synthesizer="espeak", vosk_models=(MODEL,))
    )


def kill_recognizer(real: Engines) -> None:
    assert isinstance(real.recognizer, ByLanguage)
    for engine in real.recognizer._recognizers:
        assert isinstance(engine, WorkerRecognizer)
        for worker in engine._workers:
            worker._process.kill()


def kill_voice(real: Engines) -> None:
    assert isinstance(real.synthesizer, WorkerSynthesizer)
    real.synthesizer._worker._process.kill()


def test_a_recogniser_that_is_killed_costs_one_question(
    house: House, real: Engines, caller: WorkerSynthesizer
) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.until(lambda: bool(far.named("MARK_MEDIA")))
        kill_recognizer(real)
        marks = len(far.named("MARK_MEDIA"))
        await far.speak(spoken(caller, "我要转人工"))
        await told.until(lambda: len(far.named("MARK_MEDIA")) > marks)
        await far.speak(spoken(caller, "信用卡年费多少"))
        await told.until(lambda: len(by(told, Author.CUSTOMER)) == 1)

    told = played(house, story, engines=real)

    assert by(told, Author.CUSTOMER) == ["信用卡年费多少"]


def test_a_voice_that_is_killed_goes_on_speaking(
    house: House, real: Engines, caller: WorkerSynthesizer
) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.until(lambda: bool(far.named("MARK_MEDIA")))
        kill_voice(real)
        before = len(far.heard)
        await far.speak(spoken(caller, "信用卡年费多少"))
        await told.until(lambda: len(by(told, Author.BOT)) >= 2)
        await told.until(lambda: len(far.heard) > before + 16_000)

    played(house, story, engines=real)


def test_ears_that_fail_lead_to_keys_and_a_human(house: House) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        await told.until(lambda: bool(far.named("MARK_MEDIA")))
        for words in ("请再说一遍", "转人工"):
            await far.say()
            await told.says(words)

    told = played(house, story, heard=[BROKEN, BROKEN])

    assert by(told, Author.CUSTOMER) == []


def test_while_nothing_can_be_written_the_caller_is_spoken_to_and_not_lost(
    house: House,
) -> None:
    path = house.rooms.settings.home / "teller.db"

    async def story(far: FarEnd, told: Told) -> None:
        await told.says("您好")
        await told.until(lambda: bool(far.named("MARK_MEDIA")))
        with locked(path):
            await far.say()
            await told.says("请稍等")
        await told.until(lambda: len(by(told, Author.BOT)) >= 2)

    told = played(house, story, heard=[QUESTION])

    assert by(told, Author.CUSTOMER) == [QUESTION]


class locked:  # noqa: N801  reads as a word
    """Nobody else can write meanwhile. Only the same library sees the lock."""

    def __init__(self, path: Path) -> None:
        driver = sqlite_driver()
        self._database = driver.connect(str(path), isolation_level=None)

    def __enter__(self) -> None:
        self._database.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._database.execute("ROLLBACK")
        self._database.close()


def test_what_was_said_is_stored_when_the_records_are_back() -> None:
    fails = [True] * 30
    passed = [0.0]

    def work() -> str:
        if fails:
            fails.pop()
            raise DatabaseUnavailable("writes fail")
        return QUESTION

    def wait(seconds: float) -> None:
        passed[0] += seconds

    stored = persistent(work, timer=lambda: passed[0], wait=wait)

    assert stored == QUESTION
    assert passed[0] == 30


def test_records_that_never_come_back_are_given_up() -> None:
    passed = [0.0]

    def work() -> None:
        raise DatabaseUnavailable("writes fail")

    def wait(seconds: float) -> None:
        passed[0] += seconds

    with pytest.raises(DatabaseUnavailable):
        persistent(work, timer=lambda: passed[0], wait=wait)

    assert GIVEN_UP_SECONDS - 2 <= passed[0] <= GIVEN_UP_SECONDS
