"""Learning while serving: in the background, and served only when it is better."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from api import learned
from api.learning_process import WORKER, LearningEnded, LearningProcess
from api.learning_worker import Order, Outcome
from api.metrics import LEARNED, LEARNING
from api.rooms import EMBEDDED, SEED, Rooms, material, silent, wordings
from models.records import Audited
from nlu.build import build_understander
from nlu.training import FEWEST_GROUPS
from nlu.weights import Groups

log = logging.getLogger("teller.learning")

FEW, SHARE = 20, 0.1
"""So many wordings, and such a share of all, must be new or gone."""
QUIET_SECONDS = 3.0
"""Without a publication, before it begins: several often come together."""


class State(StrEnum):
    IDLE = "idle"
    """What is served was learned from about what is published."""
    LEARNING = "learning"
    TAKEN = "taken"
    """Better than before: it is served."""
    REFUSED = "refused"
    """Not better, or not to be proved: the version before is served."""
    FAILED = "failed"
    """It came to no end: the version before is served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """How far it is, or how the last one ended."""

    state: State = State.IDLE
    done: float = 0.0
    note: str = ""
    asked: int = 0
    before: float = 0.0
    """Hit@1 on wordings that neither version had learned from."""
    after: float = 0.0
    began_at: datetime | None = None
    ended_at: datetime | None = None


class Learner:
    """One for each service; `look` is called again and again."""

    def __init__(
        self,
        rooms: Rooms,
        *,
        worker: Sequence[str] = WORKER,
        quiet_seconds: float = QUIET_SECONDS,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rooms = rooms
        self._process = LearningProcess(worker)
        self._quiet = quiet_seconds
        self._timer = timer
        self._status = Learning()
        self._looked = self._seen = -1
        """Revisions: the last that was weighed, the last that was seen."""
        self._seen_at = 0.0
        self._tried: Groups | None = None
        self._thread: threading.Thread | None = None

    @property
    def status(self) -> Learning:
        return self._status

    @property
    def due(self) -> bool:
        """Something was published that was not yet weighed."""
        revision = self._rooms.retriever.revision(self._rooms.tenant)
        return self._rooms.settings.learning and revision != self._looked

    def look(self) -> None:
        """Begins to learn when enough has changed, and nobody publishes any more."""
        if not self._rooms.settings.learning or self._busy():
            return
        revision = self._rooms.retriever.revision(self._rooms.tenant)
        if revision == self._looked:
            return
        if revision != self._seen:
            self._seen, self._seen_at = revision, self._timer()
        if self._timer() - self._seen_at < self._quiet:
            return
        groups = self._published()
        if self._worth(groups):
            self._begin(groups)
        self._looked = revision

    def close(self) -> None:
        self._process.close()
        if self._thread is not None:
            self._thread.join()

    def _busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _published(self) -> Groups:
        rooms = self._rooms
        return wordings(rooms.records.articles.published(rooms.tenant))

    def _worth(self, groups: Groups) -> bool:
        home = self._rooms.settings.home
        known = learned.groups_in(learned.serving(home) / learned.UNDERSTANDING) or ()
        tried = (known, learned.tried(home), self._tried)
        return len(groups) >= FEWEST_GROUPS and all(
            changed(one, groups) for one in tried if one is not None
        )

    def _begin(self, groups: Groups) -> None:
        self._tried = groups
        self._status = Learning(state=State.LEARNING, began_at=self._rooms.clock())
        LEARNING.set(1)
        log.info("learning began", extra={"articles": len(groups)})
        self._thread = threading.Thread(target=self._run, name="learning", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        """A job of its own: whatever goes wrong here, the version before is served."""
        try:
            version = learned.fresh(self._rooms.settings.home)
            outcome = self._process.ended(self._order(version), self._heard)
            if outcome.better:
                self._take(version)
                self._record(version, outcome)
            else:
                groups = self._tried or ()
                learned.keep_tried(self._rooms.settings.home, groups)
            self._ended(_state(outcome), _words(outcome), outcome)
        except LearningEnded as ended:
            self._ended(State.FAILED, str(ended))
        except Exception as wrong:
            log.exception("learning failed")
            self._ended(State.FAILED, type(wrong).__name__)

    def _heard(self, done: float, note: str) -> None:
        self._status = replace(self._status, done=done, note=note)

    def _ended(self, state: State, note: str, outcome: Outcome | None = None) -> None:
        learned.sweep(self._rooms.settings.home)
        found = {} if outcome is None else asdict(outcome)
        found.pop("better", None)
        self._status = replace(
            self._status,
            state=state,
            done=1.0,
            note=note,
            ended_at=self._rooms.clock(),
            **found,
        )
        LEARNING.set(0)
        LEARNED.labels(state.value).inc()
        log.info("learning ended", extra={"state": state.value, "note": note, **found})

    def _order(self, version: Path) -> Order:
        rooms, settings = self._rooms, self._rooms.settings
        return Order(
            home=str(settings.home),
            pack=str(settings.pack),
            tenant=settings.tenant,
            encoder=settings.encoder,
            calibration=rooms.retriever.calibration(rooms.tenant).written().decode(),
            version=str(version),
            database_url=settings.url,
        )

    def _take(self, version: Path) -> None:
        """On disk first, then for the next turn: a crash between finds it whole."""
        rooms = self._rooms
        folder = version / learned.UNDERSTANDING
        named = None
        if rooms.settings.encoder != EMBEDDED:
            named = rooms.understander.encoder
        understander = build_understander(
            folder,
            material(rooms.pack, learned.groups_in(folder) or ()),
            seed=SEED,
            today=lambda: rooms.clock().date(),
            progress=silent,
            encoder=named,
        )
        index = version / learned.INDEX
        prepared = rooms.retriever.prepared(rooms.tenant, understander.encoder, index)
        with prepared as put:
            learned.take(rooms.settings.home, version)
            with rooms.turnstile.closed():
                rooms.understander.adopt(understander)
                put()

    def _record(self, version: Path, outcome: Outcome) -> None:
        rooms = self._rooms
        rooms.records.audit.record(
            Audited(
                tenant_id=rooms.tenant,
                at=rooms.clock(),
                actor="service",
                act="learned",
                subject=version.name,
                detail={"asked": outcome.asked, "after": outcome.after},
            )
        )


def changed(known: Groups, groups: Groups) -> bool:
    """Enough wordings are new, or gone, to learn anew."""
    old = {text for group in known for text in group}
    new = {text for group in groups for text in group}
    return len(old ^ new) >= max(FEW, SHARE * len(new))


def _state(outcome: Outcome) -> State:
    return State.TAKEN if outcome.better else State.REFUSED


def _words(outcome: Outcome) -> str:
    if not outcome.asked or (not outcome.before and not outcome.after):
        return "too few wordings to prove anything by: nothing was replaced"
    found = f"{outcome.before:.1%} before, {outcome.after:.1%} after"
    fate = "taken" if outcome.better else "not better, not taken"
    return f"{fate}: {found}, on {outcome.asked} wordings that neither had learned"
