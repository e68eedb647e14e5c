"""A call on a virtual clock: the machine on one side, a far end and a caller on the
other."""

from collections.abc import Sequence

from bot.transcript import NothingHeard, Transcript
from speech.turn_taking.actions import Action, Flush, Pause, Play, Resume
from speech.turn_taking.events import (
    Answered,
    Event,
    PartlyHeard,
    PlayFinished,
    PlayStarted,
    Recognized,
    SpeechStarted,
    SpeechStopped,
    Tick,
)
from speech.turn_taking.knobs import Knobs
from speech.turn_taking.machine import begun, step
from speech.turn_taking.state import Phase, State
from speech.turn_taking.utterance import Utterance

MS_PER_CHARACTER = 200


class Line:
    """Plays honestly: an utterance takes as long as its text."""

    def __init__(self, knobs: Knobs | None = None) -> None:
        self.knobs = knobs or Knobs()
        self.now = 0
        self.state: State = begun(now_ms=0, knobs=self.knobs)
        self.log: list[tuple[int, Action]] = []
        self._ends: tuple[str, int] | None = None
        self._left = 0

    @property
    def phase(self) -> Phase:
        return self.state.phase

    @property
    def actions(self) -> list[Action]:
        return [action for _, action in self.log]

    def done(self, kind: type[Action]) -> list[Action]:
        return [action for action in self.actions if isinstance(action, kind)]

    def at(self, kind: type[Action]) -> list[int]:
        """When each action of this kind was asked for."""
        return [when for when, action in self.log if isinstance(action, kind)]

    @property
    def played(self) -> list[str]:
        """Ids, or names of prompts, in the order they were begun."""
        return [
            one.utterance.prompt or one.utterance.id
            for one in self.actions
            if isinstance(one, Play)
        ]

    def tell(self, event: Event) -> None:
        done = step(self.state, event, now_ms=self.now, knobs=self.knobs)
        self.state = done.state
        for action in done.actions:
            self.log.append((self.now, action))
            self._heed(action)

    def wait(self, ms: int) -> None:
        """Time passes; timers fire and utterances end when they are due."""
        until = self.now + ms
        while (moment := self._next(until)) is not None:
            self.now = moment
            if self._ends is not None and self._ends[1] <= moment:
                ended, self._ends = self._ends[0], None
                self.tell(PlayFinished(utterance_id=ended))
            else:
                self.tell(Tick())
        self.now = until

    def answer(self, *utterances: Utterance) -> None:
        self.tell(Answered(utterances=utterances))

    def says(self, text: str, *, ms: int, partials: Sequence[str] = ()) -> None:
        """Speech of this length, with its partial transcripts, then 200 ms of quiet."""
        self.tell(SpeechStarted())
        parts = list(partials) or [text]
        for part in parts:
            self.wait(ms // len(parts))
            self.tell(PartlyHeard(text=part))
        self.wait(200)
        self.tell(SpeechStopped(silence_ms=200))

    def final(self, text: str, confidence: float = 0.9) -> None:
        heard = Transcript(text=text, confidence=confidence) if text else NothingHeard()
        self.tell(Recognized(transcript=heard))

    def _next(self, until: int) -> int | None:
        due = self.state.due_ms
        moments = [] if due is None else [max(due, self.now)]
        if self._ends is not None:
            moments.append(self._ends[1])
        first = min(moments, default=until + 1)
        return first if first <= until else None

    def _heed(self, action: Action) -> None:
        match action:
            case Play():
                said = action.utterance
                length = len(said.text or said.prompt) * MS_PER_CHARACTER
                self._ends = (said.id, self.now + length)
                self.tell(PlayStarted(utterance_id=said.id, duration_ms=length))
            case Flush():
                self._ends = None
            case Pause() if self._ends is not None:
                self._left = self._ends[1] - self.now
                self._ends = (self._ends[0], self.now + 10**9)
            case Resume() if self._ends is not None:
                self._ends = (self._ends[0], self.now + self._left)
            case _:
                return
