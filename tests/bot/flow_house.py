"""A house with flows: a dialogue, a bank, the secret path and an agent, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.action import Action
from bot.change import Change, carries_on
from bot.conversation import Conversation, Frame
from bot.desk.proving import handed_back_to_prove
from bot.desk.steps import Agent, Steps
from bot.dialogue import Dialogue
from bot.flows.effects import after
from bot.flows.journey import Journey
from bot.flows.scene import Scene
from bot.flows.steps import Flows
from bot.levels import load_levels
from bot.message import Author, Event, Language, Message, language_of
from bot.reply import Choice
from bot.turn import Turn
from bot.understanding import Intent, Understanding
from bot.verification import Assurance, Factor, Proof
from nlu.entities import find_entities
from tests.bot.flow_bank import TestBank
from tests.bot.flow_samples import FLOWS
from tests.bot.samples import RULES, TALK, WORDING, article
from tests.fakes import NOW, TENANT, CountingIds, FakeRetriever, MemoryDesk, said
from tests.fakes_acts import MemoryActs
from tests.fakes_store import MemoryConversationStore

LIN = Agent(id="a1", name="小林")
FEE = article("IN-1", "分期手续费怎么收？", "每期0.5%。")
FEE = replace(FEE, text=replace(FEE.text, similar_questions=("手续费标准",)))
HOURS = article("GE-1", "你们几点下班？", "17点下班。")
INTENTS = {
    "账单分期": "instalment",
    "我要分期": "instalment",
    "分期": "instalment",
    "instalment": "instalment",
    "查账单": "bill",
    "账单多少": "bill",
    "my bill": "bill",
    "冻结": "freeze",
    "不是我刷的": "dispute",
    "贷款": "loan",
    "谢谢": "thanks",
    "得嘞": "affirm",
    "免了": "deny",
    "会喘气的": "human_request",
    "啥来着": "repeat",
    "预约回电": "callback_request",
}
"""By words that are in the text: the intent that is understood, the first that fits."""


@dataclass
class WordsUnderstander:
    """Knows intents by words, and entities by the rules of nlu/."""

    sureness: float = 0.9

    def understand(self, message: Message) -> Understanding:
        text = message.text.lower()
        found = [name for words, name in INTENTS.items() if words in text]
        return Understanding(
            normalized=text,
            language=language_of(text, message.language),
            intents=tuple(
                Intent(name=one, confidence=self.sureness) for one in found[:1]
            ),
            entities=find_entities(text, today=date(2026, 3, 2)),
        )


@dataclass
class FlowHouse:
    bank: TestBank = field(default_factory=TestBank)
    store: MemoryConversationStore = field(default_factory=MemoryConversationStore)
    flows: Flows = FLOWS
    now: datetime = NOW
    number: int = 0

    def __post_init__(self) -> None:
        self.ids = CountingIds()
        self.acts = MemoryActs(self.store)
        self.retriever = FakeRetriever(FEE, HOURS)
        self.understander = WordsUnderstander()
        self.store.create(TALK)
        self.reopen()

    def reopen(self) -> None:
        """Nothing but the store is kept, as for a customer who comes by another tab."""
        self.dialogue = Dialogue(
            understander=self.understander,
            retriever=self.retriever,
            store=self.store,
            desk=MemoryDesk(),
            ids=self.ids,
            rules=RULES,
            wording=WORDING,
            flows=self.flows,
            levels=load_levels(),
            acts=self.acts,
        )
        self.steps = Steps(ids=self.ids, rules=RULES, wording=WORDING, flows=self.flows)

    @property
    def talk(self) -> Conversation:
        return self.store.get(TENANT, "c1")

    @property
    def frame(self) -> Frame | None:
        return self.talk.frame

    @property
    def where(self) -> str:
        return self.talk.open_flow

    def hear(self, text: str, *, choice: str = "", settle: bool = True) -> str:
        """What the customer reads upon these words, and upon all that follows."""
        before = self.store.last_seq(TENANT, "c1")
        self.turn(text, choice=choice)
        if settle:
            self.settle()
        return self.read(before + 1)

    def turn(self, text: str, *, choice: str = "") -> Turn:
        self.number += 1
        message = said(text, choice=choice, number=self.number)
        message = replace(
            message,
            sent_at=self.now,
            language=language_of(text, self.talk.language),
        )
        return self.dialogue.handle(self.store.receive(message).message, now=self.now)

    def settle(self) -> None:
        """The bank does what it was asked for, until nothing is left."""
        while due := [one.act for one in self.acts.due(self.now)]:
            for act in due:
                result = self.bank.perform(act)
                told = self.acts.finish(
                    act, result, now=self.now, again_at=self.now + timedelta(hours=1)
                )
                if told is not None:
                    self.dialogue.handle(told, now=self.now)

    def read(self, after: int) -> str:
        told = self.store.messages(TENANT, "c1", after=after)
        shown = [one for one in told if one.author is not Author.CUSTOMER and one.text]
        return "\n".join(one.text for one in shown)

    def prove(self, settle: bool = True) -> str:
        """The customer does on the secret path what the open request asks for."""
        request = self.store.requests[-1]
        assert self.talk.verification.request == request.id
        known = self.talk.verification
        proofs = known.proofs
        if request.required is Assurance.L0:
            known = replace(known, claim=request.id)
            self.store.claims[request.id] = "C0001"
        else:
            bound = request.required is Assurance.L3
            act, digest = (request.act, request.digest) if bound else ("", "")
            proof = Proof(
                factor=Factor.APP if bound else Factor.CODE,
                assurance=request.required,
                proved_at=self.now,
                used_at=self.now,
                idle_seconds=600,
                expires_at=self.now + timedelta(minutes=30),
                act=act,
                digest=digest,
            )
            known = replace(known, subject="C0001", proofs=(*proofs, proof))
        return self.carried(Event.VERIFIED, replace(known, request=""), settle)

    def fail_proof(self, how: str = "") -> str:
        known = replace(self.talk.verification, request="")
        return self.carried(Event.NOT_VERIFIED, known, True, how)

    def carried(
        self, event: Event, verification: object, settle: bool, how: str = ""
    ) -> str:
        before = self.store.last_seq(TENANT, "c1")
        changed = replace(self.talk, verification=verification)  # type: ignore[arg-type]
        self.store.save(Change(conversation=changed))
        key = f"{event}{before}:{how}"
        message = carries_on(self.talk, event, key=key, message_id=key, now=self.now)
        self.dialogue.handle(self.store.receive(message).message, now=self.now)
        if settle:
            self.settle()
        return self.read(before)

    def offer(self, choices: tuple[Choice, ...]) -> None:
        self.store.save(Change(conversation=replace(self.talk, choices=choices)))

    def journey(self, conversation: Conversation) -> Journey:
        return Journey(
            flows=self.flows,
            scene=Scene(
                conversation=conversation,
                levels=load_levels(),
                ids=self.ids,
                now=self.now,
            ),
            language=Language.ZH,
            wording=WORDING,
        )

    def kept(self, actions: Sequence[Action]) -> tuple[Frame, ...]:
        """The open flows after these actions."""
        return after(self.talk, actions).frames

    def take(self) -> None:
        self.store.save(self.steps.taken(self.talk, LIN, self.now))

    def hand_back(self) -> str:
        before = self.store.last_seq(TENANT, "c1")
        self.store.save(self.steps.handed_back(self.talk, LIN, "", self.now))
        self.settle()
        return self.read(before)

    def hand_back_to_prove(self) -> str:
        before = self.store.last_seq(TENANT, "c1")
        steps, talk = self.steps, self.talk
        self.store.save(handed_back_to_prove(steps, talk, LIN, "", self.now))
        self.settle()
        return self.read(before)

    def verified(self) -> "FlowHouse":
        """Already proved at L2."""
        proof = Proof(
            factor=Factor.CODE,
            assurance=Assurance.L2,
            proved_at=self.now,
            used_at=self.now,
            idle_seconds=600,
            expires_at=self.now + timedelta(minutes=30),
        )
        known = replace(self.talk.verification, subject="C0001", proofs=(proof,))
        self.store.save(Change(conversation=replace(self.talk, verification=known)))
        return self


EN = Language.EN
