"""The contract of a synthesizer, held by every engine that is on the machine."""

import os
import signal
import threading
from pathlib import Path

import numpy as np
import pytest

from bot.message import Language
from speech.command_synthesizer import CommandSynthesizer
from speech.errors import EngineFailed, EngineMissing, EngineTimedOut
from speech.ports import Synthesizer
from speech.prompts import RecordedPrompts
from speech.sound import Mark, Sound, heard_of
from speech.speakable.saying import speakable
from speech.speaking import RecordedFirst, Speaking, pieces
from speech.synthesizer import WorkerSynthesizer, espeak
from speech.wav import write_wav
from speech.worker import Worker
from tests.speech.tones import MS, ToneSynthesizer

pytestmark = pytest.mark.engine

WRITTEN = [f"您尾号{6000 + n}的卡本期应还{n * 137.5:,.2f}元" for n in range(40)]
ENGLISH = [
    f"Your bill of CNY {n * 99.5:,.2f} is due on {n + 1} March 2026" for n in range(20)
]
LONG = (
    "您本期应还一千二百三十四元五角六分，请于三月五日前还清。分期请按一，人工请按零。"
    * 3
)


def loudness(sound: Sound) -> float:
    samples = np.frombuffer(sound.pcm, dtype="<i2").astype(float)
    return float(np.sqrt((samples**2).mean()))


def test_sixty_utterances_in_a_row_all_come_out_whole(
    synthesizer: Synthesizer,
) -> None:
    said = [(speakable(one, Language.ZH), Language.ZH) for one in WRITTEN]
    said += [(speakable(one, Language.EN), Language.EN) for one in ENGLISH]

    sounds = [synthesizer.say(*one) for one in said]

    for (words, language), sound in zip(said, sounds, strict=True):
        least, most = (90, 600) if language is Language.ZH else (25, 200)
        assert least < sound.duration_ms / len(words) < most
        assert loudness(sound) > 300


def test_the_same_words_take_the_same_time(synthesizer: Synthesizer) -> None:
    first, again = (
        synthesizer.say("您好，请说您要办的业务", Language.ZH) for _ in "ab"
    )

    assert abs(first.duration_ms - again.duration_ms) < 200


def test_longer_words_take_longer(synthesizer: Synthesizer) -> None:
    short = synthesizer.say("您好", Language.ZH)
    long = synthesizer.say("您好，请说您要办的业务", Language.ZH)

    assert long.duration_ms > 1.5 * short.duration_ms


def test_marks_go_forward_and_stay_within(synthesizer: Synthesizer) -> None:
    said = "请尽快还款五千元"

    sound = synthesizer.say(said, Language.ZH)

    times = [mark.at_ms for mark in sound.marks]
    assert times == sorted(times)
    assert all(0 <= mark.place < len(said) for mark in sound.marks)
    assert all(time <= sound.duration_ms for time in times)


def test_many_threads_may_speak_at_once(synthesizer: Synthesizer) -> None:
    sounds: list[Sound] = []

    def say() -> None:
        sounds.append(synthesizer.say("正在为您查询，请稍候", Language.ZH))

    threads = [threading.Thread(target=say) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(sounds) == 8
    assert all(loudness(one) > 300 for one in sounds)


def test_what_is_cancelled_is_not_said_further(synthesizer: Synthesizer) -> None:
    speaking = Speaking(synthesizer, LONG, Language.ZH, rate=8_000)

    sounds = []
    for sound in speaking:
        sounds.append(sound)
        speaking.cancel()

    assert len(sounds) == 1


def test_a_text_is_said_at_the_rate_of_the_line(synthesizer: Synthesizer) -> None:
    sounds = list(Speaking(synthesizer, LONG, Language.ZH, rate=8_000))

    assert {sound.rate for sound in sounds} == {8_000}
    assert len(sounds) == len(pieces(LONG))


def test_the_first_piece_is_short_and_all_of_them_are_the_text() -> None:
    parts = pieces(LONG)

    assert "".join(parts) == LONG
    assert len(parts[0]) <= 20
    assert pieces("") == []
    assert pieces("您好") == ["您好"]
    assert "".join(pieces("，您好，")) == "您好，"


def test_marks_of_later_pieces_count_from_the_beginning() -> None:
    speaking = Speaking(ToneSynthesizer(), LONG, Language.ZH, rate=8_000)

    list(speaking)

    assert speaking.marks[-1] == Mark(place=len(LONG) - 1, at_ms=(len(LONG) - 1) * MS)


@pytest.mark.parametrize(
    ("heard_ms", "heard"),
    [(0, ""), (119, ""), (130, "本"), (250, "本期"), (10**6, "本期应")],
)
def test_no_half_said_character_is_taken_for_heard(heard_ms: int, heard: str) -> None:
    marks = tuple(Mark(place=place, at_ms=place * MS) for place in range(4))

    assert heard_of("本期应还", marks, heard_ms) == heard


def test_a_voice_that_crashes_is_there_again_for_the_next_words() -> None:
    engine = present_espeak()

    os.kill(engine._worker.pid, signal.SIGKILL)

    assert engine.say("您好", Language.ZH).duration_ms > 100
    engine.close()


def test_an_engine_that_is_not_there_says_so() -> None:
    with pytest.raises(EngineMissing, match="apt-get install"):
        Worker("espeak", "tests.speech.missing_worker")


def test_an_engine_that_was_closed_says_so() -> None:
    engine = present_espeak()
    engine.close()

    with pytest.raises(EngineFailed):
        engine.say("您好", Language.ZH)


def present_espeak() -> WorkerSynthesizer:
    try:
        return espeak()
    except EngineMissing as missing:
        pytest.skip(str(missing))


def test_a_recording_comes_before_the_engine(tmp_path: Path) -> None:
    folder = tmp_path / "zh-CN"
    folder.mkdir()
    recorded = Sound(pcm=b"\1\0" * 800, rate=8_000)
    write_wav(folder / "hello.wav", recorded)
    (folder / "prompts.toml").write_text('"hello.wav" = "您好。"\n', "utf-8")

    voice = RecordedFirst(RecordedPrompts(tmp_path), ToneSynthesizer())

    assert voice.say("您好。", Language.ZH) == recorded
    assert voice.say("您好。", Language.EN) != recorded
    assert voice.say("再见。", Language.ZH).rate == 16_000


def test_a_recording_that_is_listed_and_missing_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "zh-CN"
    folder.mkdir()
    (folder / "prompts.toml").write_text('"hello.wav" = "您好。"\n', "utf-8")

    with pytest.raises(EngineMissing, match=r"hello\.wav"):
        RecordedPrompts(tmp_path)


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(EngineMissing, match="no-such-voice"):
        CommandSynthesizer(("no-such-voice", "--stdout"))


@pytest.mark.parametrize(
    "command", [("false",), ("echo", "no sound"), ("true",)], ids=lambda one: one[0]
)
def test_a_program_that_gives_no_sound_has_failed(command: tuple[str, ...]) -> None:
    with pytest.raises(EngineFailed):
        CommandSynthesizer(command).say("您好", Language.ZH)


def test_a_program_that_never_ends_is_ended() -> None:
    slow = CommandSynthesizer(("sleep", "60"), deadline_seconds=0.2)

    with pytest.raises(EngineTimedOut):
        slow.say("您好", Language.ZH)
