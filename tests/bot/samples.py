"""A conversation, articles and rules for the tests of the rules."""

from dataclasses import replace

from bot.article import Article, ArticleState, ArticleText
from bot.conversation import Conversation, Frame
from bot.gatekeeping import at_the_gate
from bot.handoff import Floor, Handoff, HandoffReason, Package
from bot.message import Channel, Language, Message, Owner
from bot.passage import Passage
from bot.policy import decide
from bot.reply import Choice
from bot.rules import load_rules
from bot.situation import Decision, Situation
from bot.understanding import Intent, Understanding
from bot.words import load_wording
from tests.fakes import NOW, TENANT, said

NAMES = {
    Language.ZH: {"bank": "晴川银行", "bot": "小晴", "hotline": "95000"},
    Language.EN: {"bank": "Qingchuan Bank", "bot": "Xiaoqing", "hotline": "95000"},
}
WORDING = load_wording(NAMES)
RULES = load_rules({"assurance": {"card_balance": 2}})

TALK = Conversation(
    id="c1",
    tenant_id=TENANT,
    channel=Channel.WEB,
    language=Language.ZH,
    created_at=NOW,
)
HANDOFF = Handoff(
    id="h1",
    tenant_id=TENANT,
    conversation_id="c1",
    reason=HandoffReason.CUSTOMER_ASKED,
    skill="general",
    urgent=False,
    package=Package(wants="转人工"),
    asked_at=NOW,
)
CALLBACK = Frame(flow="callback", step="phone")
MESSAGE = Frame(flow="leave_message", step="text")
OFFERED = (
    Choice(id="article:CC-1", title="信用卡年费怎么收？"),
    Choice(id="article:CC-2", title="怎样免年费？"),
    Choice(id="none", title="都不是"),
)


def passage(
    confidence: float = 0.9, *, name: str = "CC-1", spoken: str = ""
) -> Passage:
    return Passage(
        article_id=name,
        version=3,
        title=f"{name} 的标题",
        answer=f"{name} 的答案。",
        spoken=spoken,
        category="信用卡/费用",
        language=Language.ZH,
        confidence=confidence,
    )


def article(name: str, question: str, answer: str) -> Article:
    return Article(
        tenant_id=TENANT,
        text=ArticleText(external_id=name, question=question, answer=answer),
        version=1,
        state=ArticleState.PUBLISHED,
        author_id="editor",
        written_at=NOW,
    )


def meant(*names: str, confidence: float = 0.9) -> Understanding:
    """The intents named, each half as likely as the one before."""
    intents = tuple(
        Intent(name=name, confidence=confidence / 2**place)
        for place, name in enumerate(names)
    )
    return Understanding(normalized="", language=Language.ZH, intents=intents)


def situation(
    message: Message | str,
    talk: Conversation = TALK,
    *,
    online: int = 1,
    ahead: int = 0,
) -> Situation:
    if isinstance(message, str):
        message = said(message)
    return Situation(
        conversation=talk,
        message=message,
        floor=Floor(online=online, ahead=ahead),
        now=NOW,
    )


def gated(
    message: Message | str,
    talk: Conversation = TALK,
    *,
    online: int = 1,
    ahead: int = 0,
) -> Decision:
    """What the gate decides; fails when it leaves the words to be understood."""
    case = situation(message, talk, online=online, ahead=ahead)
    decision = at_the_gate(case, RULES)
    assert decision is not None
    return decision


def decided(
    *passages: Passage,
    understanding: Understanding | None = None,
    talk: Conversation = TALK,
    text: str = "问一下",
) -> Decision:
    case = situation(text, talk)
    return decide(case, understanding or meant(), passages, rules=RULES)


def held_by(owner: Owner) -> Conversation:
    """The conversation in every owner's hands, with the handoff that led there."""
    match owner:
        case Owner.BOT:
            return TALK
        case Owner.QUEUE:
            return waiting()
        case Owner.AGENT:
            return waiting().to_agent("a1", "小林")
        case Owner.CLOSED:
            return TALK.to(Owner.CLOSED)


def waiting() -> Conversation:
    return replace(TALK.to(Owner.QUEUE), handoff=HANDOFF)
