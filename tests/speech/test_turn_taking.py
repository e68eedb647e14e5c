"""Turn-taking in a call, on a virtual clock."""

import pytest

from bot.reply import Expects
from speech.turn_taking.actions import (
    CallHuman,
    FinishListening,
    Flush,
    ForgetSpeech,
    GoBack,
    HangUp,
    Heard,
    Pause,
    Resume,
    Submit,
    SubmitKeys,
    Why,
)
from speech.turn_taking.events import (
    Flushed,
    HumanJoined,
    HumanLeft,
    HungUp,
    KeyPressed,
    PartlyHeard,
    PlayFinished,
    RecognizerFailed,
    SpeechStarted,
    SpeechStopped,
)
from speech.turn_taking.state import Phase
from speech.turn_taking.utterance import Utterance
from tests.speech.line import Line

pytestmark = pytest.mark.rules

GREETING = Utterance(id="greeting", text="您好请说您要办的业务")
LONG = Utterance(id="long", text="本期应还一千二百三十四元五角六分请于三月五日前还清")
RISK = Utterance(id="risk", text="分期手续费不退请您知悉并确认", must_hear=True)
CONFIRM = Utterance(
    id="confirm", text="确认办理吗请说是或者不用", expects=Expects.YES_NO
)
PHONE = Utterance(id="phone", text="请说您的手机号码", expects=Expects.DIGITS)
MENU = Utterance(
    id="menu",
    text="查账单请按一",
    expects=Expects.CHOICE,
    answers=("查账单", "办分期"),
)


def listening(after: Utterance = GREETING) -> Line:
    line = Line()
    line.answer(after)
    line.wait(len(after.text) * 200)
    assert line.phase is Phase.LISTENING
    return line


def speaking(what: Utterance = LONG) -> Line:
    line = Line()
    line.answer(what)
    line.wait(1_000)
    return line


def test_the_caller_is_heard_after_half_a_second_of_quiet() -> None:
    line = listening()

    line.says("我想查一下账单", ms=1_500)
    stopped = line.now - 200
    line.wait(400)

    assert line.at(FinishListening)[-1] - stopped == 500


@pytest.mark.parametrize(
    ("words", "quiet_ms"),
    [("我昨天在超市买东西的时候", 700), ("你们那个年费是多少", 500)],
)
def test_a_long_story_is_waited_for_and_a_question_is_complete(
    words: str, quiet_ms: int
) -> None:
    line = listening()

    line.says(words, ms=2_500)
    stopped = line.now - 200
    line.wait(600)

    assert line.at(FinishListening)[-1] - stopped == quiet_ms


def test_a_complete_short_answer_ends_the_turn_sooner() -> None:
    line = listening(CONFIRM)

    line.says("是的", ms=600)
    stopped = line.now - 200
    line.wait(400)

    assert line.at(FinishListening)[-1] - stopped == 300


def test_an_offered_title_is_a_complete_answer() -> None:
    line = listening(MENU)

    line.says("办分期", ms=600)
    stopped = line.now - 200
    line.wait(400)

    assert line.at(FinishListening)[-1] - stopped == 300


def test_who_dictates_numbers_is_waited_for() -> None:
    line = listening(PHONE)

    line.says("幺三八", ms=900)
    stopped = line.now - 200
    line.wait(600)
    assert not line.done(FinishListening)
    line.wait(400)

    assert line.at(FinishListening)[-1] - stopped == 900


def test_a_pause_between_words_does_not_end_the_turn() -> None:
    line = listening()

    line.says("我想查", ms=800)
    line.wait(150)
    line.tell(SpeechStarted())
    line.wait(800)

    assert line.phase is Phase.CALLER
    assert not line.done(FinishListening)


def test_words_go_to_the_service_and_the_line_is_kept_alive() -> None:
    line = listening()

    line.says("查账单", ms=900)
    line.wait(400)
    line.final("查账单")
    line.wait(13_000)

    assert line.done(Submit) == [Submit(text="查账单", confidence=0.9)]
    assert line.played[1:] == ["filler_1", "filler_2", "filler_3"]


