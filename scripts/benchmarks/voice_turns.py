"""How often the bot is stopped for nothing, and callers cut off, in seeded mixes."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.phone.ears import Ears
from bot.message import Language
from scripts.benchmarks.voice_mixes import RATE, Mix
from speech.engines import Engines
from speech.sound import at_rate
from speech.turn_taking.actions import (
    Action,
    FinishListening,
    ForgetSpeech,
)
from speech.turn_taking.events import (
    Answered,
    Event,
    PlayFinished,
    PlayStarted,
    Tick,
)
from speech.turn_taking.knobs import Knobs
from speech.turn_taking.machine import begun, step
from speech.turn_taking.utterance import Utterance

FRAME_MS = 20
FRAME = RATE * FRAME_MS // 1000 * 2
SETTLED_MS = 1_000
"""The bot has been speaking, or listening, for so long when the mix begins."""
REPLY = Utterance(id="reply", text="您的账单已经发送到您的邮箱请注意查收")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    mix: Mix
    actions: tuple[tuple[int, Action], ...]
    """When each was asked for, on the clock of the mix."""
    bot: bytes
    """What was heard of the bot meanwhile, at 8 kHz."""

    def first(self, kind: type[Action]) -> int | None:
        return next((at for at, one in self.actions if isinstance(one, kind)), None)


class Stage:
    """One mix through the ears of a call and its turn-taking, 20 ms at a time."""

    def __init__(self, engines: Engines) -> None:
        known = Language.ZH in engines.languages
        hears = engines.recognizer if known else None
        self._ears = Ears(engines.activity(), hears, Language.ZH, rate=RATE)
        self._knobs = Knobs(no_input=(60_000, 60_000, 60_000))
        self._now = 0
        self._state = begun(now_ms=0, knobs=self._knobs)
        self._actions: list[tuple[int, Action]] = []
        self._says = _reply(engines)
        self._bot = bytearray()

    def run(self, mix: Mix, *, speaking: bool) -> Trial:
        self._tell(Answered(utterances=(REPLY,)))
        self._tell(PlayStarted(utterance_id=REPLY.id, duration_ms=60_000))
        if not speaking:
            self._tell(PlayFinished(utterance_id=REPLY.id))
        self._now = SETTLED_MS
        self._actions.clear()
        for start in range(0, len(mix.pcm), FRAME):
            self._frame(mix.pcm[start : start + FRAME])
        self._ears.close()
        timed = tuple((at - SETTLED_MS, one) for at, one in self._actions)
        return Trial(mix=mix, actions=timed, bot=bytes(self._bot))

    def _frame(self, pcm: bytes) -> None:
        self._now += FRAME_MS
        self._play()
        for event in self._ears.feed(pcm):
            self._tell(event)
        self._tell(Tick())

    def _play(self) -> None:
        """The reply over and over, unless it is held or was stopped."""
        playing = self._state.playing
        heard = playing is not None and playing.id == REPLY.id
        if not heard or self._state.paused:
            self._bot += bytes(FRAME)
            return
        frame, self._says = self._says[:FRAME], self._says[FRAME:] + self._says[:FRAME]
        self._bot += frame

    def _tell(self, event: Event) -> None:
        done = step(self._state, event, now_ms=self._now, knobs=self._knobs)
        self._state = done.state
        self._ears.over_bot = done.state.playing is not None
        for action in done.actions:
            self._actions.append((self._now, action))
            self._heed(action)

    def _heed(self, action: Action) -> None:
        if isinstance(action, FinishListening):
            self._tell(self._ears.finish())
        elif isinstance(action, ForgetSpeech):
            for event in self._ears.forget():
                self._tell(event)


def _reply(engines: Engines) -> bytes:
    if engines.synthesizer is None:
        return b"\x00\x20" * (FRAME // 2)
    sound = at_rate(engines.synthesizer.say(REPLY.text, Language.ZH), RATE).pcm
    return sound[: len(sound) // FRAME * FRAME]


def trials(engines: Engines, mixes: Sequence[Mix], *, speaking: bool) -> list[Trial]:
    return [Stage(engines).run(mix, speaking=speaking) for mix in mixes]
