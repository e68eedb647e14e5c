"""The turn-taking of one call: a state and an event give a state and actions."""

from dataclasses import dataclass

from speech.turn_taking import hearing, keying, playing, waiting
from speech.turn_taking.actions import Action, ForgetSpeech
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
from speech.turn_taking.move import Move
from speech.turn_taking.state import Phase, State, Timer


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    state: State
    actions: tuple[Action, ...]


def begun(*, now_ms: int, knobs: Knobs) -> State:
    """A call just taken: the service owes its greeting."""
    move = Move(State(), now=now_ms, knobs=knobs)
    move.think()
    return move.state


def step(state: State, event: Event, *, now_ms: int, knobs: Knobs) -> Step:
    """What is due by now is done before the event is looked at."""
    move = Move(state, now=now_ms, knobs=knobs)
    if state.phase is not Phase.CLOSED:
        if not isinstance(event, HungUp):
            waiting.due(move)
        _worked_in(move, event)
    return Step(state=move.state, actions=tuple(move.actions))


def _worked_in(move: Move, event: Event) -> None:
    match event:
        case Tick():
            return
        case SpeechStarted():
            hearing.speech_started(move)
        case SpeechStopped():
            hearing.speech_stopped(move, event.silence_ms)
        case PartlyHeard():
            hearing.partly_heard(move, event.text)
        case Recognized():
            hearing.recognized(move, event.transcript)
        case KeyPressed():
            keying.pressed(move, event.key)
        case Answered():
            playing.answered(move, event.utterances)
        case _:
            _about_the_line(move, event)


def _about_the_line(
    move: Move,
    event: PlayStarted
    | PlayFinished
    | Flushed
    | RecognizerFailed
    | HumanJoined
    | HumanLeft
    | HungUp,
) -> None:
    match event:
        case PlayStarted():
            playing.started(move, event.utterance_id, event.duration_ms)
        case PlayFinished():
            playing.finished(move, event.utterance_id)
        case Flushed():
            playing.flushed(move, event.utterance_id, event.heard_ms)
        case RecognizerFailed():
            _recognizer_failed(move)
        case HumanJoined():
            _human_joined(move)
        case HumanLeft():
            _human_left(move)
        case HungUp():
            waiting.close(move)


def _recognizer_failed(move: Move) -> None:
    """One caller is asked once more; nothing else is lost."""
    match move.state.phase:
        case Phase.CALLER | Phase.ENDPOINTING | Phase.FINISHING:
            move.clear(Timer.FINAL, Timer.ENDPOINT, Timer.LONGEST)
            hearing.not_understood(move)
        case Phase.SUSPECTED:
            hearing.not_interrupted(move)
        case _:
            return


def _human_joined(move: Move) -> None:
    move.flush()
    move.drop_queue(everything=True)
    move.clear(*Timer)
    move.do(ForgetSpeech())
    move.to(Phase.HUMAN)


def _human_left(move: Move) -> None:
    if move.state.phase is Phase.HUMAN:
        move.think()
