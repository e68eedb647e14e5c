"""Turn-taking on what the caller says: starts, stops, words, the last word."""

from dataclasses import replace

from bot.reply import Expects
from bot.transcript import NothingHeard, Transcript
from speech.turn_taking.actions import (
    CallHuman,
    FinishListening,
    ForgetSpeech,
    Submit,
    Why,
)
from speech.turn_taking.interrupting import backchannel, interrupts, plain, time_to_say
from speech.turn_taking.move import Move
from speech.turn_taking.state import Phase, Timer

_OPEN = (Phase.LISTENING, Phase.ENDPOINTING)


def speech_started(move: Move) -> None:
    move.state = replace(move.state, speaking=True, spoke_at=move.now)
    match move.state.phase:
        case Phase.BOT:
            move.state = replace(move.state, voiced=0, turn_at=move.now)
            _spoken_over(move)
        case Phase.SUSPECTED:
            move.clear(Timer.RESUME)
            move.set(Timer.CONFIRM, move.now + move.knobs.confirm)
        case Phase.LISTENING | Phase.ENDPOINTING:
            caller_speaks(move)
        case Phase.THINKING:
            move.flush()
            caller_speaks(move)
        case Phase.CALLER | Phase.FINISHING | Phase.KEYS | Phase.HUMAN | Phase.CLOSED:
            return


def _spoken_over(move: Move) -> None:
    playing = move.state.playing
    if playing is not None and playing.must_hear:
        move.state = replace(move.state, spoke_over=True)
        return
    hears_from = move.state.play_began + move.knobs.deaf
    if move.now < hears_from:
        move.set(Timer.SUSPECT, hears_from)
    else:
        suspect(move)


def suspect(move: Move) -> None:
    """Hold first, then decide: words, or enough speech, make it an interruption."""
    move.clear(Timer.SUSPECT)
    move.hold()
    move.to(Phase.SUSPECTED)
    move.set(Timer.CONFIRM, move.now + move.knobs.confirm)


def speech_stopped(move: Move, silence_ms: int) -> None:
    quiet_since = move.now - silence_ms
    voiced = move.state.voiced + max(quiet_since - move.state.spoke_at, 0)
    move.state = replace(
        move.state, speaking=False, quiet_since=quiet_since, voiced=voiced
    )
    match move.state.phase:
        case Phase.BOT:
            move.clear(Timer.SUSPECT)
        case Phase.SUSPECTED:
            move.clear(Timer.CONFIRM)
            move.set(Timer.RESUME, move.now + move.knobs.resume)
            move.do(FinishListening())
        case Phase.CALLER:
            move.to(Phase.ENDPOINTING)
            _wait_for_end(move)
        case _:
            return


def partly_heard(move: Move, text: str) -> None:
    if move.state.phase in (Phase.HUMAN, Phase.CLOSED, Phase.THINKING, Phase.KEYS):
        return
    move.state = replace(move.state, heard=text)
    match move.state.phase:
        case Phase.SUSPECTED if _voiced(move) >= move.knobs.confirm:
            if _interrupts(move, text):
                interrupted(move)
        case Phase.LISTENING if plain(text):
            caller_speaks(move)
            if not move.state.speaking:
                move.state = replace(move.state, quiet_since=move.now)
                move.to(Phase.ENDPOINTING)
                _wait_for_end(move)
        case Phase.ENDPOINTING:
            _wait_for_end(move)
        case _:
            return


def caller_speaks(move: Move) -> None:
    if move.state.phase not in _OPEN or Timer.LONGEST not in move.state.timers:
        move.set(Timer.LONGEST, move.now + move.knobs.longest_turn)
        move.state = replace(move.state, turn_at=move.now)
    move.clear(Timer.ENDPOINT, Timer.NO_INPUT, Timer.FILLER)
    move.to(Phase.CALLER)


def interrupted(move: Move) -> None:
    move.flush()
    move.drop_queue()
    move.set(Timer.LONGEST, move.now + move.knobs.longest_turn)
    if move.state.speaking:
        move.to(Phase.CALLER)
    else:
        move.to(Phase.ENDPOINTING)
        _wait_for_end(move)


