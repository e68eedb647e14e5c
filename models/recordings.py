"""Calls as they are kept: what was said and how much was heard of it, recordings."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.message import Author
from models.call_tables import RecordingRow, SpokenRow
from models.database import Database

MOST_SPOKEN = 2_000
"""Utterances of one call that are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One utterance of a call; times are milliseconds since the call began."""

    tenant_id: str
    conversation_id: str
    name: str
    """Unique within its call."""
    who: Author
    seq: int = 0
    """Of the message that it says; 0 for a sentence of the call's own."""
    part: int = 0
    """Place within that message's reply."""
    prompt: str = ""
    """Name of the call's own sentence."""
    starts_ms: int
    ends_ms: int
    characters: int
    """Of what was said, as it is written."""
    heard_characters: int
    up_to: str = ""
    """The last words that were heard; empty when all of it was, or nothing."""

    @property
    def cut_off(self) -> bool:
        return self.heard_characters < self.characters


class RecordingState(StrEnum):
    RUNNING = "running"
    KEPT = "kept"
    DECLINED = "declined"
    """The caller did not want it: nothing of it is left."""
    EXPIRED = "expired"
    """It was kept as long as it may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Of one call; its sound lies elsewhere, under this id."""

    tenant_id: str
    id: str
    conversation_id: str
    began_at: datetime
    rate: int
    milliseconds: int = 0
    state: RecordingState = RecordingState.RUNNING
    gaps: tuple[tuple[int, int], ...] = ()
    """Begin and end of each silence that hides a secret."""


class SqlCalls:
    """What is written down of calls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def say(self, spoken: Spoken) -> None:
        """What is told later of the same utterance replaces what was told before."""
        row = SpokenRow(
            tenant_id=spoken.tenant_id,
            conversation_id=spoken.conversation_id,
            name=spoken.name,
            who=spoken.who.value,
            seq=spoken.seq,
            part=spoken.part,
            prompt=spoken.prompt,
            starts_ms=spoken.starts_ms,
            ends_ms=spoken.ends_ms,
            characters=spoken.characters,
            heard_characters=spoken.heard_characters,
            up_to=spoken.up_to,
        )
        self._database.write(lambda session: session.merge(row))

    def spoken(self, tenant_id: str, conversation_id: str) -> tuple[Spoken, ...]:
        """In the order in which it began."""
        query = (
            select(SpokenRow)
            .where(
                SpokenRow.tenant_id == tenant_id,
                SpokenRow.conversation_id == conversation_id,
            )
            .order_by(SpokenRow.starts_ms, SpokenRow.name)
            .limit(MOST_SPOKEN)
        )
        return self._database.read(
            lambda session: tuple(_spoken_of(row) for row in session.scalars(query))
        )

    def keep(self, recording: Recording) -> None:
        row = RecordingRow(
            tenant_id=recording.tenant_id,
            id=recording.id,
            conversation_id=recording.conversation_id,
            began_at=recording.began_at,
            rate=recording.rate,
            milliseconds=recording.milliseconds,
            state=recording.state.value,
            gaps=[list(gap) for gap in recording.gaps],
        )
        self._database.write(lambda session: session.merge(row))

    def recording(self, tenant_id: str, conversation_id: str) -> Recording | None:
        """The last one of this conversation."""
        query = (
            select(RecordingRow)
            .where(
                RecordingRow.tenant_id == tenant_id,
                RecordingRow.conversation_id == conversation_id,
            )
            .order_by(RecordingRow.began_at.desc(), RecordingRow.id)
            .limit(1)
        )

        def find(session: Session) -> Recording | None:
            row = session.scalar(query)
            return _recording_of(row) if row else None

        return self._database.read(find)

    def kept_before(self, tenant_id: str, until: datetime) -> tuple[Recording, ...]:
        """Those that began before a moment and whose sound is still there."""
        query = select(RecordingRow).where(
            RecordingRow.tenant_id == tenant_id,
            RecordingRow.began_at < until,
            RecordingRow.state.in_(
                (RecordingState.KEPT.value, RecordingState.RUNNING.value)
            ),
        )
        return self._database.read(
            lambda session: tuple(_recording_of(row) for row in session.scalars(query))
        )


def _spoken_of(row: SpokenRow) -> Spoken:
    return Spoken(
        tenant_id=row.tenant_id,
        conversation_id=row.conversation_id,
        name=row.name,
        who=Author(row.who),
        seq=row.seq,
        part=row.part,
        prompt=row.prompt,
        starts_ms=row.starts_ms,
        ends_ms=row.ends_ms,
        characters=row.characters,
        heard_characters=row.heard_characters,
        up_to=row.up_to,
    )


def _recording_of(row: RecordingRow) -> Recording:
    return Recording(
        tenant_id=row.tenant_id,
        id=row.id,
        conversation_id=row.conversation_id,
        began_at=row.began_at,
        rate=row.rate,
        milliseconds=row.milliseconds,
        state=RecordingState(row.state),
        gaps=tuple((begin, end) for begin, end in row.gaps),
    )
