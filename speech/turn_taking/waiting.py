"""Turn-taking on time alone: what is done when a timer is due."""

from dataclasses import replace

from speech.turn_taking import keying
from speech.turn_taking.actions import ForgetSpeech, Why
from speech.turn_taking.hearing import (
    call_human,
    finish,
    interrupted,
    not_interrupted,
    not_understood,
    only_backchannel,
    suspect,
)
from speech.turn_taking.move import Move
from speech.turn_taking.playing import played
from speech.turn_taking.state import Phase, Timer


def due(move: Move) -> None:
    """Every timer that is due, the earliest first; each fires once."""
    for _ in Timer:
        late = {at: one for one, at in move.state.timers.items() if at <= move.now}
        if not late:
            return
        timer = late[min(late)]
        move.clear(timer)
        _fire(move, timer)


def _fire(move: Move, timer: Timer) -> None:  # noqa: C901  one line for each timer
    match timer:
        case Timer.PLAYING:
            played(move)
        case Timer.SUSPECT:
            suspect(move)
        case Timer.CONFIRM:
            _spoken_long_enough(move)
        case Timer.RESUME:
            not_interrupted(move)
        case Timer.ENDPOINT | Timer.LONGEST:
            finish(move)
        case Timer.FINAL:
            move.do(ForgetSpeech())
            not_understood(move)
        case Timer.NO_INPUT:
            _nothing_said(move)
        case Timer.FILLER:
            _still_thinking(move)
        case Timer.KEYS:
            keying.done(move)


def _spoken_long_enough(move: Move) -> None:
    if not only_backchannel(move):
        interrupted(move)
    else:
        move.set(Timer.RESUME, move.now + move.knobs.resume)


def _nothing_said(move: Move) -> None:
    """Asked again in other words, then with keys, then a human."""
    count = move.state.no_inputs + 1
    move.state = replace(move.state, no_inputs=count)
    if count >= len(move.knobs.no_input):
        call_human(move, Why.NO_INPUT)
        return
    move.enqueue((move.prompt(f"no_input_{count}"),))
    move.play_next()


def _still_thinking(move: Move) -> None:
    count = move.state.fillers
    if count >= len(move.knobs.fillers):
        _give_up(move)
        return
    move.play_aside(f"filler_{count + 1}")
    move.state = replace(move.state, fillers=count + 1)
    later = (*move.knobs.fillers, move.knobs.given_up)[count + 1]
    move.set(Timer.FILLER, max(move.state.thinking_since + later, move.now + 1))


def _give_up(move: Move) -> None:
    """Said goodbye to, never left on a dead line."""
    move.flush()
    move.drop_queue(everything=True)
    move.enqueue((move.prompt("farewell", must_hear=True),))
    move.play_next()
    move.state = replace(move.state, leaving=True)


def close(move: Move) -> None:
    move.flush()
    move.drop_queue(everything=True)
    move.clear(*Timer)
    move.to(Phase.CLOSED)
