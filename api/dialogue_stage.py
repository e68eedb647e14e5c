"""The stage: where written dialogues are played, so that nothing played is kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from api.dialogue_bank import Backstage, backstage
from api.records import Records, open_records
from api.rooms import Rooms
from api.secret import Secrets
from api.set_clock import SetClock
from api.settings import Settings
from bot.desk.steps import Steps
from bot.dialogue import Dialogue
from bot.flows.steps import NO_FLOWS, Flows
from bot.ports import Ids
from models.emptying import empty

MEMORY = Path("/dev/shm")  # noqa: S108
"""Where a database costs no disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Every script has a conversation, records, a desk and a bank of its own."""

    dialogue: Dialogue
    steps: Steps
    clock: SetClock
    ids: Ids
    tenant_id: str
    records: Callable[[], Records]
    """Empty ones; what was taken before is empty then, too."""
    backstage: Callable[[Records], Backstage]
    """A fresh bank, as well as can be."""
    flows: Flows = NO_FLOWS
    rooms: Rooms | None = None
    """None: no secure card is ever filled."""

    def dialogue_over(self, records: Records) -> Dialogue:
        return replace(self.dialogue, store=records.conversations, acts=records.acts)


@contextmanager
def rehearsal(rooms: Rooms, clock: SetClock) -> Iterator[Stage]:
    """The rooms, without what they have recorded.

    `clock`: the one that the rooms were joined with.
    """
    flows, levels = rooms.pack.all_flows(), rooms.pack.all_levels()
    with empty_records(rooms.settings, rooms.secrets) as records:
        yield Stage(
            dialogue=replace(rooms.dialogue, flows=flows, levels=levels),
            steps=rooms.steps,
            clock=clock,
            ids=rooms.ids,
            tenant_id=rooms.tenant,
            records=records,
            backstage=lambda own: backstage(rooms.pack, own, clock),
            flows=flows,
            rooms=rooms,
        )


@contextmanager
def empty_records(
    settings: Settings, secrets: Secrets
) -> Iterator[Callable[[], Records]]:
    """Records over a database that is thrown away, emptied whenever they are taken."""
    where = MEMORY if MEMORY.is_dir() else None
    with TemporaryDirectory(prefix="teller-", dir=where) as folder:
        own = {"home": folder, "database_url": f"sqlite:///{folder}/played.db"}
        played = Settings.model_validate(settings.model_dump() | own)
        kept = open_records(played, secrets)

        def records() -> Records:
            empty(kept.database)
            return kept

        try:
            yield records
        finally:
            kept.database.close()
