"""The engines of calls: what is missing is told, and never in the way."""

from pathlib import Path

import pytest

from bot.message import Language
from speech.engines import Wanted, engines
from speech.errors import LanguageNotSpoken

pytestmark = pytest.mark.engine


def test_a_fresh_machine_understands_english_and_says_what_is_missing() -> None:
    found = engines(Wanted())

    assert found.recognizer is not None
    assert found.languages == (Language.EN,)
    assert any("zh-CN" in note and "TELLER_VOSK_MODEL" in note for note in found.notes)
    with pytest.raises(LanguageNotSpoken):
        found.recognizer.listen(Language.ZH)
    found.close()


def test_a_damaged_model_is_a_note_and_english_is_understood(tmp_path: Path) -> None:
    (tmp_path / "am").mkdir()

    found = engines(Wanted(vosk_models=(tmp_path,)))

    assert any("final.mdl" in note for note in found.notes)
    assert found.languages == (Language.EN,)
    found.close()


def test_a_machine_without_a_recogniser_still_speaks(tmp_path: Path) -> None:
    found = engines(Wanted(recognizer="vosk", prompts=tmp_path))

    assert found.recognizer is None
    assert len(found.notes) >= 2
    found.close()


def test_a_voice_that_does_not_exist_is_named() -> None:
    found = engines(Wanted(recognizer="vosk", synthesizer="harp"))

    assert found.synthesizer is None
    assert any("harp is no voice" in note for note in found.notes)
    found.close()


def test_each_caller_has_a_voice_activity_of_its_own() -> None:
    found = engines(Wanted(recognizer="vosk", synthesizer="harp"))

    first, second = found.activity(), found.activity()

    assert first is not second
    assert first.feed(bytes(2 * 256)) and first.frame_ms == 32