def _wait_for_end(move: Move) -> None:
    since = move.state.quiet_since
    move.set(Timer.ENDPOINT, max(since + _patience(move), move.now))


def _patience(move: Move) -> int:
    """Patient while numbers are dictated, quick after a complete short answer."""
    knobs, words = move.knobs, plain(move.state.heard)
    if move.state.expects in (Expects.DIGITS, Expects.CARD):
        return knobs.endpoint_dictating
    offered = {plain(one) for one in move.state.answers}
    if words in knobs.short_answers or words in offered:
        return knobs.endpoint_short
    lasted = move.state.quiet_since - move.state.turn_at
    asked = words.endswith(knobs.questions)
    return knobs.endpoint if asked or lasted <= knobs.long_turn else knobs.endpoint_long


def finish(move: Move) -> None:
    """The caller has finished: what was it?"""
    move.clear(Timer.ENDPOINT, Timer.LONGEST)
    move.to(Phase.FINISHING)
    move.set(Timer.FINAL, move.now + move.knobs.final)
    move.do(FinishListening())


def recognized(move: Move, transcript: Transcript | NothingHeard) -> None:
    match move.state.phase:
        case Phase.SUSPECTED:
            _decided(move, transcript)
        case Phase.FINISHING | Phase.CALLER | Phase.ENDPOINTING:
            _ended(move, transcript)
        case _:
            return


def _decided(move: Move, transcript: Transcript | NothingHeard) -> None:
    if isinstance(transcript, Transcript) and _said_over(move, transcript.text):
        move.flush()
        move.drop_queue()
        _ended(move, transcript)
    elif not move.state.speaking:
        not_interrupted(move)


def _said_over(move: Move, text: str) -> bool:
    """Words that interrupt, if there was time to say them."""
    needed = time_to_say(text, move.state.expects, move.knobs)
    return _interrupts(move, text) and _voiced(move) >= needed


def _voiced(move: Move) -> int:
    """Milliseconds of speech over the bot's so far."""
    state = move.state
    return state.voiced + (move.now - state.spoke_at if state.speaking else 0)


def not_interrupted(move: Move) -> None:
    move.do(ForgetSpeech())
    move.state = replace(move.state, heard="")
    move.resume()


def _ended(move: Move, transcript: Transcript | NothingHeard) -> None:
    move.clear(Timer.FINAL, Timer.ENDPOINT, Timer.LONGEST)
    match transcript:
        case NothingHeard():
            not_understood(move)
        case Transcript() if not plain(transcript.text):
            not_understood(move)
        case Transcript() if transcript.confidence < move.knobs.least_confidence:
            not_understood(move)
        case Transcript() if _only_hums(move, transcript.text):
            go_on(move)
        case Transcript():
            submit(move, transcript)


def submit(move: Move, transcript: Transcript) -> None:
    move.state = replace(move.state, no_inputs=0, no_matches=0)
    move.drop_queue()
    move.do(Submit(text=transcript.text, confidence=transcript.confidence))
    move.think()


def _only_hums(move: Move, text: str) -> bool:
    yes_no = move.state.expects is Expects.YES_NO
    return plain(text) in move.knobs.hums and not yes_no


def go_on(move: Move) -> None:
    """That was no turn: what waits is said, or the caller is listened to."""
    if move.state.queue:
        move.play_next()
    else:
        move.listen()


def not_understood(move: Move) -> None:
    """Rephrase, then keys, then a human."""
    if move.state.queue:
        move.play_next()
        return
    count = move.state.no_matches + 1
    move.state = replace(move.state, no_matches=count)
    if count >= move.knobs.no_match:
        call_human(move, Why.NO_MATCH)
        return
    move.enqueue((move.prompt(f"no_match_{count}"),))
    move.play_next()


def call_human(move: Move, why: Why) -> None:
    move.state = replace(move.state, no_inputs=0, no_matches=0)
    move.do(CallHuman(why=why))
    move.think()


def _interrupts(move: Move, text: str) -> bool:
    playing = move.state.playing
    saying = playing.text if playing is not None else ""
    return interrupts(text, saying, move.state.expects, move.knobs)


def only_backchannel(move: Move) -> bool:
    words = plain(move.state.heard)
    return bool(words) and backchannel(words, move.knobs)
