"""One move of a call: the state while an event is worked in, the actions so far."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from speech.turn_taking.actions import Action, Flush, Heard, Pause, Play, Resume
from speech.turn_taking.knobs import Knobs
from speech.turn_taking.state import Phase, State, Timer
from speech.turn_taking.utterance import Utterance

LISTENING = (Timer.ENDPOINT, Timer.LONGEST, Timer.FINAL, Timer.NO_INPUT, Timer.KEYS)
SUSPICION = (Timer.SUSPECT, Timer.CONFIRM, Timer.RESUME)


class Move:
    def __init__(self, state: State, *, now: int, knobs: Knobs) -> None:
        self.state = state
        self.now = now
        self.knobs = knobs
        self.actions: list[Action] = []

    def do(self, *actions: Action) -> None:
        self.actions.extend(actions)

    def to(self, phase: Phase) -> None:
        self.state = replace(self.state, phase=phase)

    def set(self, timer: Timer, at: int) -> None:
        self._timers({**self.state.timers, timer: at})

    def clear(self, *timers: Timer) -> None:
        left = {k: v for k, v in self.state.timers.items() if k not in timers}
        self._timers(left)

    def _timers(self, timers: Mapping[Timer, int]) -> None:
        self.state = replace(self.state, timers=MappingProxyType(dict(timers)))

    def enqueue(self, utterances: Iterable[Utterance]) -> None:
        self.state = replace(self.state, queue=(*self.state.queue, *utterances))

    def play_next(self) -> None:
        """The first of the queue, if nothing is being played."""
        if self.state.playing is not None or not self.state.queue:
            return
        first, *rest = self.state.queue
        self.clear(*LISTENING, *SUSPICION, Timer.FILLER)
        self.state = replace(
            self.state,
            phase=Phase.BOT,
            queue=tuple(rest),
            expects=first.expects,
            answers=first.answers,
            digits_wanted=first.digits,
        )
        self._play(first)

    def play_aside(self, prompt: str) -> None:
        """A filler: the phase stays, the service is still at work."""
        if self.state.playing is None:
            self._play(self.prompt(prompt))

    def prompt(self, name: str, *, must_hear: bool = False) -> Utterance:
        """A sentence of the service's own; the question before it stays open."""
        count = self.state.prompts + 1
        self.state = replace(self.state, prompts=count)
        return Utterance(
            id=f"prompt-{count}",
            prompt=name,
            must_hear=must_hear,
            expects=self.state.expects,
            answers=self.state.answers,
            digits=self.state.digits_wanted,
        )

    def _play(self, utterance: Utterance) -> None:
        self.do(Play(utterance=utterance, generation=self.state.generation))
        self.state = replace(
            self.state,
            playing=utterance,
            play_began=self.now,
            play_left=self.knobs.longest_utterance,
            paused=False,
        )
        self.set(Timer.PLAYING, self.now + self.knobs.longest_utterance)

    def hold(self) -> None:
        left = self.state.timers.get(Timer.PLAYING, self.now) - self.now
        self.state = replace(self.state, paused=True, play_left=max(left, 0))
        self.clear(Timer.PLAYING)
        self.do(Pause())

    def resume(self) -> None:
        self.state = replace(self.state, paused=False, phase=Phase.BOT)
        self.clear(*SUSPICION)
        self.set(Timer.PLAYING, self.now + self.state.play_left)
        self.do(Resume())

    def flush(self) -> None:
        """Nothing that was meant to be played before is played after this."""
        if self.state.playing is not None:
            generation = self.state.generation + 1
            was = self.state.playing.id
            self.do(Flush(utterance_id=was, generation=generation))
            self.state = replace(
                self.state, playing=None, paused=False, generation=generation
            )
        self.clear(Timer.PLAYING, *SUSPICION)

    def drop_queue(self, *, everything: bool = False) -> None:
        """What the caller has gone past; what must be heard stays."""
        kept = () if everything else tuple(u for u in self.state.queue if u.must_hear)
        for one in self.state.queue:
            if one not in kept:
                self.do(Heard(utterance_id=one.id, heard_ms=0))
        self.state = replace(self.state, queue=kept)

    def listen(self) -> None:
        """The caller's turn: nobody has said anything yet."""
        self.clear(*LISTENING, *SUSPICION, Timer.FILLER)
        self.state = replace(self.state, phase=Phase.LISTENING, heard="", keys="")
        rung = min(self.state.no_inputs, len(self.knobs.no_input) - 1)
        self.set(Timer.NO_INPUT, self.now + self.knobs.no_input[rung])

    def think(self) -> None:
        """The service is asked: fillers keep the line alive until it answers."""
        self.clear(*LISTENING, *SUSPICION)
        self.state = replace(
            self.state,
            phase=Phase.THINKING,
            thinking_since=self.now,
            fillers=0,
            heard="",
            keys="",
        )
        self.set(Timer.FILLER, self.now + self.knobs.fillers[0])
