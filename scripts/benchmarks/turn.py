"""A text turn on the demo bank: from the message to the stored reply."""

import csv
import os
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from api.cli.banks import with_pack
from api.rooms import Rooms
from api.settings import read_settings
from bot.change import Change, Received
from bot.conversation import Conversation
from bot.message import Author, Channel, Language, Message
from bot.passage import Passage, Question
from bot.ports import ConversationStore, Retriever, Understander
from bot.understanding import Understanding
from scripts.benchmarks.figures import machine, milliseconds, percentile
from scripts.benchmarks.page import Section, table

QUESTIONS = Path(__file__).parents[2] / "tests" / "texts" / "heldout.csv"
WARM_UP = 30
TURNS = 300
GOAL_MS = 60.0
STAGES = ("receive", "understand", "retrieve", "save")


@dataclass(frozen=True, slots=True)
class Watch:
    """How long each stage took, turn by turn."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[stage].append(time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class TimedUnderstander:
    inner: Understander
    watch: Watch

    def understand(self, message: Message) -> Understanding:
        with self.watch.time("understand"):
            return self.inner.understand(message)


@dataclass(frozen=True, slots=True)
class TimedRetriever:
    inner: Retriever
    watch: Watch

    def retrieve(self, question: Question) -> Sequence[Passage]:
        with self.watch.time("retrieve"):
            return self.inner.retrieve(question)

    def passage(self, question: Question, article_id: str) -> Passage | None:
        return self.inner.passage(question, article_id)


@dataclass(frozen=True, slots=True)
class TimedStore:
    inner: ConversationStore
    watch: Watch

    def get(self, tenant_id: str, conversation_id: str) -> Conversation:
        return self.inner.get(tenant_id, conversation_id)

    def receive(self, message: Message) -> Received:
        with self.watch.time("receive"):
            return self.inner.receive(message)

    def save(self, change: Change) -> tuple[Message, ...]:
        with self.watch.time("save"):
            return self.inner.save(change)


def measure() -> Section:
    with tempfile.TemporaryDirectory(prefix="teller-bench-") as folder:
        home = Path(folder)
        rooms = with_pack(read_settings(home=home))
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        try:
            _turns(rooms, _questions(WARM_UP), Watch())
            watch = Watch()
            _turns(rooms, _questions(WARM_UP + TURNS)[WARM_UP:], watch)
        finally:
            rooms.close()
        commits = _bare_commits(home / "bare.db", TURNS)
    return _section(watch, commits)


def _questions(number: int) -> list[str]:
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        rows = [row["question"] for row in csv.DictReader(file)]
    return (rows * (number // len(rows) + 1))[:number]


def _turns(rooms: Rooms, questions: Sequence[str], watch: Watch) -> None:
    store = TimedStore(rooms.records.conversations, watch)
    dialogue = replace(
        rooms.dialogue,
        understander=TimedUnderstander(rooms.understander, watch),
        retriever=TimedRetriever(rooms.retriever, watch),
        store=store,
    )
    for number, question in enumerate(questions):
        message = _message(rooms, _started(rooms), question, number)
        busy = time.process_time()
        with watch.time("whole turn"):
            received = store.receive(message)
            dialogue.handle(received.message, now=rooms.clock())
        watch.seconds["processor"].append(time.process_time() - busy)


def _started(rooms: Rooms) -> Conversation:
    now = rooms.clock()
    conversation = Conversation(
        id=rooms.ids.new(),
        tenant_id=rooms.tenant,
        channel=Channel.WEB,
        language=Language.ZH,
        created_at=now,
    )
    greeting = rooms.steps.greeted(conversation, now)
    rooms.records.conversations.create(conversation, (greeting,))
    return conversation


def _message(
    rooms: Rooms, conversation: Conversation, text: str, number: int
) -> Message:
    return Message(
        id=rooms.ids.new(),
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.id,
        author=Author.CUSTOMER,
        text=text,
        language=conversation.language,
        channel=conversation.channel,
        sent_at=rooms.clock(),
        client_id=f"bench-{number}",
    )


def _bare_commits(path: Path, number: int) -> list[float]:
    """One row, one durable commit: what the disk of this machine costs."""
    seconds = []
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE row (words TEXT)")
        for _ in range(number):
            began = time.perf_counter()
            database.execute("INSERT INTO row VALUES ('a customer said something')")
            seconds.append(time.perf_counter() - began)
    return seconds


def _section(watch: Watch, commits: Sequence[float]) -> Section:
    taken = watch.seconds
    rows = [
        _row("**whole turn**", taken["whole turn"]),
        *(_row(f"of it: {stage}", taken[stage]) for stage in STAGES),
        _row("processor time of the whole turn", taken["processor"]),
        _row("a bare SQLite commit", commits),
    ]
    p95 = percentile(taken["whole turn"], 95) * 1_000
    verdict = "within" if p95 <= GOAL_MS else "above"
    body = f"""
{machine()}.

The process is held on one core, with one thread for linear algebra and the embedded
encoder. {TURNS} questions of `tests/texts/heldout.csv`, each in a
conversation of its own, after {WARM_UP} that do not count; the demo bank; SQLite,
WAL, synchronous=FULL. A turn begins when the message is handed to the records and
ends when the reply is committed; HTTP is not in it.

{table(["milliseconds", "p50", "p95", "p99", "n"], rows)}

p95 is {p95:.1f} ms, {verdict} the goal of {GOAL_MS:.0f} ms. `receive` and `save` are
one durable commit each; the last line is the same disk in the same run with nothing
around it. A stage that a turn did not need (a wish for a human wakes no engine) is
not counted for it. Processor time is what the turn takes from a core: the rest is
waiting for the disk, and for whatever else the machine does.
"""
    return Section(title="Turn: message in, reply stored", body=body)


def _row(name: str, seconds: Sequence[float]) -> list[str]:
    shown = [milliseconds(percentile(seconds, one)) for one in (50, 95, 99)]
    return [name, *shown, str(len(seconds))]
