"""What is counted, searched and kept of words at the desk, on both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.change import Change
from bot.handoff import HandoffState
from bot.message import Author, Event, Language, Owner
from bot.promise import PromiseState
from models.article_reports import ArticleReport, SqlArticleReports
from models.audit import AuditTrail
from models.board import SqlBoard
from models.canned import CannedReply, CannedReplyNotFound, SqlCanned
from models.conversations import SqlConversationStore
from models.customers import Quota, QuotaSpent, Reveal, SqlCustomers, Tag
from models.database import Database
from models.errors import PromiseNotFound
from models.feedback import SqlFeedback
from models.promises import Closed, SqlPromises
from models.records import Rating
from models.satisfaction import SqlSatisfaction
from models.search import SqlSearch
from models.staff import SqlStaff
from models.wrap_ups import SqlWrapUps, WrapUp
from tests.models.samples import (
    NOW,
    TENANT,
    VERIFIED,
    conversation,
    handoff,
    promise,
    queued,
    said,
)
from tests.models.test_staff import LIN

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATER = NOW + timedelta(hours=12)
REPLY = CannedReply(
    id="r1",
    tenant_id=TENANT,
    staff_id="s1",
    heading="核身",
    title="请稍等",
    text="请稍等，{customer}",
    language=Language.ZH,
    written_by="小林",
    at=NOW,
)


@pytest.fixture
def store(database: Database) -> SqlConversationStore:
    SqlStaff(database).add(LIN)
    held = SqlConversationStore(database)
    held.create(conversation(1))
    held.create(queued(2, handoff(NOW)))
    held.receive(said("我的卡尾号1234，年费多少", to="c1"))
    held.receive(said("Transfer limit 100%", number=2, to="c2"))
    return held


@pytest.fixture
def trail(database: Database) -> AuditTrail:
    return AuditTrail(database, b"k" * 32)


def rated(database: Database, name: str, **given: object) -> None:
    whole = Rating(
        tenant_id=TENANT,
        conversation_id=name,
        solved=None,
        stars=None,
        comment="",
        at=NOW,
    )
    SqlFeedback(database).rate(replace(whole, **given))  # type: ignore[arg-type]


def ended(store: SqlConversationStore, name: str, state: HandoffState) -> None:
    found = store.get(TENANT, name)
    assert found.handoff is not None
    over = replace(found.handoff, state=state, ended_at=LATER)
    store.save(Change(conversation=replace(found, owner=Owner.CLOSED, handoff=over)))


def test_the_board_reads_who_wrote_who_was_helped_and_by_whom(
    store: SqlConversationStore, database: Database
) -> None:
    board = SqlBoard(database)
    store.create(conversation(3))
    rated(database, "c1", solved=True)
    rated(database, "c2", solved=True)

    assert set(board.written_in(TENANT, NOW)) == {"c1", "c2"}
    assert board.solved_by_bot(TENANT, NOW) == ("c1",)
    assert board.handed_off(TENANT, NOW) == ("c2",)
    assert [one.conversation_id for one in board.episodes(TENANT, NOW)] == ["c2"]
    assert len(board.episodes(TENANT, LATER)) == 1
    ended(store, "c2", HandoffState.LEFT)
    assert board.episodes(TENANT, LATER) == ()
    assert not board.written_in("other", NOW)
    assert not board.episodes("other", NOW)


def test_satisfaction_is_counted_by_day_and_by_who_held_it(
    store: SqlConversationStore, database: Database
) -> None:
    rated(database, "c1", solved=True, stars=5, reasons=("quick",), agent_id="s1")
    rated(database, "c2", solved=False, stars=2, at=LATER)

    told = SqlSatisfaction(database).since(TENANT, NOW, SHANGHAI)

    assert (told.answered, told.solved, told.unsolved) == (2, 1, 1)
    days = [(one.key, one.stars) for one in told.by_day]
    assert days == [("2026-03-03", 2.0), ("2026-03-02", 5.0)]
    assert [(one.key, one.answered) for one in told.by_team] == [("", 1)]
    assert [one.key for one in told.by_agent] == ["s1"]
    assert (told.alone.unsolved, told.reasons) == (1, {"quick": 1})
    assert SqlSatisfaction(database).since("other", NOW, SHANGHAI).answered == 0


def test_who_was_asked_is_counted_by_conversation(
    store: SqlConversationStore, database: Database
) -> None:
    for number in (1, 2):
        asked = replace(
            said(number=number + 10), author=Author.SYSTEM, event=Event.CLOSED
        )
        talk = store.get(TENANT, "c1")
        store.save(Change(conversation=talk, messages=(asked,)))

    told = SqlSatisfaction(database).since(TENANT, NOW, SHANGHAI)

    assert told.asked == 1


def hits(found: Sequence[object]) -> list[str]:
    return [str(getattr(one, "conversation_id", one)) for one in found]


def test_words_are_found_whatever_their_case_and_signs(
    store: SqlConversationStore, database: Database
) -> None:
    search = SqlSearch(database)

    assert hits(search.words(TENANT, "年费", 9)) == ["c1"]
    assert hits(search.words(TENANT, "transfer LIMIT", 9)) == ["c2"]
    assert hits(search.words(TENANT, "100%", 9)) == ["c2"]
    assert search.words(TENANT, "1_0%", 9) == ()
    assert search.words("other", "年费", 9) == ()


def test_customers_are_found_by_name_and_by_proof(
    store: SqlConversationStore, database: Database
) -> None:
    search = SqlSearch(database)
    talk = store.get(TENANT, "c1")
    store.save(Change(conversation=replace(talk, verification=VERIFIED)))

    assert hits(search.owners(TENANT, "书瑶", 9)) == ["c1"]
    assert hits(search.owners(TENANT, "c2", 9)) == ["c2"]
    assert search.of_customer(TENANT, "C0001", 9) == ("c1",)
    assert search.of_customer("other", "C0001", 9) == ()


def test_canned_replies_are_everybodys_or_ones_own(database: Database) -> None:
    canned = SqlCanned(database)
    shared = replace(REPLY, id="r2", staff_id="")
    for one in (REPLY, shared, replace(REPLY, title="稍等")):
        canned.put(one)

    assert set(canned.seen_by(TENANT, "s1")) == {shared, replace(REPLY, title="稍等")}
    assert canned.seen_by(TENANT, "s2") == (shared,)
    assert canned.seen_by("other", "s1") == ()
    canned.remove("other", "r2")
    assert canned.get(TENANT, "r2") == shared
    canned.remove(TENANT, "r2")
    with pytest.raises(CannedReplyNotFound):
        canned.get(TENANT, "r2")


def test_a_wrap_up_is_kept_once_with_what_was_not_known(
    store: SqlConversationStore, database: Database
) -> None:
    wrap_ups = SqlWrapUps(database)
    done = WrapUp(
        id="w1",
        tenant_id=TENANT,
        conversation_id="c1",
        reason="card/fee",
        summary="已解释",
        solved=None,
        staff_id="s1",
        staff_name="小林",
        at=NOW,
    )
    wrap_ups.add(done)
    wrap_ups.add(done)

    assert wrap_ups.of_conversation(TENANT, "c1") == (done,)
    assert wrap_ups.of_conversation("other", "c1") == ()


def test_reports_of_articles_come_newest_first(database: Database) -> None:
    reports = SqlArticleReports(database)
    first = ArticleReport(
        id="a1",
        tenant_id=TENANT,
        article_id="FEE-1",
        version=2,
        conversation_id="",
        reason="outdated",
        words="已经涨价",
        staff_id="s1",
        staff_name="小林",
        at=NOW,
    )
    second = replace(first, id="a2", at=LATER)
    for one in (first, second):
        reports.add(one)

    assert reports.newest(TENANT, 9) == (second, first)
    assert reports.newest("other", 9) == ()


def test_tags_end_and_looks_are_counted(
    store: SqlConversationStore, database: Database, trail: AuditTrail
) -> None:
    customers, quota = SqlCustomers(database), Quota(most=1, within=timedelta(hours=1))
    tag = Tag(
        tenant_id=TENANT,
        subject="C0001",
        tag="常客",
        source="agent",
        by="小林",
        at=NOW,
        expires_at=LATER,
    )
    look = Reveal(
        id="l1",
        tenant_id=TENANT,
        conversation_id="c1",
        field="phone",
        reason="回电",
        staff_id="s1",
        at=NOW,
    )
    customers.tag(tag)

    assert customers.tags(TENANT, "C0001", NOW) == (tag,)
    assert customers.tags(TENANT, "C0001", LATER) == ()
    assert customers.tags("other", "C0001", NOW) == ()
    assert customers.reveal(look, quota, trail) == 0
    with pytest.raises(QuotaSpent):
        customers.reveal(replace(look, id="l2"), quota, trail)


def test_what_was_dismissed_is_kept_and_told_to_nobody(
    store: SqlConversationStore, database: Database, trail: AuditTrail
) -> None:
    promises = SqlPromises(database, trail)
    promises.make(promise(), by="s1")
    none = Closed(state=PromiseState.DISMISSED, outcome="不是承诺", by="s1")

    promises.close(TENANT, "p1", none, LATER)

    kept = promises.of_conversation(TENANT, "c1")
    assert [one.state for one in kept] == [PromiseState.DISMISSED]
    assert promises.of_customer(TENANT, "c1", "") == promises.open(TENANT) == ()
    assert [one.act for one in trail.entries(TENANT)][-1] == "promise_dismissed"
    with pytest.raises(PromiseNotFound):
        promises.close(TENANT, "p1", none, LATER)
    with pytest.raises(PromiseNotFound):
        promises.get("other", "p1")
