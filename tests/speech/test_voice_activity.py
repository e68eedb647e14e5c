"""Who speaks when: the contract of voice activity, and the edges of speech."""

from collections.abc import Callable

import numpy as np
import pytest

from bot.message import Language
from speech.edges import Edges
from speech.errors import EngineMissing
from speech.ports import VoiceActivity
from speech.sound import at_rate
from speech.synthesizer import espeak
from speech.turn_taking.events import SpeechStarted, SpeechStopped
from speech.voice_activity import EnergyActivity, SileroActivity, SileroNetwork

pytestmark = pytest.mark.engine

RATE = 8_000
SECOND = bytes(2 * RATE)


@pytest.fixture(scope="module")
def network() -> SileroNetwork:
    return SileroNetwork()


@pytest.fixture(scope="module")
def speech() -> bytes:
    """Somebody speaks, for about two seconds."""
    try:
        engine = espeak()
    except EngineMissing as missing:
        pytest.skip(str(missing))
    sound = engine.say("我想查一下我的账单，谢谢", Language.ZH)
    engine.close()
    return at_rate(sound, RATE).pcm


@pytest.fixture(params=["silero", "energy"])
def activity(
    request: pytest.FixtureRequest, network: SileroNetwork
) -> Callable[[], VoiceActivity]:
    if request.param == "energy":
        return EnergyActivity
    return lambda: SileroActivity(network)


def noise(seconds: float, loudness: float, seed: int = 1) -> bytes:
    chance = np.random.default_rng(seed)
    samples = chance.normal(0, loudness, int(RATE * seconds))
    return samples.astype("<i2").tobytes()


Activities = Callable[[], VoiceActivity]


def test_speech_is_told_from_silence(activity: Activities, speech: bytes) -> None:
    judge = activity()

    quiet = judge.feed(SECOND)
    loud = judge.feed(speech)
    after = judge.feed(SECOND)

    assert max(quiet) < 0.35
    assert np.mean([one >= 0.5 for one in loud]) > 0.5
    assert max(after[10:]) < 0.35


def test_the_hiss_of_a_line_is_no_speech(activity: Activities) -> None:
    judge = activity()

    judged = judge.feed(noise(3, 60))

    assert np.mean([one >= 0.5 for one in judged[30:]]) < 0.02


def test_it_does_not_matter_how_sound_is_cut(
    activity: Activities, speech: bytes
) -> None:
    whole = activity().feed(speech)
    judge = activity()

    pieces = [
        one
        for start in range(0, len(speech), 321)
        for one in judge.feed(speech[start : start + 321])
    ]

    assert pieces == whole


def test_callers_do_not_disturb_each_other(
    network: SileroNetwork, speech: bytes
) -> None:
    alone = SileroActivity(network).feed(speech)
    first, second = SileroActivity(network), SileroActivity(network)

    together = []
    for start in range(0, len(speech), 320):
        together += first.feed(speech[start : start + 320])
        second.feed(noise(0.02, 3_000, start))

    assert together == alone


def edges_of(probabilities: list[float]) -> list[tuple[int, object]]:
    edges = Edges(32)
    found = [(index * 32, edges.heard(one)) for index, one in enumerate(probabilities)]
    return [(at, event) for at, event in found if event is not None]


def test_speech_begins_after_96_ms_and_ends_after_200_ms_of_quiet() -> None:
    found = edges_of([0.1] * 3 + [0.9] * 10 + [0.1] * 10)

    assert found == [
        (5 * 32, SpeechStarted()),
        ((13 + 6) * 32, SpeechStopped(silence_ms=224)),
    ]


def test_a_click_is_no_speech() -> None:
    assert edges_of([0.1, 0.9, 0.9, 0.1, 0.1, 0.9, 0.1, 0.1]) == []


def test_doubt_changes_nothing() -> None:
    found = edges_of([0.9] * 5 + [0.4] * 20)

    assert [event for _, event in found] == [SpeechStarted()]


def test_speech_with_small_gaps_is_one() -> None:
    found = edges_of(([0.9] * 6 + [0.1] * 3) * 4 + [0.1] * 8)

    assert [type(event) for _, event in found] == [SpeechStarted, SpeechStopped]


def test_a_turn_through_the_network_has_two_edges(
    network: SileroNetwork, speech: bytes
) -> None:
    judge, edges = SileroActivity(network), Edges(32)

    judged = judge.feed(SECOND + speech[: len(speech) // 3 * 2 // 2 * 2] + SECOND)
    found = [event for one in judged if (event := edges.heard(one))]

    assert isinstance(found[0], SpeechStarted)
    assert isinstance(found[-1], SpeechStopped)
    assert len(found) in (2, 4)
