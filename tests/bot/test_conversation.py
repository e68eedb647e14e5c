"""Who may hold a conversation next, and what the smaller values know of themselves."""

from datetime import timedelta
from itertools import product

import pytest

from bot.article import ArticleState
from bot.conversation import ALLOWED, Frame
from bot.errors import IllegalTransition, KeyReused, MessageRefused
from bot.handoff import Floor
from bot.message import Channel, Language, Owner
from bot.reply import Part, Reply
from bot.turn import Turn
from bot.understanding import Entity, EntityKind, Intent, Understanding
from bot.verification import UNVERIFIED, Assurance, Factor, Proof, Verification
from tests.bot.samples import CALLBACK, MESSAGE, OFFERED, TALK, article, held_by
from tests.bot.samples import passage as a_passage
from tests.fakes import NOW, said

pytestmark = pytest.mark.rules

ALLOWED_STEPS = {
    ("bot", "queue"), ("bot", "agent"), ("bot", "closed"),
    ("queue", "agent"), ("queue", "bot"), ("queue", "closed"),
    ("agent", "bot"), ("agent", "queue"), ("agent", "closed"),
    ("closed", "bot"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "target"), list(product(Owner, Owner)))
def test_the_table_of_owners_is_the_law(source: Owner, target: Owner) -> None:
    held = held_by(source)

    if (source, target) in ALLOWED_STEPS:
        assert held.to(target).owner is target
        return
    with pytest.raises(IllegalTransition, match=f"from {source} to {target}"):
        held.to(target)


def test_every_owner_stands_in_the_table() -> None:
    assert ALLOWED.keys() == set(Owner)


def test_only_an_agent_leaves_his_name_on_it() -> None:
    taken = held_by(Owner.AGENT)

    assert (taken.agent_id, taken.agent_name) == ("a1", "小林")
    assert (taken.to(Owner.BOT).agent_id, taken.to(Owner.BOT).agent_name) == ("", "")


def test_the_last_frame_is_the_open_one() -> None:
    assert TALK.frame is None
    assert Frame(flow="callback", step="phone") == CALLBACK
    assert (CALLBACK, MESSAGE)[-1] == MESSAGE


def test_proof_of_identity_stands_until_its_end() -> None:
    proof = Proof(
        factor=Factor.CODE,
        assurance=Assurance.L2,
        proved_at=NOW - timedelta(seconds=90),
        used_at=NOW - timedelta(seconds=60),
        idle_seconds=60,
        expires_at=NOW + timedelta(minutes=30),
    )
    proved = Verification(proofs=(proof,))

    assert proved.standing(NOW - timedelta(seconds=1)) is Assurance.L2
    assert proved.standing(NOW) is Assurance.L0
    assert UNVERIFIED.standing(NOW) is Assurance.L0


def test_an_article_is_served_in_its_time_only() -> None:
    from_now = article("A", "问", "答")
    text = from_now.text
    valid = type(text)(
        external_id="A",
        question="问",
        answer="答",
        answers={"phone": "说"},
        valid_from=NOW,
        valid_to=NOW + timedelta(minutes=1),
    )

    assert [valid.valid(NOW + timedelta(seconds=s)) for s in (-1, 0, 59, 60)] == [
        False,
        True,
        True,
        False,
    ]
    assert text.valid(NOW)
    assert (valid.answer_for(Channel.PHONE), valid.answer_for(Channel.WEB)) == (
        "说",
        "答",
    )


@pytest.mark.parametrize("state", ArticleState)
def test_only_a_published_article_is_served(state: ArticleState) -> None:
    one = article("A", "问", "答")
    moved = type(one)(
        tenant_id="demo",
        text=one.text,
        version=1,
        state=state,
        author_id="editor",
        written_at=NOW,
    )

    assert moved.external_id == "A"
    assert moved.servable(NOW) is (state is ArticleState.PUBLISHED)


def test_the_margin_is_the_lead_over_the_second() -> None:
    def with_intents(*confidences: float) -> Understanding:
        return Understanding(
            normalized="",
            language=Language.ZH,
            intents=tuple(Intent(name="x", confidence=one) for one in confidences),
        )

    assert with_intents().margin == 0.0
    assert with_intents(0.7).margin == 0.7
    assert with_intents(0.75, 0.25).margin == 0.5
    assert with_intents().best is None


def test_the_first_entity_of_a_kind_is_found() -> None:
    tail = Entity(kind=EntityKind.CARD_TAIL, value="8888", start=2, end=6)
    meant = Understanding(normalized="", language=Language.ZH, entities=(tail,))

    assert meant.first(EntityKind.CARD_TAIL) == tail
    assert meant.first(EntityKind.DATE) is None


def test_a_reply_gathers_what_its_parts_hold() -> None:
    answered = Part(written="答案。", source=a_passage().source)
    asked = Part(written="哪一个？", choices=OFFERED)

    reply = Reply(parts=(answered, asked))

    assert reply.written == "答案。\n\n哪一个？"
    assert reply.choices == OFFERED
    assert reply.sources == (a_passage().source,)


def test_a_turn_names_its_actions() -> None:
    turn = Turn(
        message=said("问"),
        understanding=None,
        passages=(),
        actions=(),
        reply=Reply(),
        why="",
    )

    assert turn.action_names == ""


def test_a_desk_without_anybody_online_is_not_staffed() -> None:
    assert Floor(online=1, ahead=9).staffed
    assert not Floor(online=0, ahead=0).staffed


def test_errors_tell_what_happened_without_the_words() -> None:
    refused = MessageRefused("too_long", limit=2000)

    assert (refused.code, refused.limit) == ("message_too_long", 2000)
    assert "k1" in str(KeyReused("k1"))
