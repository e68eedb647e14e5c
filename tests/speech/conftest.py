"""Engines that are started once for all tests of speech/."""

from collections.abc import Iterator

import pytest

from speech.command_synthesizer import CommandSynthesizer
from speech.errors import EngineMissing
from speech.ports import Synthesizer
from speech.synthesizer import ENGINES
from tests.speech.tones import ToneSynthesizer

COMMAND = ("espeak-ng", "-v", "{language}", "--stdin", "--stdout")


@pytest.fixture(scope="session", params=["tones", "command", *ENGINES])
def synthesizer(request: pytest.FixtureRequest) -> Iterator[Synthesizer]:
    try:
        engine = started(request.param)
    except EngineMissing as missing:
        pytest.skip(str(missing))
    yield engine
    engine.close()


def started(name: str) -> Synthesizer:
    match name:
        case "tones":
            return ToneSynthesizer()
        case "command":
            return CommandSynthesizer(COMMAND)
        case _:
            return ENGINES[name]()
