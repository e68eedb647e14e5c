"""The chronicle of a call: who said what when, and how much of it was heard."""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from api.phone.heard import last_words
from bot.message import Author
from models.recordings import Spoken
from speech.turn_taking.utterance import Utterance

log = logging.getLogger("teller.phone")

_MESSAGE = re.compile(r"m(\d+)(?:\.(\d+))?\Z")
"""The name of an utterance that says a message, or a part of one."""

Timer = Callable[[], float]
Keep = Callable[[Spoken], None]


@dataclass(slots=True)
class Chronicle:
    """One call's; used by its event loop alone."""

    tenant_id: str
    conversation_id: str
    keep: Keep
    """Writes one down; blocking."""
    timer: Timer = time.monotonic
    began: float = field(init=False)
    _due: dict[str, Spoken] = field(default_factory=dict)
    """What is to be said, or is being said."""
    _sounding: set[str] = field(default_factory=set)
    _caller: tuple[int, int] | None = None
    """When the caller began to speak, and last stopped."""
    _rows: "asyncio.Queue[Spoken]" = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self.began = self.timer()

    @property
    def now_ms(self) -> int:
        return self.ms_at(self.timer())

    def ms_at(self, moment: float) -> int:
        return max(int((moment - self.began) * 1_000), 0)

    def expect(self, utterance: Utterance, written: str) -> None:
        """This is to be said; until it sounds, nothing of it was heard."""
        now, found = self.now_ms, _MESSAGE.match(utterance.id)
        seq, part = (found.group(1), found.group(2)) if found else ("0", None)
        self._due[utterance.id] = Spoken(
            tenant_id=self.tenant_id,
            conversation_id=self.conversation_id,
            name=utterance.id,
            who=Author.BOT,
            seq=int(seq),
            part=int(part or 0),
            prompt=utterance.prompt,
            starts_ms=now,
            ends_ms=now,
            characters=len(written),
            heard_characters=0,
        )

    def sounds(self, name: str, moment: float) -> None:
        """A sound of it reaches the caller; the first one counts."""
        if name in self._due and name not in self._sounding:
            self._sounding.add(name)
            self._due[name] = replace(self._due[name], starts_ms=self.ms_at(moment))

    def ended(self, name: str) -> None:
        """The caller has heard all of it."""
        if name in self._due:
            self._over(name, self._due[name].characters, "")

    def cut(self, name: str, written: str, heard: int) -> None:
        """It was stopped; `heard`: an offset into what is written."""
        if name in self._due:
            self._over(name, heard, last_words(written, heard))

    def caller_starts(self) -> None:
        begins = self._caller[0] if self._caller else self.now_ms
        self._caller = (begins, self.now_ms)

    def caller_stops(self, silence_ms: int) -> None:
        if self._caller is not None:
            self._caller = (self._caller[0], max(self.now_ms - silence_ms, 0))

    def caller_forgets(self) -> None:
        """What was heard was no turn."""
        self._caller = None

    def caller_said(self, seq: int, characters: int) -> None:
        """What the caller said, or keyed in, has become this message."""
        begins, ends = self._caller or (self.now_ms, self.now_ms)
        self._caller = None
        self._rows.put_nowait(
            Spoken(
                tenant_id=self.tenant_id,
                conversation_id=self.conversation_id,
                name=f"c{seq}",
                who=Author.CUSTOMER,
                seq=seq,
                starts_ms=begins,
                ends_ms=max(ends, begins),
                characters=characters,
                heard_characters=characters,
            )
        )

    async def run(self) -> None:
        """Writes down what there is, until cancelled."""
        while True:
            await self._write(await self._rows.get())

    async def close(self) -> None:
        """What was never said is written down, too."""
        for name in list(self._due):
            self._over(name, 0, "")
        while not self._rows.empty():
            await self._write(self._rows.get_nowait())

    def _over(self, name: str, heard: int, up_to: str) -> None:
        spoken = self._due.pop(name)
        self._sounding.discard(name)
        whole = heard >= spoken.characters
        self._rows.put_nowait(
            replace(
                spoken,
                ends_ms=max(self.now_ms, spoken.starts_ms),
                heard_characters=min(heard, spoken.characters),
                up_to="" if whole else up_to,
            )
        )

    async def _write(self, spoken: Spoken) -> None:
        await asyncio.to_thread(self._kept, spoken)

    def _kept(self, spoken: Spoken) -> None:
        try:
            self.keep(spoken)
        except Exception:
            log.exception("what was heard could not be written down")
