"""The contract of a recogniser, held by every engine that is on the machine."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.message import Language
from bot.transcript import NothingHeard, Transcript
from speech.errors import EngineFailed, EngineMissing, LanguageNotSpoken
from speech.ports import Listening, Synthesizer
from speech.recognition import NOTHING, RATE, Recognition
from speech.recognizer import WorkerRecognizer, pocketsphinx, vosk
from speech.sound import at_rate
from speech.synthesizer import espeak
from speech.vosk_model import language_of_model, missing_of, models_in

pytestmark = pytest.mark.engine

PIECE = RATE // 10 * 2
"""Bytes of a tenth of a second."""
QUIET = bytes(2 * PIECE)
OURS = Path(__file__).parent / "vosk_zh"
"""A small Chinese model in Vosk's format, made by scripts/train_vosk_main.py."""
NAMED = os.environ.get("TELLER_VOSK_MODEL", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An engine, and what it can be expected to understand of a synthesized voice."""

    start: Callable[[], WorkerRecognizer]
    language: Language
    commands: tuple[str, ...]
    digits: tuple[str, ...]
    """Each alone; together they are dictated."""

    @property
    def grammar(self) -> tuple[str, ...]:
        return (*self.commands, *self.digits)

    def joined(self, words: Sequence[str]) -> str:
        return ("" if self.language is Language.ZH else " ").join(words)


ENGLISH = (
    *("report a lost card", "talk to a person", "pay my bill"),
    *("yes", "no", "cancel"),
)
CHINESE = ("查账单", "转人工", "是的", "取消", "挂失", "激活")


def case_of(name: str) -> Case:
    match name:
        case "pocketsphinx":
            return Case(
                start=pocketsphinx,
                language=Language.EN,
                commands=ENGLISH,
                digits=("one", "two", "three"),
            )
        case "vosk":
            return chinese(OURS)
        case _:
            return of_named(Path(NAMED))


def chinese(folder: Path) -> Case:
    return Case(
        start=lambda: vosk([folder]),
        language=Language.ZH,
        commands=CHINESE,
        digits=("三", "八", "零"),
    )


def of_named(folder: Path) -> Case:
    if Language.ZH in models_in(folder):
        return chinese(folder)
    english = case_of("pocketsphinx")
    return replace(english, start=lambda: vosk([folder]))


NAMES = [pytest.param("pocketsphinx"), pytest.param("vosk")]
if NAMED:
    NAMES.append(pytest.param("named", marks=pytest.mark.vosk))


@pytest.fixture(scope="module", params=NAMES)
def case(request: pytest.FixtureRequest) -> Case:
    return case_of(request.param)


@pytest.fixture(scope="module")
def recognizer(case: Case) -> Iterator[WorkerRecognizer]:
    engine = case.start()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def voice() -> Iterator[Synthesizer]:
    try:
        engine = espeak()
    except EngineMissing as missing:
        pytest.skip(str(missing))
    yield engine
    engine.close()


Say = Callable[[str], bytes]


@pytest.fixture
def said(voice: Synthesizer, case: Case) -> Say:
    """Sound of words, with quiet around them."""

    def say(words: str) -> bytes:
        sound = at_rate(voice.say(words, case.language), RATE)
        return QUIET + sound.pcm + QUIET

    return say


@pytest.fixture
def listening(recognizer: WorkerRecognizer, case: Case) -> Iterator[Listening]:
    one = recognizer.listen(case.language, case.grammar)
    yield one
    one.close()


def fed(listening: Listening, pcm: bytes) -> list[str]:
    """In pieces, as a call brings them; the partial words after each."""
    starts = range(0, len(pcm), PIECE)
    return [listening.feed(pcm[start : start + PIECE]) for start in starts]


def text_of(recognition: Recognition) -> str:
    heard = recognition.transcript
    return heard.text if isinstance(heard, Transcript) else ""


def test_commands_are_heard(listening: Listening, said: Say, case: Case) -> None:
    right = 0
    for command in case.commands:
        fed(listening, said(command))
        right += text_of(listening.finish()) == command

    assert right >= len(case.commands) - 1


def test_digits_are_heard_one_after_the_other(
    listening: Listening, said: Say, case: Case
) -> None:
    digits = case.joined(case.digits)

    fed(listening, said(digits))

    assert text_of(listening.finish()) == digits


def test_words_come_with_their_times(
    listening: Listening, said: Say, case: Case
) -> None:
    pcm = said(case.commands[1])

    fed(listening, pcm)
    recognition = listening.finish()

    words = [word.text for word in recognition.words]
    assert case.joined(words) == case.commands[1]
    times = [time for one in recognition.words for time in (one.start_ms, one.end_ms)]
    assert times == sorted(times)
    assert len(pcm) * 500 // (2 * RATE) < times[-1] <= len(pcm) * 1000 // (2 * RATE)
    assert all(0 < word.confidence <= 1 for word in recognition.words)


def test_partial_words_come_while_somebody_speaks(
    listening: Listening, said: Say, case: Case
) -> None:
    partials = fed(listening, said(case.commands[0]))

    assert any(partials)


def test_silence_is_nothing(listening: Listening) -> None:
    assert listening.finish() == NOTHING
    listening.feed(QUIET)
    assert listening.finish().transcript == NothingHeard()


def test_no_sound_at_all_is_no_fault(listening: Listening) -> None:
    assert listening.feed(b"") == ""
    listening.feed(b"\0")

    assert listening.finish() == NOTHING


def test_turns_do_not_run_into_each_other(
    listening: Listening, said: Say, case: Case
) -> None:
    fed(listening, said(case.commands[0]))
    listening.forget()

    fed(listening, said(case.commands[3]))

    assert text_of(listening.finish()) == case.commands[3]


def test_callers_do_not_hear_each_other(
    recognizer: WorkerRecognizer, said: Say, case: Case
) -> None:
    callers = [recognizer.listen(case.language, case.grammar) for _ in range(3)]
    words = [case.commands[0], case.commands[1], case.commands[3]]
    sounds = [said(one) for one in words]

    for start in range(0, max(map(len, sounds)), PIECE):
        for caller, pcm in zip(callers, sounds, strict=True):
            caller.feed(pcm[start : start + PIECE])

    heard = [text_of(caller.finish()) for caller in callers]
    for caller in callers:
        caller.close()
    assert heard == words


def test_any_words_may_be_said_without_a_grammar(
    recognizer: WorkerRecognizer, said: Say, case: Case
) -> None:
    listening = recognizer.listen(case.language)

    fed(listening, said(case.commands[3]))
    recognition = listening.finish()
    listening.close()

    assert isinstance(recognition.transcript, Transcript)


def test_a_crash_costs_what_was_just_said_and_nothing_else(
    voice: Synthesizer,
) -> None:
    engine = pocketsphinx()
    listening = engine.listen(Language.EN, ENGLISH)
    listening.feed(QUIET)
    os.kill(engine._workers[0].pid, signal.SIGKILL)

    with pytest.raises(EngineFailed):
        listening.feed(QUIET)

    fed(listening, at_rate(voice.say("yes", Language.EN), RATE).pcm)
    assert [word.text for word in listening.finish().words] == ["yes"]
    engine.close()


def test_a_language_that_is_not_known_is_said_so() -> None:
    engine = pocketsphinx()

    with pytest.raises(LanguageNotSpoken):
        engine.listen(Language.ZH)

    assert engine.languages == (Language.EN,)
    engine.close()


def model(folder: Path, *parts: str) -> Path:
    for part in parts:
        path = folder / part
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return folder


WHOLE = (
    "am/final.mdl",
    "conf/mfcc.conf",
    "graph/HCLG.fst",
    "graph/phones/word_boundary.int",
)


def test_a_whole_model_lacks_nothing(tmp_path: Path) -> None:
    assert missing_of(model(tmp_path, *WHOLE)) == []


@pytest.mark.parametrize("part", WHOLE)
def test_a_part_that_is_missing_is_named(tmp_path: Path, part: str) -> None:
    parts = [one for one in WHOLE if one != part]

    missing = missing_of(model(tmp_path, *parts))

    assert len(missing) == 1
    assert part in missing[0]


def test_parts_that_belong_together_are_missed_together(tmp_path: Path) -> None:
    parts = [*WHOLE, "graph/HCLr.fst", "ivector/final.ie"]

    missing = " ".join(missing_of(model(tmp_path, *parts)))

    assert "Gr.fst" in missing
    assert "ivector/final.dubm" in missing


def test_an_empty_file_is_a_missing_part(tmp_path: Path) -> None:
    folder = model(tmp_path, *WHOLE)
    (folder / "am" / "final.mdl").write_bytes(b"")

    assert "am/final.mdl" in missing_of(folder)[0]


def test_models_are_found_by_language(tmp_path: Path) -> None:
    zh = model(tmp_path / "vosk-model-small-cn-0.22", *WHOLE)
    en = model(tmp_path / "vosk-model-small-en-us-0.15", *WHOLE)

    assert models_in(tmp_path) == {Language.ZH: zh, Language.EN: en}
    assert models_in(zh) == {Language.ZH: zh}


def test_the_words_of_a_model_tell_its_language(tmp_path: Path) -> None:
    folder = model(tmp_path / "ours", *WHOLE)
    (folder / "graph" / "words.txt").write_text("<eps> 0\n信用卡 1\n", "utf-8")

    assert language_of_model(folder) is Language.ZH


def test_vosk_names_what_its_folder_lacks(tmp_path: Path) -> None:
    folder = model(tmp_path, *WHOLE[1:])

    with pytest.raises(EngineMissing, match=r"am/final\.mdl"):
        vosk([folder])


def test_vosk_names_a_folder_that_is_damaged(tmp_path: Path) -> None:
    folder = model(tmp_path / "vosk-model-small-cn-0.22", *WHOLE)

    with pytest.raises((EngineMissing, EngineFailed)):
        vosk([folder])


def test_vosk_names_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing, match="a Vosk model in"):
        vosk([tmp_path])
