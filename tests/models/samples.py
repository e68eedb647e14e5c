"""Conversations, messages and changes to store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.action import Answer, Clarify
from bot.acts import Act, ActOutcome
from bot.change import Change
from bot.conversation import Asked, Conversation, Frame
from bot.handoff import Handoff, HandoffReason, Package, Tried
from bot.message import Author, Channel, Event, Language, Message, Owner
from bot.passage import Passage
from bot.promise import Promise, PromiseKind
from bot.reply import Choice, Expects, Part, Reply
from bot.turn import Turn
from bot.understanding import Entity, EntityKind, Intent, Understanding
from bot.verification import (
    Assurance,
    Factor,
    Proof,
    Verification,
    VerificationRequest,
)

NOW = datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC)
TENANT = "demo"

PASSAGE = Passage(
    article_id="fee-1",
    version=3,
    title="信用卡年费怎么收？",
    answer="普卡每年 100 元，刷满 6 次免年费。",
    spoken="",
    category="信用卡/费用",
    language=Language.ZH,
    confidence=0.93,
    dense=0.81,
    keyword=0.5,
    matched="年费多少",
)
UNDERSTANDING = Understanding(
    normalized="信用卡年费怎么收",
    language=Language.ZH,
    intents=(Intent(name="card_fee", confidence=0.9),),
    entities=(Entity(kind=EntityKind.CARD_TAIL, value="1234", start=0, end=4),),
)
REPLY = Reply(
    parts=(
        Part(
            written=PASSAGE.answer,
            must_hear=True,
            expects=Expects.CHOICE,
            source=PASSAGE.source,
            choices=(Choice(id="article:fee-2", title="怎样免年费？"),),
        ),
    )
)
VERIFIED = Verification(
    subject="C0001",
    shown="*书瑶",
    claim="r1",
    request="r2",
    proofs=(
        Proof(
            factor=Factor.CODE,
            assurance=Assurance.L2,
            proved_at=NOW,
            used_at=NOW + timedelta(minutes=1),
            idle_seconds=600,
            expires_at=NOW + timedelta(minutes=30),
        ),
    ),
)
FRAME = Frame(
    flow="instalment",
    step="place",
    slots={"card": "K0001"},
    facts={"bill.left": "100000"},
    lists={"cards.cards": ({"card": "K0001", "tail": "1234"},)},
    said=("hello",),
    confirmed={"confirm": "yes:abc"},
    acts={"bill": Asked(act_id="a1", digest="abc", outcome=ActOutcome.OK)},
    wrong=1,
)
TRIED = Tried(question="年费", article_id="fee-1", title="年费", version=3)


def conversation(number: int = 1, tenant_id: str = TENANT) -> Conversation:
    return Conversation(
        id=f"c{number}",
        tenant_id=tenant_id,
        channel=Channel.WEB,
        language=Language.ZH,
        created_at=NOW,
    )


def handoff(asked_at: datetime = NOW, *, urgent: bool = False) -> Handoff:
    return Handoff(
        id=f"h-{asked_at:%H%M%S}-{urgent}",
        tenant_id=TENANT,
        conversation_id="c1",
        reason=HandoffReason.CUSTOMER_ASKED,
        skill="card",
        urgent=urgent,
        package=Package(wants="转人工", tried=(TRIED,), verification=VERIFIED),
        asked_at=asked_at,
    )


def queued(number: int, asked: Handoff) -> Conversation:
    asked = replace(asked, id=f"h{number}", conversation_id=f"c{number}")
    return replace(conversation(number), owner=Owner.QUEUE, handoff=asked)


def full_conversation() -> Conversation:
    """Every field differs from its default."""
    return Conversation(
        id="c1",
        tenant_id=TENANT,
        channel=Channel.WECHAT,
        language=Language.EN,
        created_at=NOW,
        owner=Owner.AGENT,
        agent_id="a7",
        agent_name="小林",
        verification=VERIFIED,
        misses=2,
        insults=1,
        frames=(FRAME,),
        choices=(Choice(id="human", title="转人工"),),
        tried=(TRIED,),
        handoff=handoff(urgent=True),
        source="ad-17",
        signals=("pressure",),
    )


def act(act_id: str = "a1", to: str = "c1", claim: str = "") -> Act:
    return Act(
        id=act_id,
        tenant_id=TENANT,
        conversation_id=to,
        flow="bill",
        step="look",
        name="bill",
        params={"card": "K0001"},
        asked_at=NOW,
        subject="" if claim else "C0001",
        claim=claim,
        level=Assurance.L0 if claim else Assurance.L2,
    )


def request(request_id: str = "r1", to: str = "c1") -> VerificationRequest:
    return VerificationRequest(
        id=request_id,
        tenant_id=TENANT,
        conversation_id=to,
        channel="web",
        act="freeze",
        digest="",
        required=Assurance.L0,
        purpose="临时冻结",
        asked_at=NOW,
    )


def said(
    text: str = "信用卡年费怎么收？",
    *,
    number: int = 1,
    client_id: str = "",
    to: str = "c1",
) -> Message:
    return Message(
        id=f"m{number}-{to}",
        tenant_id=TENANT,
        conversation_id=to,
        author=Author.CUSTOMER,
        text=text,
        language=Language.ZH,
        channel=Channel.WEB,
        sent_at=NOW + timedelta(seconds=number),
        client_id=client_id,
    )


def answered(message: Message) -> Message:
    return replace(
        message,
        id=f"{message.id}-reply",
        author=Author.BOT,
        text=REPLY.written,
        client_id="",
        reply=REPLY,
        action="answer",
    )


def agent_said(text: str, client_id: str) -> Message:
    return replace(
        said(text, number=50, client_id=client_id),
        id=f"agent-{client_id}",
        author=Author.AGENT,
        owner=Owner.AGENT,
        agent_id="a7",
        agent_name="小林",
    )


def system_said(event: Event) -> Message:
    return replace(
        said("", number=60), id=f"system-{event}", author=Author.SYSTEM, event=event
    )


def turn(message: Message) -> Turn:
    return Turn(
        message=message,
        understanding=UNDERSTANDING,
        passages=(PASSAGE,),
        actions=(Answer(PASSAGE), Clarify((PASSAGE,))),
        reply=REPLY,
        why="answer: confidence 0.93",
    )


def outcome(held: Conversation, message: Message) -> Change:
    """The bot answers a customer's message."""
    return Change(conversation=held, messages=(answered(message),), turn=turn(message))


def promise() -> Promise:
    return Promise(
        id="p1",
        tenant_id=TENANT,
        conversation_id="c1",
        kind=PromiseKind.CALLBACK,
        contact="13800000000",
        text="明天上午回电",
        made_at=NOW,
        due_at=NOW + timedelta(days=1),
    )
