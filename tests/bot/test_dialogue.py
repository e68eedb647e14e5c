"""One message carried through: engines woken only when needed, one save per turn."""

from dataclasses import dataclass, field, replace

import pytest

from bot.action import Answer, Escalate
from bot.change import Change
from bot.conversation import Conversation
from bot.dialogue import Dialogue
from bot.errors import ConversationChanged, ConversationNotFound
from bot.message import Author, Language, Message, Owner
from bot.turn import Turn
from tests.bot.samples import RULES, TALK, WORDING, article, held_by
from tests.fakes import (
    NOW,
    TENANT,
    CountingIds,
    FakeRetriever,
    FakeUnderstander,
    MemoryDesk,
    said,
)
from tests.fakes_store import MemoryConversationStore

pytestmark = pytest.mark.rules

FEE = article("CC-1", "信用卡年费怎么收？", "普卡每年 80 元。")


class CountingStore(MemoryConversationStore):
    """Counts its saves, and lets somebody else act just before the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.saves = 0
        self.meanwhile: Change | None = None

    def save(self, change: Change) -> tuple[Message, ...]:
        first, self.meanwhile = self.meanwhile, None
        if first is not None:
            super().save(first)
        self.saves += 1
        return super().save(change)


@dataclass
class House:
    understander: FakeUnderstander = field(
        default_factory=lambda: FakeUnderstander({"谢谢": "thanks"})
    )
    retriever: FakeRetriever = field(default_factory=lambda: FakeRetriever(FEE))
    store: CountingStore = field(default_factory=CountingStore)
    desk: MemoryDesk = field(default_factory=MemoryDesk)

    def open(self, talk: Conversation = TALK) -> "House":
        self.store.create(talk)
        return self

    def hear(self, message: Message) -> Turn:
        received = self.store.receive(message).message
        return self.dialogue.handle(received, now=NOW)

    @property
    def dialogue(self) -> Dialogue:
        return Dialogue(
            understander=self.understander,
            retriever=self.retriever,
            store=self.store,
            desk=self.desk,
            ids=CountingIds(),
            rules=RULES,
            wording=WORDING,
        )

    @property
    def talk(self) -> Conversation:
        return self.store.get(TENANT, "c1")

    @property
    def woken(self) -> tuple[int, int]:
        return self.understander.calls, self.retriever.calls


def test_a_question_gets_its_approved_answer() -> None:
    house = House().open()

    turn = house.hear(said("信用卡年费怎么收？"))

    assert isinstance(turn.actions[0], Answer)
    assert turn.reply.written == "普卡每年 80 元。"
    assert house.woken == (1, 1)
    last = house.store.messages(TENANT, "c1")[-1]
    assert (last.author, last.seq, last.text) == (Author.BOT, 2, "普卡每年 80 元。")


@pytest.mark.parametrize(
    "text", ["转人工", "我的卡丢了", "你这个垃圾", "信用卡年费怎么收？", "取消"]
)
@pytest.mark.parametrize("owner", [Owner.QUEUE, Owner.AGENT])
def test_no_engine_wakes_while_somebody_else_holds_it(owner: Owner, text: str) -> None:
    house = House().open(held_by(owner))

    house.hear(said(text))

    assert house.woken == (0, 0)


@pytest.mark.parametrize("text", ["转人工", "我的卡丢了", "你这个垃圾"])
@pytest.mark.parametrize("owner", [Owner.BOT, Owner.CLOSED])
def test_no_engine_wakes_when_the_gate_decides(owner: Owner, text: str) -> None:
    house = House().open(held_by(owner))

    turn = house.hear(said(text))

    assert turn.understanding is None
    assert house.woken == (0, 0)


def test_a_picked_article_is_fetched_without_understanding() -> None:
    house = House().open()

    turn = house.hear(said("那一个", choice="article:CC-1"))

    assert turn.why == "choice:article:CC-1"
    assert house.woken == (0, 1)


@pytest.mark.parametrize("text", ["转人工", "信用卡年费怎么收？", "谢谢", "天气"])
@pytest.mark.parametrize("owner", Owner)
def test_every_turn_is_one_save(owner: Owner, text: str) -> None:
    house = House().open(held_by(owner))

    house.hear(said(text))

    assert house.store.saves == 1
    assert house.talk.version == 1
    assert [turn.message.text for turn in house.store.turns] == [text]
    assert house.store.unhandled() == ()


def test_acting_meanwhile_refuses_the_turn_whole() -> None:
    house = House().open()
    house.store.meanwhile = Change(conversation=TALK.to_agent("a1", "小林"))

    with pytest.raises(ConversationChanged):
        house.hear(said("信用卡年费怎么收？"))

    assert house.store.turns == []
    assert [one.text for one in house.store.messages(TENANT, "c1")] == [
        "信用卡年费怎么收？"
    ]


def test_the_customer_is_answered_in_the_language_of_the_words() -> None:
    house = House().open()

    turn = house.hear(said("what is the weather"))

    assert turn.reply.written.startswith("Sorry, I found no approved answer")
    assert house.talk.language is Language.EN


def test_a_pressed_choice_is_answered_in_the_language_of_the_conversation() -> None:
    house = House().open(replace(TALK, language=Language.EN))

    turn = house.hear(said("转人工", choice="human"))

    assert turn.reply.written.startswith("Of course.")


def test_what_the_desk_looks_like_is_told() -> None:
    house = House().open()
    house.desk.online = 0

    turn = house.hear(said("转人工"))

    assert isinstance(turn.actions[0], Escalate)
    assert not turn.actions[0].staffed


def test_a_promise_is_saved_with_its_turn() -> None:
    house = House().open()
    house.hear(said("预约回电", choice="callback"))

    turn = house.hear(said("13812345678", number=2))

    assert turn.action_names == "makepromise"
    assert [one.contact for one in house.store.promises] == ["13812345678"]


@pytest.mark.parametrize("owner", Owner)
def test_a_message_that_cannot_be_handled_reaches_a_human(owner: Owner) -> None:
    house = House().open(held_by(owner))
    received = house.store.receive(said("信用卡年费怎么收？")).message

    turn = house.dialogue.give_up(received, now=NOW)

    assert turn.why == "failed"
    assert house.talk.owner in {Owner.QUEUE, Owner.AGENT}
    assert house.store.unhandled() == ()
    assert house.woken == (0, 0)


def test_a_conversation_that_is_not_there_is_named() -> None:
    with pytest.raises(ConversationNotFound, match="no conversation c1"):
        House().dialogue.handle(said("你好"), now=NOW)


GOLD = article("CC-2", "金卡年费怎么收？", "金卡每年 200 元。")
BOTH = replace(FEE, text=replace(FEE.text, similar_questions=("金卡年费怎么收？",)))


def answered_after(house: House, text: str) -> str:
    house.hear(said("信用卡年费怎么收？"))
    return house.hear(replace(said(text), id="m2", client_id="k2")).reply.written


def test_a_question_that_leans_on_the_answer_before_is_read_in_full() -> None:
    house = House(retriever=FakeRetriever(FEE, GOLD)).open()

    assert answered_after(house, "那金卡呢") == "金卡每年 200 元。"


def test_the_answer_before_is_given_again_only_when_no_other_is_sure() -> None:
    house = House(retriever=FakeRetriever(BOTH)).open()

    assert answered_after(house, "那金卡呢") == "普卡每年 80 元。"


def test_nothing_leans_on_an_article_that_is_gone() -> None:
    house = House(retriever=FakeRetriever(FEE)).open()
    house.hear(said("信用卡年费怎么收？"))
    house.retriever.articles = (replace(GOLD, tenant_id=TENANT),)

    turn = house.hear(replace(said("那金卡呢"), id="m2", client_id="k2"))

    assert not any(isinstance(action, Answer) for action in turn.actions)


def test_words_that_stand_alone_are_asked_for_once() -> None:
    house = House(retriever=FakeRetriever(FEE, GOLD)).open()
    house.hear(said("信用卡年费怎么收？"))

    house.hear(replace(said("金卡年费怎么收？"), id="m2", client_id="k2"))

    assert house.woken == (2, 2)
