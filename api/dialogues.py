"""Dialogues played: written conversations run in process, compared turn by turn."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count

from api.clock import Clock
from api.dialogue_differences import Difference, Shown, differences
from api.dialogue_files import CueKind, Script, ScriptTurn
from api.rehearsal import Rehearsal, SetDesk
from bot.action import Inform, MakePromise
from bot.change import Change
from bot.conversation import Conversation
from bot.desk.steps import Agent, Steps
from bot.dialogue import Dialogue
from bot.errors import BotError
from bot.masking import masked
from bot.message import Author, Message, language_of
from bot.reply import Choice
from bot.turn import Turn

AGENT = Agent(id="script", name="小林")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where scripts are played. Every script brings its own conversation and desk."""

    dialogue: Dialogue
    steps: Steps
    clock: Clock
    tenant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    script: Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    script: Script
    difference: Difference


Outcome = Passed | Failed


def play(script: Script, stage: Stage) -> Outcome:
    performance = _Performance(script, stage)
    for number, turn in enumerate(script.turns, start=1):
        difference = performance.differs(turn)
        if difference is not None:
            return Failed(script=script, difference=replace(difference, turn=number))
    return Passed(script=script)


def report(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """The figures, and the first differing turn of each failure."""
    failures = [one for one in outcomes if isinstance(one, Failed)]
    return {
        "passed": len(outcomes) - len(failures),
        "failed": len(failures),
        "failures": [_failure(one) for one in failures],
    }


def _failure(failed: Failed) -> dict[str, object]:
    one = failed.difference
    return {
        "file": failed.script.file,
        "title": failed.script.title,
        "turn": one.turn,
        "said": one.words,
        "differs": one.what,
        "expected": one.expected,
        "got": one.got,
        "why": one.why,
    }


class _Performance:
    """One script on its way through a conversation of its own."""

    def __init__(self, script: Script, stage: Stage) -> None:
        self.stage = stage
        self.now = stage.clock()
        self.numbers = count(1)
        self.store = Rehearsal(
            Conversation(
                id="script",
                tenant_id=stage.tenant_id,
                channel=script.channel,
                language=script.language,
                created_at=self.now,
            )
        )
        self.desk = SetDesk(online=script.agents, ahead=script.ahead)
        self.dialogue = replace(stage.dialogue, store=self.store, desk=self.desk)

    def differs(self, turn: ScriptTurn) -> Difference | None:
        self.now += timedelta(seconds=1)
        try:
            shown = self._shown(turn)
        except BotError as refusal:
            return Difference(
                turn=0,
                words=turn.words,
                what="refused",
                expected=f"{turn.kind} {turn.words}",
                got=str(refusal),
            )
        found = next(differences(turn.expected, shown), None)
        return replace(found, words=turn.words) if found else None

    def _shown(self, turn: ScriptTurn) -> Shown:
        match turn.kind:
            case CueKind.SAID:
                return self._heard(turn.words, "")
            case CueKind.PRESSED:
                choice = self._choice(turn.words)
                return self._heard(choice.title, choice.id)
            case CueKind.WAITS:
                return self._waited(int(turn.words))
            case CueKind.CUSTOMER | CueKind.AGENT | CueKind.AGENT_SAYS:
                return self._saved(self._done(turn))

    def _choice(self, wanted: str) -> Choice:
        talk = self.store.conversation
        for one in talk.choices:
            if wanted in {one.id, one.title}:
                return one
        ways = self.stage.dialogue.wording.choices[talk.language]
        return Choice(id=wanted, title=ways.get(wanted, wanted))

    def _heard(self, words: str, choice: str) -> Shown:
        talk = self.store.conversation
        message = Message(
            id=f"script-{next(self.numbers)}",
            tenant_id=talk.tenant_id,
            conversation_id=talk.id,
            author=Author.CUSTOMER,
            text=masked(words),
            language=language_of(words, talk.language),
            channel=talk.channel,
            sent_at=self.now,
            choice=choice,
        )
        received = self.store.receive(message).message
        turn = self.dialogue.handle(received, now=self.now)
        return _of_turn(turn, self.store.conversation)

    def _waited(self, seconds: int) -> Shown:
        self.now += timedelta(seconds=seconds)
        floor = self.desk.floor("", "", now=self.now)
        change = self.stage.steps.reminded(self.store.conversation, floor, self.now)
        if change is None:
            return Shown(conversation=self.store.conversation)
        return self._saved(change)

    def _done(self, turn: ScriptTurn) -> Change:
        steps, talk = self.stage.steps, self.store.conversation
        if turn.kind is CueKind.AGENT_SAYS:
            key = f"script-{next(self.numbers)}"
            return steps.replied(talk, AGENT, turn.words, key, self.now)
        if turn.kind is CueKind.CUSTOMER:
            return steps.closed(talk, None, self.now)
        deeds: Mapping[str, Callable[[], Change]] = {
            "take": lambda: steps.taken(talk, AGENT, self.now),
            "hand back": lambda: steps.handed_back(talk, AGENT, "", self.now),
            "close": lambda: steps.closed(talk, AGENT, self.now),
            "lose": lambda: steps.requeued(talk, self.now),
        }
        return deeds[turn.words]()

    def _saved(self, change: Change) -> Shown:
        messages = self.store.save(change)
        offered = [m.reply.choices for m in messages if m.reply is not None]
        return Shown(
            conversation=self.store.conversation,
            said="\n\n".join(one.text for one in messages),
            choices=tuple(choice for some in offered for choice in some),
        )


def _of_turn(turn: Turn, conversation: Conversation) -> Shown:
    sources = turn.reply.sources
    return Shown(
        conversation=conversation,
        said=turn.reply.written,
        actions=tuple(_names(turn)),
        source=sources[0].article_id if sources else "",
        choices=turn.reply.choices,
        slots=dict(_slots(turn, conversation)),
        why=turn.why,
    )


def _names(turn: Turn) -> Iterator[str]:
    for action in turn.actions:
        yield type(action).__name__.lower()
        if isinstance(action, Inform):
            yield action.key


def _slots(turn: Turn, conversation: Conversation) -> Iterator[tuple[str, str]]:
    understood = turn.understanding.entities if turn.understanding else ()
    yield from ((entity.kind, entity.value) for entity in reversed(understood))
    if conversation.frame is not None:
        yield from conversation.frame.slots.items()
    for action in turn.actions:
        if isinstance(action, MakePromise):
            yield "contact", action.contact
