"""Finds every promise that was broken between a history of clients and the record.

Pure: the service's own logs are never asked. `lost`, `unexpected` and `doubled` are
those of Jepsen's total-queue checker; what nobody was told about may be there or not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tests.chaos.history import Entry, Kind, Line
from tests.chaos.record import Kept, Record, Row

SILENT = "relay"
"""Actions of a turn that says nothing: an agent is there to answer."""


class Broken(StrEnum):
    LOST = "lost"
    """Acknowledged, and not there."""
    DOUBLED = "doubled"
    """One client's id stored twice."""
    UNEXPECTED = "unexpected"
    """There, though nobody said it."""
    ORDER = "order"
    """Seqs with gaps, or words in another order than they were said."""
    UNANSWERED = "unanswered"
    """A customer's message without its turn, or a turn without its words."""
    DOUBLE_ANSWER = "double answer"
    SPEAKER = "speaker"
    """Words of one who did not hold the conversation."""
    READERS = "readers"
    """A reader saw something else than what is kept."""
    ACK_CHANGED = "ack changed"
    """The same id acknowledged in two ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    broken: Broken
    conversation: str
    words: str


Said = tuple[str, str]
"""Author and the client's own id."""
History = Sequence[Entry]
Checked = Iterator[tuple[Broken, str]]


def check(history: History, record: Record) -> tuple[Finding, ...]:
    told: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in history:
        if entry.conversation:
            told[entry.conversation].append(entry)
    return tuple(
        Finding(broken=broken, conversation=one, words=words)
        for one in sorted(told.keys() | record.keys())
        for checked in CHECKS
        for broken, words in checked(told[one], record.get(one, Kept()))
    )


def nothing_lost(told: History, kept: Kept) -> Checked:
    if not kept.rows and any(entry.kind is Kind.STARTED for entry in told):
        yield Broken.LOST, "the conversation itself"
    stored = {(row.author, row.client_id) for row in kept.rows}
    for said in _acks(told):
        if said not in stored:
            yield Broken.LOST, f"{said} was acknowledged"
    for seq, possible in _judgements(told).items():
        if kept.feedback.get(seq) not in possible:
            yield Broken.LOST, f"feedback on {seq}: {possible} was the last word"


def nothing_doubled(told: History, kept: Kept) -> Checked:
    stored = Counter((row.author, row.client_id) for row in kept.rows if row.client_id)
    for said, times in stored.items():
        if times > 1:
            yield Broken.DOUBLED, f"{said} is there {times} times"


def nothing_invented(told: History, kept: Kept) -> Checked:
    said = {
        (entry.author, entry.key, entry.text)
        for entry in told
        if entry.kind is Kind.SAYS
    }
    for row in kept.rows:
        by_client = row.author in {"customer", "agent"}
        if by_client and (row.author, row.client_id, row.text) not in said:
            yield Broken.UNEXPECTED, f"{row.seq}: {row.author} {row.client_id}"


def in_order(told: History, kept: Kept) -> Checked:
    seqs = [row.seq for row in kept.rows]
    if seqs != list(range(1, len(seqs) + 1)):
        yield Broken.ORDER, f"seqs are not dense: {seqs}"
    highest = 0
    for _, kind, seq in sorted(_moments(told)):
        if kind is Kind.ACKED:
            highest = max(highest, seq)
        elif seq <= highest:
            yield Broken.ORDER, f"{seq} was said after {highest} was acknowledged"
    places = {row.id: row.seq for row in kept.rows}
    turns = [places.get(turn.message_id, 0) for turn in kept.turns]
    for former, latter in pairwise(turns):
        if latter < former:
            yield Broken.ORDER, f"{latter} was answered after {former}"


def all_answered(told: History, kept: Kept) -> Checked:
    turns = {turn.message_id for turn in kept.turns}
    for row in kept.rows:
        answered = row.handled and row.id in turns
        if row.author == "customer" and not answered:
            yield Broken.UNANSWERED, f"{row.seq} has no turn"
    decided, spoken = _decided(kept), _spoken(kept)
    for actions, times in (decided - spoken).items():
        yield Broken.UNANSWERED, f"{times} turns {actions} said nothing"