def test_a_quick_answer_needs_no_filler() -> None:
    line = listening()

    line.says("查账单", ms=900)
    line.wait(400)
    line.final("查账单")
    line.wait(500)
    line.answer(LONG)
    line.wait(1_000)

    assert line.played == ["greeting", "long"]


def test_an_answer_waits_for_the_filler_to_end() -> None:
    line = listening()
    line.says("查账单", ms=900)
    line.wait(400)
    line.final("查账单")
    line.wait(900)

    line.answer(LONG)
    assert line.played[-1] == "filler_1"
    line.wait(3_000)

    assert line.played[-1] == "long"
    assert not line.done(Flush)


def test_a_short_answer_that_no_one_saw_begin_counts() -> None:
    line = listening(CONFIRM)

    line.tell(PartlyHeard(text="是"))
    line.wait(300)

    assert line.phase is Phase.FINISHING


def test_a_turn_without_end_is_ended() -> None:
    line = listening()

    line.tell(SpeechStarted())
    line.wait(20_000)

    assert line.phase is Phase.FINISHING


def test_words_over_the_bot_stop_it() -> None:
    line = speaking()

    line.tell(SpeechStarted())
    assert line.done(Pause) == [Pause()]
    line.wait(700)
    line.tell(PartlyHeard(text="我要挂失"))
    line.wait(100)

    assert line.done(Flush) == [Flush(utterance_id="long", generation=1)]
    assert line.phase is Phase.CALLER


def test_a_cough_holds_the_bot_for_a_moment() -> None:
    line = speaking()

    line.tell(SpeechStarted())
    line.wait(150)
    line.tell(SpeechStopped())
    line.wait(1_500)

    assert line.done(Resume) == [Resume()]
    assert not line.done(Flush)
    assert line.phase is Phase.BOT


def test_a_cough_that_the_recogniser_rejects_is_over_at_once() -> None:
    line = speaking()

    line.tell(SpeechStarted())
    line.wait(150)
    line.tell(SpeechStopped())
    line.final("")

    assert line.done(ForgetSpeech) and line.done(Resume)


@pytest.mark.parametrize("words", ["嗯", "好的", "嗯嗯，好的", "对对", "ok", "uh-huh"])
def test_a_sound_of_listening_is_no_interruption(words: str) -> None:
    line = speaking()

    line.says(words, ms=500)
    line.final(words)

    assert not line.done(Flush)
    assert line.done(Resume) == [Resume()]


@pytest.mark.parametrize("words", ["好的", "是的", "对"])
def test_the_same_words_answer_a_yes_or_no(words: str) -> None:
    line = speaking(CONFIRM)

    line.says(words, ms=400)
    line.final(words)

    assert line.done(Flush)
    assert line.done(Submit) == [Submit(text=words, confidence=0.9)]


def test_humming_answers_nothing() -> None:
    line = speaking(CONFIRM)

    line.says("嗯", ms=300)
    line.final("嗯")

    assert not line.done(Flush)


def test_long_speech_interrupts_before_a_word_is_known() -> None:
    line = speaking()

    line.tell(SpeechStarted())
    line.wait(800)

    assert line.done(Flush)


def test_a_short_word_that_asks_for_silence_is_heeded() -> None:
    line = speaking()

    line.says("停", ms=100)
    line.final("停")

    assert line.done(Flush)


@pytest.mark.parametrize(("words", "ms"), [("还款", 400), ("转人工", 150)])
def test_words_that_there_was_no_time_to_say_stop_nobody(words: str, ms: int) -> None:
    line = speaking()

    line.says(words, ms=ms)
    line.final(words)

    assert not line.done(Flush)
    assert line.done(Resume) == [Resume()]


def test_two_short_pieces_of_speech_count_together() -> None:
    line = speaking()

    line.says("我要", ms=300)
    line.says("我要还款", ms=300)
    line.final("我要还款")

    assert line.done(Flush)


def test_the_bots_own_echo_is_no_interruption() -> None:
    line = speaking()

    line.tell(SpeechStarted())
    line.tell(PartlyHeard(text="应还一千二百"))

    assert not line.done(Flush)


