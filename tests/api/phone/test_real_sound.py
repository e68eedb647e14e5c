"""Calls by real engines: a voice speaks, Vosk hears it, the bot answers in a voice."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.message import Author, Language, Owner
from speech.audio import PHONE_RATE, Code, decoded, encoded, resampled, samples
from speech.engines import Engines, Wanted, engines
from speech.errors import EngineMissing
from speech.synthesizer import WorkerSynthesizer, espeak
from tests.api.fixtures.bank import House
from tests.api.phone.far_end import FarEnd
from tests.api.phone.stories import Told, by, played

pytestmark = pytest.mark.engine

MODEL = Path(__file__).parents[2] / "speech" / "vosk_zh"


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


def spoken(caller: WorkerSynthesizer, words: str) -> bytes:
    """As a telephone brings it."""
    sound = caller.say(words, Language.ZH)
    narrow = resampled(sound.pcm, sound.rate, PHONE_RATE)
    return decoded(encoded(narrow, Code.MU_LAW), Code.MU_LAW)


def loudness(pcm: bytes) -> float:
    return float(np.sqrt(np.mean(np.square(samples(pcm).astype(float)))))


def test_a_spoken_wish_for_a_human_is_heard_and_met(
    house: House, real: Engines, caller: WorkerSynthesizer
) -> None:
    async def story(far: FarEnd, told: Told) -> None:
        await told.until(lambda: len(far.sounds) > 50)
        await far.speak(spoken(caller, "我要转人工"))
        await told.until(lambda: told.owner is Owner.QUEUE)

    told = played(house, story, engines=real)

    assert by(told, Author.CUSTOMER) == ["我要转人工"]


def test_a_spoken_question_is_answered_aloud(
    house: House, real: Engines, caller: WorkerSynthesizer
) -> None:
    far = FarEnd()
    before: list[int] = []

    async def story(far: FarEnd, told: Told) -> None:
        await told.until(lambda: len(far.sounds) > 50)
        await far.speak(spoken(caller, "信用卡年费多少"))
        await told.until(lambda: len(by(told, Author.BOT)) >= 2)
        before.append(len(far.heard))
        await told.until(lambda: len(far.heard) > before[0] + PHONE_RATE * 2)

    told = played(house, story, far=far, engines=real)

    assert by(told, Author.CUSTOMER) == ["信用卡年费多少"]
    assert loudness(bytes(far.heard[before[0] :])) > 500
