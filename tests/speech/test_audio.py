"""Sound keeps its shape through the codes of the telephone and other rates."""

import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise

import numpy as np
import pytest

from speech.audio import (
    PHONE_RATE,
    WIDE_RATE,
    Code,
    Resampler,
    decoded,
    encoded,
    frame_bytes,
    milliseconds,
    resampled,
    samples,
    silence,
)

pytestmark = pytest.mark.engine

EVERY_LEVEL = np.arange(-0x8000, 0x8000).astype("<i2").tobytes()
EVERY_CODE = bytes(range(256))
LAWS = pytest.mark.parametrize("law", [Code.MU_LAW, Code.A_LAW])
NAMES = {Code.MU_LAW: "ulaw", Code.A_LAW: "alaw"}


def reference(name: str) -> Callable[[bytes, int], bytes]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found: Callable[[bytes, int], bytes] = getattr(import_module("audioop"), name)
        return found


def tone(rate: int, *, hertz: int = 440, seconds: float = 1.0) -> bytes:
    at = np.arange(int(rate * seconds)) / rate
    return (np.sin(at * 2 * np.pi * hertz) * 8_000).astype("<i2").tobytes()


def strongest(pcm: bytes, rate: int) -> float:
    heard = samples(pcm)
    power = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    return float(np.fft.rfftfreq(len(heard), 1 / rate)[power.argmax()])


@LAWS
@pytest.mark.skipif(sys.version_info >= (3, 13), reason="the reference left Python")
def test_every_level_is_coded_as_the_reference_does(law: Code) -> None:
    coded = reference(f"lin2{NAMES[law]}")(EVERY_LEVEL, 2)

    assert encoded(EVERY_LEVEL, law) == coded


@LAWS
@pytest.mark.skipif(sys.version_info >= (3, 13), reason="the reference left Python")
def test_every_code_is_read_as_the_reference_does(law: Code) -> None:
    read = reference(f"{NAMES[law]}2lin")(EVERY_CODE, 2)

    assert decoded(EVERY_CODE, law) == read


@LAWS
def test_what_was_coded_once_stays_the_same(law: Code) -> None:
    once = decoded(encoded(EVERY_LEVEL, law), law)

    assert decoded(encoded(once, law), law) == once


def test_pcm_is_its_own_code() -> None:
    assert encoded(b"\x01\x02", Code.PCM) == decoded(b"\x01\x02", Code.PCM)


@pytest.mark.parametrize(
    ("rate", "to"), [(PHONE_RATE, WIDE_RATE), (WIDE_RATE, PHONE_RATE), (22_050, 8_000)]
)
def test_a_tone_keeps_its_pitch_and_its_length_at_another_rate(
    rate: int, to: int
) -> None:
    changed = resampled(tone(rate), rate, to)

    assert strongest(changed, to) == pytest.approx(440, abs=2)
    assert milliseconds(changed, to) == pytest.approx(1_000, abs=1)


def test_no_frame_of_a_caller_is_held_back() -> None:
    stream = Resampler(PHONE_RATE, WIDE_RATE)
    size = frame_bytes(PHONE_RATE)
    heard = tone(PHONE_RATE)
    given = [stream.feed(heard[at : at + size]) for at in range(0, len(heard), size)]

    assert len(given[0]) >= 2 * size - 16
    assert {len(one) for one in given[1:]} == {2 * size}
    joined = samples(b"".join(given)).astype(int)
    assert max(abs(b - a) for a, b in pairwise(joined)) < 3_000


def test_the_same_rate_changes_nothing() -> None:
    assert resampled(tone(PHONE_RATE), PHONE_RATE, PHONE_RATE) == tone(PHONE_RATE)


def test_half_a_sample_is_left_out() -> None:
    assert len(samples(b"\x01\x02\x03")) == 1


def test_silence_lasts_as_long_as_it_is_said_to() -> None:
    assert milliseconds(silence(WIDE_RATE, 250), WIDE_RATE) == 250
