"""A performance: one script on its way through a conversation of its own."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count

from api.acts import ActWorkers
from api.dialogue_cards import Cards, NoCard
from api.dialogue_differences import Shown
from api.dialogue_files import CueKind, Script, ScriptTurn
from api.dialogue_seen import Heard, names, seen
from api.dialogue_stage import Stage
from api.rehearsal import SetDesk
from api.set_clock import OPENING
from bot.acts import ActOutcome
from bot.change import Change
from bot.conversation import Conversation
from bot.desk.steps import Agent
from bot.masking import masked, masked_while_verifying
from bot.message import Author, Message, language_of
from bot.reply import Choice
from bot.turn import Turn
from models.acts import Due

AGENT = Agent(id="script", name="小林")
LONGEST = 20
"""Times that acts may lead to further acts before the customer speaks again."""


class Performance:
    """Made anew for each script; `close` when it is over."""

    def __init__(self, script: Script, stage: Stage) -> None:
        stage.clock.now = OPENING
        self._stage = stage
        self._id = stage.ids.new()
        self._numbers = count(1)
        self._records = stage.records()
        self._store = self._records.conversations
        self._store.create(
            Conversation(
                id=self._id,
                tenant_id=stage.tenant_id,
                channel=script.channel,
                language=script.language,
                created_at=stage.clock(),
            )
        )
        self._desk = SetDesk(online=script.agents, ahead=script.ahead)
        self._dialogue = replace(stage.dialogue_over(self._records), desk=self._desk)
        self._backstage = stage.backstage(self._records)
        self._cards: Cards | None = None
        self._workers = ActWorkers(
            self._records.acts,
            self._backstage.performers,
            stage.clock,
            tell=lambda message: None,
            tenant_id=stage.tenant_id,
            workers=1,
        )
        self._talk = self._store.get(stage.tenant_id, self._id)
        self._last_seq = 0
        self._said: tuple[Message, ...] = ()
        """What has no turn yet."""
        self._turns: list[Turn] = []
        self._acts: list[str] = []
        self._asked, self._late = False, False

    def close(self) -> None:
        self._workers.close()

    def shown(self, turn: ScriptTurn) -> Shown:
        """What one turn of the script brings about. Raises BotError."""
        self._turns, self._acts = [], []
        self._stage.clock.forward(1)
        self._play(turn)
        self._settle()
        return self._seen()

    def _seen(self) -> Shown:
        tenant, now = self._stage.tenant_id, self._stage.clock()
        self._talk = self._store.get(tenant, self._id)
        told = self._store.messages(tenant, self._id, after=self._last_seq)
        self._last_seq = max((one.seq for one in told), default=self._last_seq)
        heard = Heard(turns=tuple(self._turns), acts=tuple(self._acts), told=told)
        return seen(heard, self._talk, self._stage.flows, now)

    def _play(self, turn: ScriptTurn) -> None:
        match turn.kind:
            case CueKind.SAID:
                self._hear(turn.words, "")
            case CueKind.PRESSED:
                choice = self._choice(turn.words)
                self._hear(choice.title, choice.id)
            case CueKind.WAITS:
                self._wait(int(turn.words))
            case CueKind.BANK:
                self._backstage.set(turn.words)
            case CueKind.CLAIMS | CueKind.CODE | CueKind.APP | CueKind.CARD:
                self._fill(turn)
            case CueKind.CUSTOMER | CueKind.AGENT | CueKind.AGENT_SAYS:
                self._save(self._done(turn))

    def _fill(self, turn: ScriptTurn) -> None:
        rooms = self._stage.rooms
        if rooms is None:
            raise NoCard("nobody fills a card on this stage")
        if self._cards is None:
            clock = self._stage.clock
            self._cards = Cards(rooms, self._records, self._backstage, clock)
        self._cards.play(turn.kind, turn.words, self._talk)
        self._said = self._store.unhandled(tenant_id=self._stage.tenant_id)

    def _choice(self, wanted: str) -> Choice:
        talk = self._talk
        for one in talk.choices:
            if wanted in {one.id, one.title}:
                return one
        ways = self._stage.dialogue.wording.choices[talk.language]
        return Choice(id=wanted, title=ways.get(wanted, wanted))

    def _hear(self, words: str, choice: str) -> None:
        talk = self._talk
        message = Message(
            id=self._stage.ids.new(),
            tenant_id=talk.tenant_id,
            conversation_id=talk.id,
            author=Author.CUSTOMER,
            text=_kept(words, talk),
            language=language_of(words, talk.language),
            channel=talk.channel,
            sent_at=self._stage.clock(),
            choice=choice,
        )
        self._said = (self._store.receive(message).message,)

    def _settle(self) -> None:
        """All that was said has its turn, whatever turns asked for is done, and what
        follows from that, to the end."""
        for _ in range(LONGEST):
            said, self._said = self._said, ()
            for one in said:
                self._turns.append(self._dialogue.handle(one, now=self._stage.clock()))
                self._asked |= "requestact" in names(self._turns[-1])
            if self._asked or self._late:
                self._perform()
            if not self._said:
                return

    def _perform(self) -> None:
        self._asked = False
        stage = self._stage
        for one in self._records.acts.due(stage.clock(), tenant_id=stage.tenant_id):
            told = self._workers.settle(one)
            if told is not None:
                self._said = (*self._said, told)
                self._acts.append(self._came_of(one))

    def _came_of(self, due: Due) -> str:
        """The name of the act; with what became of it when that is not well."""
        _, result = self._records.acts.finished(due.act.tenant_id, due.act.id)
        self._late |= result.outcome is ActOutcome.LATE
        if result.outcome is ActOutcome.OK:
            return due.act.name
        return f"{due.act.name}:{result.reason or result.outcome}"

    def _wait(self, seconds: int) -> None:
        clock = self._stage.clock
        clock.forward(seconds)
        floor = self._desk.floor("", "", now=clock())
        change = self._stage.steps.reminded(self._talk, floor, clock())
        if change is not None:
            self._save(change)

    def _save(self, change: Change) -> None:
        self._store.save(change)
        self._asked = bool(change.acts)

    def _done(self, turn: ScriptTurn) -> Change:
        steps, talk, now = self._stage.steps, self._talk, self._stage.clock()
        if turn.kind is CueKind.AGENT_SAYS:
            key = f"script-{next(self._numbers)}"
            return steps.replied(talk, AGENT, turn.words, key, now)
        if turn.kind is CueKind.CUSTOMER:
            return steps.closed(talk, None, now)
        deeds: Mapping[str, Callable[[], Change]] = {
            "take": lambda: steps.taken(talk, AGENT, now),
            "hand back": lambda: steps.handed_back(talk, AGENT, "", now),
            "close": lambda: steps.closed(talk, AGENT, now),
            "lose": lambda: steps.requeued(talk, now),
        }
        return deeds[turn.words]()


def _kept(words: str, talk: Conversation) -> str:
    """What becomes of typed words before anything else sees them."""
    if talk.verification.request:
        return masked_while_verifying(words)
    return masked(words)
