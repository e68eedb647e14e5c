"""The recorder of a call: both sides on one timeline, and quiet over a secret."""

import time
from array import array
from collections.abc import Callable
from typing import Final

from speech.audio import SAMPLE_BYTES

LAG_MS: Final = 2_000
"""What is younger may still change: what was sent ahead may never be played."""
JITTER_MS: Final = 120
"""A caller's sound that comes so much too late or too early is not moved."""
BURST_MS: Final = 1_000
AFTER_MS: Final = 300
"""A secret still sounds on the line so long after it was taken."""

Timer = Callable[[], float]
Gap = tuple[int, int]


class _Side:
    """What one side said; its samples from `base` on."""

    def __init__(self, rate: int) -> None:
        self._per_ms = rate // 1_000
        self._sound = array("h")
        self._base = 0

    @property
    def end_ms(self) -> int:
        return (self._base + len(self._sound)) // self._per_ms

    def put(self, at_ms: int, pcm: bytes) -> None:
        """From this moment on; what lay behind it is gone, what lies before is kept."""
        self.trim(at_ms)
        self._pad(at_ms)
        self.add(pcm)

    def add(self, pcm: bytes) -> None:
        self._sound.frombytes(pcm[: len(pcm) - len(pcm) % SAMPLE_BYTES])

    def trim(self, at_ms: int) -> None:
        kept = max(at_ms * self._per_ms - self._base, 0)
        del self._sound[kept:]

    def take(self, until_ms: int) -> "array[int]":
        """What lies before a moment; quiet where nothing was said."""
        self._pad(until_ms)
        size = until_ms * self._per_ms - self._base
        taken = self._sound[:size]
        del self._sound[:size]
        self._base += size
        return taken

    def _pad(self, until_ms: int) -> None:
        missing = until_ms * self._per_ms - self._base - len(self._sound)
        if missing > 0:
            self._sound.frombytes(bytes(missing * SAMPLE_BYTES))


class Recorder:
    """One call's; used by its event loop alone. It does nothing until it begins."""

    def __init__(
        self, rate: int, timer: Timer = time.monotonic, began: float | None = None
    ) -> None:
        """`began`: when the call did; what lies before the recorder begins is quiet."""
        self.rate = rate
        self.on = False
        self._timer = timer
        self._began = timer() if began is None else began
        self._taken_ms = 0
        self._caller, self._ours = _Side(rate), _Side(rate)
        self._gaps: list[Gap] = []
        self._hidden: int | None = None
        """Since when a secret may be heard."""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        hidden = self._hidden
        open_ = () if hidden is None else ((hidden, max(self._now_ms, hidden)),)
        return (*self._gaps, *open_)

    @property
    def milliseconds(self) -> int:
        """Taken so far."""
        return self._taken_ms

    def begin(self) -> None:
        self.on = True

    def stop(self) -> None:
        self.on = False

    def hear(self, pcm: bytes) -> None:
        """Of the caller, now."""
        if not self.on:
            return
        late = self._now_ms - self._caller.end_ms
        if late > JITTER_MS:
            self._caller.put(self._now_ms, pcm)
        elif late > -BURST_MS:
            self._caller.add(pcm)

    def play(self, moment: float, pcm: bytes) -> None:
        """Of our side, as it sounds at a moment."""
        if self.on:
            self._ours.put(max(self._ms_at(moment), self._taken_ms), pcm)

    def cut(self) -> None:
        """What was to be played after this moment never is."""
        if self.on:
            self._ours.trim(self._now_ms)

    def hide(self) -> None:
        """From now on a secret may be said or keyed in."""
        if self._hidden is None:
            self._hidden = self._now_ms

    def show(self) -> None:
        if self._hidden is not None:
            self._gaps.append((self._hidden, self._now_ms + AFTER_MS))
            self._hidden = None

    def take(self, *, everything: bool = False) -> bytes:
        """What was recorded since, as PCM of two channels: caller left, we right."""
        until = self._now_ms if everything else self._now_ms - LAG_MS
        if not self.on or until <= self._taken_ms:
            return b""
        sides = [side.take(until) for side in (self._caller, self._ours)]
        both = array("h", bytes(len(sides[0]) * 2 * SAMPLE_BYTES))
        both[0::2], both[1::2] = sides
        self._silence(both, until)
        self._taken_ms = until
        return both.tobytes()

    def _silence(self, both: "array[int]", until: int) -> None:
        per_ms = self.rate // 1_000 * 2
        hidden = () if self._hidden is None else ((self._hidden, until),)
        for begin, end in (*self._gaps, *hidden):
            first = max(begin, self._taken_ms) - self._taken_ms
            last = min(end, until) - self._taken_ms
            if last > first:
                quiet = bytes((last - first) * per_ms * SAMPLE_BYTES)
                both[first * per_ms : last * per_ms] = array("h", quiet)

    @property
    def _now_ms(self) -> int:
        return self._ms_at(self._timer())

    def _ms_at(self, moment: float) -> int:
        return max(int((moment - self._began) * 1_000), 0)
