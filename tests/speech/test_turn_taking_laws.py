"""What holds in every call, whatever the caller and the far end do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reply import Expects
from bot.transcript import NothingHeard, Transcript
from speech.turn_taking.actions import Action, Flush, HangUp, Pause, Play, Resume
from speech.turn_taking.events import (
    Answered,
    Event,
    Flushed,
    HumanJoined,
    HumanLeft,
    HungUp,
    KeyPressed,
    PartlyHeard,
    PlayFinished,
    PlayStarted,
    Recognized,
    RecognizerFailed,
    SpeechStarted,
    SpeechStopped,
    Tick,
)
from speech.turn_taking.knobs import Knobs
from speech.turn_taking.machine import begun, step
from speech.turn_taking.state import Phase, State
from speech.turn_taking.utterance import Utterance

pytestmark = pytest.mark.rules

KNOBS = Knobs()
WORDS = st.sampled_from(
    ["", "嗯", "好的", "是", "我要挂失", "停", "查账单", "yes", "stop it"]
)
IDS = st.sampled_from(["a", "b", "c", "d", "prompt-1", "prompt-2"])
UTTERANCES = st.builds(
    Utterance,
    id=IDS,
    text=st.sampled_from(["您好", "本期应还一千元"]),
    must_hear=st.booleans(),
    expects=st.sampled_from(Expects),
    digits=st.sampled_from([0, 4]),
)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Answered, utterances=st.lists(UTTERANCES, max_size=3).map(tuple)),
    st.builds(PlayStarted, utterance_id=IDS, duration_ms=st.integers(0, 8_000)),
    st.builds(PlayFinished, utterance_id=IDS),
    st.builds(Flushed, utterance_id=IDS, heard_ms=st.integers(0, 5_000)),
    st.just(SpeechStarted()),
    st.builds(SpeechStopped, silence_ms=st.just(200)),
    st.builds(PartlyHeard, text=WORDS),
    st.builds(
        Recognized,
        transcript=st.builds(Transcript, text=WORDS, confidence=st.floats(0, 1))
        | st.just(NothingHeard()),
    ),
    st.just(RecognizerFailed()),
    st.builds(KeyPressed, key=st.sampled_from("0123*#x")),
    st.just(HumanLeft()),
    st.just(Tick()),
)
RARE = st.sampled_from([HumanJoined(), HungUp()])
CALLS = st.lists(
    st.tuples(st.integers(0, 4_000), EVENTS | EVENTS | EVENTS | RARE), max_size=60
)


class Watch:
    """Looks at what is asked of the far end, and finds what may never be asked."""

    def __init__(self) -> None:
        self.playing = ""
        self.ends = 0
        self.paused = False
        self.generation = 0
        self.over = False

    def told(self, event: Event, now: int) -> None:
        if self.playing and not self.paused and now >= self.ends:
            self.playing = ""
        if not self.playing or self.paused:
            return
        match event:
            case PlayStarted() if event.utterance_id == self.playing:
                self.ends = now + event.duration_ms + KNOBS.overdue
            case PlayFinished() if event.utterance_id == self.playing:
                self.playing = ""
            case _:
                return

    def asked(self, action: Action, now: int) -> None:
        assert not self.over
        match action:
            case Play():
                assert not self.playing, "two utterances overlap"
                assert action.generation == self.generation, "played after a flush"
                self.playing = action.utterance.id
                self.ends = now + KNOBS.longest_utterance
                self.paused = False
            case Flush():
                assert action.generation == self.generation + 1
                self.generation, self.playing = action.generation, ""
                self.paused = False
            case Pause():
                assert self.playing and not self.paused
                self.paused = True
                self.left = self.ends - now
            case Resume():
                assert self.playing and self.paused, "resumed what was flushed"
                self.paused = False
                self.ends = now + max(self.left, 0)
            case HangUp():
                self.over = True
            case _:
                return


def played_through(calls: list[tuple[int, Event]], watch: Watch) -> tuple[State, int]:
    now, state = 0, begun(now_ms=0, knobs=KNOBS)
    for wait, event in calls:
        now += wait
        state = taken(state, Tick(), now, watch)
        state = taken(state, event, now, watch)
    return state, now


def taken(state: State, event: Event, now: int, watch: Watch) -> State:
    """A paused utterance may end at the far end as well: the machine is told."""
    if isinstance(event, PlayFinished) and watch.paused:
        watch.playing = "" if event.utterance_id == watch.playing else watch.playing
        watch.paused = bool(watch.playing)
    watch.told(event, now)
    done = step(state, event, now_ms=now, knobs=KNOBS)
    for action in done.actions:
        watch.asked(action, now)
    return done.state


@settings(max_examples=150, deadline=None)
@given(calls=CALLS)
def test_no_two_utterances_overlap_and_nothing_is_played_after_a_flush(
    calls: list[tuple[int, Event]],
) -> None:
    played_through(calls, Watch())


@settings(max_examples=150, deadline=None)
@given(calls=CALLS)
def test_a_call_that_is_left_alone_comes_to_an_end(
    calls: list[tuple[int, Event]],
) -> None:
    watch = Watch()
    state, now = played_through(calls, watch)

    for _ in range(60):
        if state.due_ms is None:
            break
        now = max(now, state.due_ms)
        state = taken(state, Tick(), now, watch)

    assert state.phase in (Phase.CLOSED, Phase.HUMAN)


@settings(max_examples=150, deadline=None)
@given(calls=CALLS)
def test_a_call_that_goes_on_always_waits_for_something(
    calls: list[tuple[int, Event]],
) -> None:
    state, _ = played_through(calls, Watch())

    assert (state.due_ms is None) == (state.phase in (Phase.CLOSED, Phase.HUMAN))
