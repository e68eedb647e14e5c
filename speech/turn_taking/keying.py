"""Turn-taking on keys: 0 is a human, * is back, # is done, digits are collected."""

from dataclasses import replace

from bot.reply import Expects
from speech.turn_taking.actions import ForgetSpeech, GoBack, SubmitKeys, Why
from speech.turn_taking.hearing import call_human
from speech.turn_taking.move import Move
from speech.turn_taking.state import Phase, Timer

KEYS = frozenset("0123456789*#")
_DIGITS = (Expects.DIGITS, Expects.CARD)
_MOST = 32
"""Digits in one entry; more are not taken."""


def pressed(move: Move, key: str) -> None:
    if key not in KEYS or move.state.phase in (Phase.HUMAN, Phase.CLOSED):
        return
    if key == "0" and _means_human(move):
        _stop(move)
        call_human(move, Why.KEY)
    elif _must_hear(move):
        _keep(move, key)
    else:
        _taken(move, key)


def _means_human(move: Move) -> bool:
    """While digits are asked for, 0 is one of them; alone it is a human still."""
    return not move.state.keys and move.state.expects not in _DIGITS


def _must_hear(move: Move) -> bool:
    playing = move.state.playing
    return playing is not None and playing.must_hear


def _keep(move: Move, key: str) -> None:
    """Taken up when what must be heard has been heard."""
    if key.isdigit() and len(move.state.keys) < _MOST:
        move.state = replace(move.state, keys=move.state.keys + key)


def _taken(move: Move, key: str) -> None:
    _stop(move)
    match key:
        case "*" if move.state.keys:
            move.listen()
        case "*":
            move.do(GoBack())
            move.think()
        case "#":
            done(move)
        case _:
            _collect(move, key)


def _stop(move: Move) -> None:
    """Any key stops the bot, and what was being said by the caller."""
    speaks = (Phase.CALLER, Phase.ENDPOINTING, Phase.FINISHING, Phase.SUSPECTED)
    if move.state.phase in speaks:
        move.do(ForgetSpeech())
    move.flush()
    move.drop_queue()


def _collect(move: Move, key: str) -> None:
    keys = (move.state.keys + key)[:_MOST]
    move.state = replace(move.state, keys=keys, heard="")
    wait(move)
    if len(keys) == (_wanted(move) or -1):
        done(move)


def wait(move: Move) -> None:
    first = len(move.state.keys) == 1
    patience = move.knobs.first_key if first else move.knobs.between_keys
    move.clear(Timer.ENDPOINT, Timer.LONGEST, Timer.FINAL, Timer.NO_INPUT, Timer.FILLER)
    move.to(Phase.KEYS)
    move.set(Timer.KEYS, move.now + patience)


def _wanted(move: Move) -> int:
    single = move.state.expects in (Expects.CHOICE, Expects.YES_NO)
    return move.state.digits_wanted or (1 if single else 0)


def done(move: Move) -> None:
    keys = move.state.keys
    move.clear(Timer.KEYS)
    if not keys:
        move.listen()
    elif keys == "0":
        call_human(move, Why.KEY)
    else:
        move.state = replace(move.state, no_inputs=0, no_matches=0)
        move.do(SubmitKeys(digits=keys))
        move.think()