def answered_once(told: History, kept: Kept) -> Checked:
    for message_id, times in Counter(turn.message_id for turn in kept.turns).items():
        if times > 1:
            yield Broken.DOUBLE_ANSWER, f"{message_id} has {times} turns"
    decided, spoken = _decided(kept), _spoken(kept)
    for actions, times in (spoken - decided).items():
        yield Broken.DOUBLE_ANSWER, f"{actions} was said {times} times too often"


def one_speaker(told: History, kept: Kept) -> Checked:
    owner, holder = "bot", ""
    for row in kept.rows:
        if row.event == "agent_joined":
            holder = row.agent_name
        elif row.author == "bot" and owner == "agent":
            yield Broken.SPEAKER, f"{row.seq}: the bot, while {holder} holds it"
        elif row.author == "agent" and (owner, holder) != ("agent", row.agent_name):
            yield Broken.SPEAKER, f"{row.seq}: {row.agent_name}, while {owner} holds it"
        elif row.author in {"customer", "agent"} and row.owner != owner:
            yield Broken.SPEAKER, f"{row.seq}: words moved it to {row.owner}"
        owner = row.owner


def readers_agree(told: History, kept: Kept) -> Checked:
    stored = {row.seq: row.line for row in kept.rows}
    acked = [(e.at, e.seq) for e in told if e.kind is Kind.ACKED]
    for entry in told:
        if entry.kind is Kind.SAW:
            yield from _seen(entry, stored)
            due = max((seq for at, seq in acked if at < entry.since), default=0)
            last = entry.events[-1].seq if entry.events else entry.after
            if entry.whole and last < due:
                yield Broken.READERS, f"{due} was acknowledged, {last} was shown"


def one_ack(told: History, kept: Kept) -> Checked:
    stored = {(row.author, row.client_id): (row.seq, row.id) for row in kept.rows}
    for said, answers in _acks(told).items():
        if len(answers) > 1:
            yield Broken.ACK_CHANGED, f"{said}: {sorted(answers)}"
        elif stored.get(said) not in {None, *answers}:
            yield Broken.ACK_CHANGED, f"{said}: {answers}, kept as {stored[said]}"


CHECKS = (
    nothing_lost,
    nothing_doubled,
    nothing_invented,
    in_order,
    all_answered,
    answered_once,
    one_speaker,
    readers_agree,
    one_ack,
)


def _acks(told: History) -> Mapping[Said, set[tuple[int, str]]]:
    found: defaultdict[Said, set[tuple[int, str]]] = defaultdict(set)
    for entry in told:
        if entry.kind is Kind.ACKED:
            found[entry.author, entry.key].add((entry.seq, entry.id))
    return found


def _moments(told: History) -> Iterator[tuple[int, Kind, int]]:
    """When each acknowledged thing was first said, and when it was acknowledged."""
    begun: dict[Said, int] = {}
    ended: set[Said] = set()
    for entry in told:
        said = (entry.author, entry.key)
        if entry.kind is Kind.SAYS:
            begun.setdefault(said, entry.at)
        elif entry.kind is Kind.ACKED and said in begun and said not in ended:
            ended.add(said)
            yield begun[said], Kind.SAYS, entry.seq
            yield entry.at, Kind.ACKED, entry.seq


def _judgements(told: History) -> Mapping[int, set[bool]]:
    """What the feedback on a seq may be: the last acknowledged, or unsure later."""
    possible: dict[int, set[bool]] = {}
    for entry in told:
        if entry.kind is Kind.JUDGES and entry.seq in possible:
            possible[entry.seq].add(entry.helpful)
        elif entry.kind is Kind.JUDGED:
            possible[entry.seq] = {entry.helpful}
    return possible


def _decided(kept: Kept) -> Counter[str]:
    return Counter(turn.actions for turn in kept.turns if turn.actions != SILENT)


def _spoken(kept: Kept) -> Counter[str]:
    return Counter(row.action for row in kept.rows if _of_a_turn(row))


def _of_a_turn(row: Row) -> bool:
    return row.action != "" and row.action != SILENT


def _seen(entry: Entry, stored: Mapping[int, Line]) -> Checked:
    for place, event in enumerate(entry.events, start=entry.after + 1):
        if event.seq != place:
            yield Broken.READERS, f"{event.seq} was shown in the place of {place}"
        elif stored.get(place) != event:
            yield Broken.READERS, f"{place} was shown as something else"