def test_a_sound_in_the_first_moment_must_last() -> None:
    line = Line()
    line.answer(LONG)
    line.wait(100)

    line.tell(SpeechStarted())
    assert not line.done(Pause)
    line.wait(100)
    line.tell(SpeechStopped())
    line.wait(1_000)

    assert not line.done(Pause)


def test_what_must_be_heard_is_not_interrupted() -> None:
    line = speaking(RISK)

    line.says("等一下我要说话", ms=900)

    assert not line.done(Pause) and not line.done(Flush)


def test_what_was_said_over_it_is_answered_afterwards() -> None:
    line = speaking(RISK)

    line.says("我不办了", ms=900)
    line.wait(1_500)
    line.final("我不办了")

    assert line.done(Submit) == [Submit(text="我不办了", confidence=0.9)]


def test_what_must_be_heard_survives_an_interruption_before_it() -> None:
    line = Line()
    line.answer(LONG, MENU, RISK)
    line.wait(1_000)

    line.says("怎么分期", ms=700)
    line.wait(400)
    line.final("怎么分期")
    line.answer(GREETING)
    line.wait(3_000)

    assert line.played == ["long", "risk", "greeting"]
    assert Heard(utterance_id="menu", heard_ms=0) in line.actions


def test_the_far_end_says_how_much_was_heard() -> None:
    line = speaking()
    line.tell(SpeechStarted())
    line.wait(800)

    line.tell(Flushed(utterance_id="long", heard_ms=940))

    assert Heard(utterance_id="long", heard_ms=940) in line.actions


def test_silence_is_asked_into_twice_and_then_a_human_is_called() -> None:
    line = listening()

    line.wait(60_000)

    assert line.played[1:3] == ["no_input_1", "no_input_2"]
    assert line.done(CallHuman)[0] == CallHuman(why=Why.NO_INPUT)


def test_the_clock_of_silence_starts_when_the_caller_has_heard_all() -> None:
    line = speaking()

    line.wait(len(LONG.text) * 200 - 1_000)
    heard_all = line.now
    line.wait(5_900)
    assert line.played == ["long"]
    line.wait(200)

    assert line.played == ["long", "no_input_1"]
    assert line.log[-1][0] - heard_all == 6_000


def test_what_is_not_understood_is_asked_for_in_other_ways() -> None:
    line = listening()

    for _ in range(3):
        line.says("", ms=500)
        line.wait(500)
        line.final("")
        line.wait(2_500)

    assert line.played[1:3] == ["no_match_1", "no_match_2"]
    assert line.done(CallHuman) == [CallHuman(why=Why.NO_MATCH)]


def test_a_doubtful_transcript_is_not_understood() -> None:
    line = listening()

    line.says("查账单", ms=900)
    line.wait(400)
    line.final("查账单", confidence=0.1)

    assert line.played[-1] == "no_match_1"


def test_success_forgets_the_failures_before_it() -> None:
    line = listening()
    line.says("", ms=500)
    line.wait(500)
    line.final("")
    line.wait(2_500)

    line.says("查账单", ms=900)
    line.wait(400)
    line.final("查账单")

    assert line.state.no_matches == 0


def test_only_humming_is_no_turn() -> None:
    line = listening()

    line.says("嗯", ms=400)
    line.wait(500)
    line.final("嗯")

    assert line.phase is Phase.LISTENING
    assert not line.done(Submit)


def test_a_recogniser_that_never_answers_costs_one_prompt() -> None:
    line = listening()

    line.says("查账单", ms=900)
    line.wait(2_500)

    assert line.played[-1] == "no_match_1"


def test_a_recogniser_that_dies_costs_one_prompt() -> None:
    line = listening()

    line.says("查账单", ms=900)
    line.tell(RecognizerFailed())

    assert line.played[-1] == "no_match_1"


@pytest.mark.parametrize("what", [LONG, CONFIRM, RISK, MENU])
def test_zero_is_a_human_at_any_time(what: Utterance) -> None:
    line = speaking(what)

    line.tell(KeyPressed(key="0"))

    assert line.done(CallHuman) == [CallHuman(why=Why.KEY)]
    assert line.done(Flush)


