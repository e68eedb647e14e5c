"""Turn-taking on what the far end tells of the bot's own speech."""

from dataclasses import replace

from speech.turn_taking import keying
from speech.turn_taking.actions import HangUp, Heard
from speech.turn_taking.hearing import caller_speaks, finish, go_on
from speech.turn_taking.move import LISTENING, Move
from speech.turn_taking.state import Phase, Timer
from speech.turn_taking.utterance import Utterance


def answered(move: Move, utterances: tuple[Utterance, ...]) -> None:
    match move.state.phase:
        case Phase.CLOSED:
            return
        case Phase.HUMAN:
            move.do(*(Heard(utterance_id=one.id, heard_ms=0) for one in utterances))
        case Phase.THINKING:
            move.clear(Timer.FILLER)
            move.enqueue(utterances)
            if move.state.playing is None:
                go_on(move)
        case Phase.LISTENING:
            move.enqueue(utterances)
            move.play_next()
        case _:
            move.enqueue(utterances)


def started(move: Move, utterance_id: str, duration_ms: int) -> None:
    """Now it is known how long the caller will be listening."""
    if not _is_playing(move, utterance_id) or move.state.paused:
        return
    move.state = replace(move.state, play_began=move.now)
    move.set(Timer.PLAYING, move.now + duration_ms + move.knobs.overdue)


def finished(move: Move, utterance_id: str) -> None:
    """Told of anything else but what is being played, it is a lie or late."""
    if _is_playing(move, utterance_id):
        played(move)


def flushed(move: Move, utterance_id: str, heard_ms: int) -> None:
    move.do(Heard(utterance_id=utterance_id, heard_ms=heard_ms))


def played(move: Move) -> None:
    move.clear(Timer.PLAYING, Timer.SUSPECT, Timer.CONFIRM, Timer.RESUME)
    move.state = replace(move.state, playing=None, paused=False)
    match move.state.phase:
        case Phase.BOT if move.state.leaving:
            move.do(HangUp())
            move.clear(*Timer)
            move.to(Phase.CLOSED)
        case Phase.BOT:
            _turn_over(move)
        case Phase.SUSPECTED:
            _spoken_at_the_end(move)
        case Phase.THINKING if Timer.FILLER not in move.state.timers:
            go_on(move)
        case _:
            return


def _turn_over(move: Move) -> None:
    """Keys and words that came over what had to be heard are taken up first."""
    spoke_over = move.state.spoke_over
    move.state = replace(move.state, spoke_over=False)
    if move.state.keys:
        keying.wait(move)
    elif move.state.speaking:
        _caller_goes_on(move)
    elif move.state.queue:
        move.play_next()
    elif spoke_over:
        finish(move)
    else:
        go_on(move)


def _spoken_at_the_end(move: Move) -> None:
    """The bot had said all of it when the caller began: it is the caller's turn."""
    if move.state.speaking:
        _caller_goes_on(move)
    else:
        finish(move)


def _caller_goes_on(move: Move) -> None:
    move.clear(*LISTENING)
    move.to(Phase.LISTENING)
    caller_speaks(move)


def _is_playing(move: Move, utterance_id: str) -> bool:
    playing = move.state.playing
    return playing is not None and playing.id == utterance_id