def test_zero_alone_is_a_human_even_while_digits_are_asked_for() -> None:
    line = listening(PHONE)

    line.tell(KeyPressed(key="0"))
    assert not line.done(CallHuman)
    line.tell(KeyPressed(key="#"))

    assert line.done(CallHuman) == [CallHuman(why=Why.KEY)]


def test_a_number_may_hold_a_zero() -> None:
    line = listening(PHONE)

    for key in "0571123#":
        line.tell(KeyPressed(key=key))

    assert line.done(SubmitKeys) == [SubmitKeys(digits="0571123")]


def test_keys_end_by_themselves_after_a_while() -> None:
    line = listening(PHONE)

    line.tell(KeyPressed(key="1"))
    line.wait(3_900)
    line.tell(KeyPressed(key="2"))
    line.wait(2_900)
    assert not line.done(SubmitKeys)
    line.wait(200)

    assert line.done(SubmitKeys) == [SubmitKeys(digits="12")]


def test_one_key_makes_a_choice() -> None:
    line = speaking(MENU)

    line.tell(KeyPressed(key="2"))

    assert line.done(SubmitKeys) == [SubmitKeys(digits="2")]
    assert line.done(Flush)


def test_star_is_back() -> None:
    line = listening()

    line.tell(KeyPressed(key="*"))

    assert line.done(GoBack) == [GoBack()]
    assert line.phase is Phase.THINKING


def test_star_takes_back_what_was_keyed() -> None:
    line = listening(PHONE)

    for key in "138*139#":
        line.tell(KeyPressed(key=key))

    assert line.done(SubmitKeys) == [SubmitKeys(digits="139")]
    assert not line.done(GoBack)


def test_keys_pressed_over_what_must_be_heard_count_afterwards() -> None:
    line = speaking(RISK)

    line.tell(KeyPressed(key="1"))
    assert not line.done(Flush)
    line.wait(8_000)

    assert line.done(SubmitKeys) == [SubmitKeys(digits="1")]


def test_a_human_takes_the_call_and_the_bot_is_silent() -> None:
    line = speaking()

    line.tell(HumanJoined())
    line.says("喂你好", ms=600)
    line.final("喂你好")
    line.wait(60_000)

    assert line.played == ["long"]
    assert not line.done(Submit)


def test_the_call_comes_back_from_a_human() -> None:
    line = speaking()
    line.tell(HumanJoined())
    line.wait(60_000)

    line.tell(HumanLeft())
    line.answer(GREETING)

    assert line.played == ["long", "greeting"]


def test_a_service_that_never_answers_ends_the_call_with_a_farewell() -> None:
    line = Line()

    line.wait(60_000)

    assert line.played[-1] == "farewell"
    assert line.actions[-1] == HangUp()
    assert line.phase is Phase.CLOSED


def test_a_far_end_that_never_tells_the_end_is_not_waited_for() -> None:
    line = speaking()

    line._ends = None
    line.wait(len(LONG.text) * 200 + 2_000)

    assert line.phase is Phase.LISTENING


def test_a_late_word_about_an_old_utterance_changes_nothing() -> None:
    line = speaking()
    before = line.state

    line.tell(PlayFinished(utterance_id="greeting"))

    assert line.state == before


def test_nothing_happens_in_a_call_that_is_over() -> None:
    line = speaking()

    line.tell(HungUp())
    count = len(line.actions)
    line.answer(GREETING)
    line.tell(KeyPressed(key="0"))
    line.wait(60_000)

    assert line.phase is Phase.CLOSED
    assert len(line.actions) == count
    assert line.state.due_ms is None


def test_a_held_answer_is_said_when_the_caller_said_nothing_after_all() -> None:
    line = listening()
    line.says("查账单", ms=900)
    line.wait(400)
    line.final("查账单")
    line.tell(SpeechStarted())

    line.answer(LONG)
    assert line.played == ["greeting"]
    line.tell(SpeechStopped())
    line.wait(500)
    line.final("")

    assert line.played == ["greeting", "long"]
