"""The floor in the records: people, offers, hours, drafts and advice."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.change import Change
from bot.desk.offers import Offer, OfferState
from bot.desk.presence import PresenceState
from bot.desk.rules import SUPERVISOR, load_desk
from bot.handoff import HandoffReason, HandoffState
from bot.message import Channel, Owner
from models.beside import Consult, ConsultState, Draft, SqlBeside
from models.conversations import SqlConversationStore
from models.database import Database
from models.desk import SqlDesk
from models.errors import OfferOver, StaffNotFound
from models.floor import Profile, SqlFloor
from models.offers import SqlOffers
from models.office import OfficeDay, Setting, SqlOffice
from models.records import Presence, Role
from models.staff import SqlStaff
from tests.models.samples import NOW, TENANT, conversation, handoff, queued
from tests.models.test_staff import LIN

pytestmark = pytest.mark.records
pytest_plugins = ("tests.models.databases",)

STALE = timedelta(seconds=24)
SU = replace(LIN, id="s2", name="su", display_name="素素", role=Role.SUPERVISOR)
CARDS = Profile(staff_id="s1", team="cards", chats=2, skills={"cards": 4})
OFFER = Offer(
    id="o1",
    tenant_id=TENANT,
    conversation_id="c1",
    handoff_id="h1",
    staff_id="s1",
    offered_at=NOW,
    expires_at=NOW + timedelta(seconds=20),
)


@pytest.fixture
def store(database: Database) -> SqlConversationStore:
    staff, held = SqlStaff(database), SqlConversationStore(database)
    staff.add(LIN)
    staff.add(SU)
    for number in (1, 2):
        held.create(queued(number, handoff(NOW)))
    return held


@pytest.fixture
def floor(database: Database, store: SqlConversationStore) -> SqlFloor:
    return SqlFloor(database, load_desk())


@pytest.fixture
def offers(database: Database, store: SqlConversationStore) -> SqlOffers:
    return SqlOffers(database)


@pytest.fixture
def office(database: Database) -> SqlOffice:
    return SqlOffice(database)


@pytest.fixture
def beside(database: Database, store: SqlConversationStore) -> SqlBeside:
    return SqlBeside(database)


def taken(store: SqlConversationStore, name: str, by: str = "s1") -> None:
    found = store.get(TENANT, name)
    assert found.handoff is not None
    held = replace(
        found.handoff,
        state=HandoffState.TAKEN,
        agent_id=by,
        taken_at=NOW + timedelta(seconds=9),
    )
    talk = replace(found, owner=Owner.AGENT, agent_id=by, handoff=held)
    store.save(Change(conversation=talk))


def test_a_profile_comes_back_equal_and_another_tenant_has_none(
    floor: SqlFloor,
) -> None:
    floor.change(TENANT, CARDS)
    floor.change(TENANT, replace(CARDS, chats=5))

    assert floor.profile(TENANT, "s1") == replace(CARDS, chats=5)
    assert floor.profile("other", "s1").team == ""
    with pytest.raises(StaffNotFound):
        floor.change("other", CARDS)


def test_colleagues_are_seen_with_what_they_hold(
    floor: SqlFloor, store: SqlConversationStore, database: Database
) -> None:
    floor.change(TENANT, CARDS)
    here = Presence(
        tenant_id=TENANT,
        staff_id="s1",
        state=PresenceState.ONLINE,
        heard_at=NOW,
        reason="",
        since=NOW,
    )
    SqlDesk(database).be(here)
    taken(store, "c1")

    lin, su = floor.colleagues(TENANT, now=NOW, stale_after=STALE)
    gone = floor.colleagues(TENANT, now=NOW + STALE, stale_after=STALE)[0]

    assert (lin.state, lin.held, lin.profile) == (PresenceState.ONLINE, 1, CARDS)
    assert lin.person().skills == {"cards": 4}
    assert su.person().skills == {SUPERVISOR: 1}
    assert gone.state is PresenceState.OFFLINE
    assert floor.colleagues("other", now=NOW, stale_after=STALE) == ()


def test_who_served_last_is_known_for_a_while(
    floor: SqlFloor, store: SqlConversationStore
) -> None:
    taken(store, "c1")

    assert floor.last_agent(TENANT, "c1", "", NOW) == "s1"
    assert floor.last_agent(TENANT, "c1", "", NOW + timedelta(seconds=9)) == ""
    assert floor.last_agent(TENANT, "c2", "", NOW) == ""
    assert floor.last_agent("other", "c1", "", NOW) == ""


def test_the_pace_of_the_queue_is_read_by_medium(
    floor: SqlFloor, store: SqlConversationStore
) -> None:
    taken(store, "c1")

    def lately(*channels: Channel) -> int:
        return len(floor.taken_lately(TENANT, channels, NOW, 20))

    assert (lately(Channel.WEB), lately(Channel.PHONE)) == (1, 0)


def test_what_the_bot_was_lent_is_listed(
    floor: SqlFloor, store: SqlConversationStore
) -> None:
    taken(store, "c1")
    found = store.get(TENANT, "c1")
    assert found.handoff is not None
    lent = replace(found.handoff, state=HandoffState.LENT)
    store.save(Change(conversation=replace(found, owner=Owner.BOT, handoff=lent)))

    assert floor.lent(TENANT) == (("c1", "s1"),)
    assert floor.lent("other") == ()


def test_an_offer_comes_back_equal_and_ends_once(offers: SqlOffers) -> None:
    assert offers.make([OFFER]) == (OFFER,)

    assert offers.open(TENANT, "s1") == (OFFER,)
    assert offers.open("other") == offers.open(TENANT, "s2") == ()
    assert offers.end(OFFER, OfferState.DECLINED, NOW, reason="忙")
    assert not offers.end(OFFER, OfferState.ACCEPTED, NOW)
    assert offers.get(TENANT, "o1").reason == "忙"
    assert offers.passed(TENANT, ["h1"], NOW - STALE) == {"h1": frozenset({"s1"})}
    assert offers.passed(TENANT, ["h1"], NOW) == {}
    with pytest.raises(OfferOver):
        offers.get("other", "o1")


def test_of_many_offers_at_once_a_conversation_has_one(offers: SqlOffers) -> None:
    wanted = [replace(OFFER, id=f"o{number}") for number in range(12)]

    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda one: offers.make([one]), wanted))

    assert sum(map(len, made)) == len(offers.open(TENANT)) == 1


def test_of_many_answers_at_once_one_ends_an_offer(offers: SqlOffers) -> None:
    offers.make([OFFER])
    ways = [OfferState.ACCEPTED, OfferState.DECLINED, OfferState.LAPSED] * 4

    with ThreadPoolExecutor(6) as pool:
        ended = list(pool.map(lambda way: offers.end(OFFER, way, NOW), ways))

    assert ended.count(True) == 1
    assert offers.get(TENANT, "o1").state is ways[ended.index(True)]


def test_whoever_has_the_conversation_ends_its_offers(offers: SqlOffers) -> None:
    offers.make([OFFER])

    offers.withdraw("other", "c1", NOW)
    still = offers.open(TENANT)
    offers.withdraw(TENANT, "c1", NOW)

    assert still == (OFFER,)
    assert offers.get(TENANT, "o1").state is OfferState.WITHDRAWN


def test_settings_and_days_come_back_equal(office: SqlOffice) -> None:
    setting = Setting(
        value={"on": True, "notice": {"zh-CN": "系统维护"}},
        changed_by="s2",
        changed_at=NOW,
    )
    day = OfficeDay(day=date(2026, 3, 9), open=False, reason="盘点")
    office.set(TENANT, "switch", setting)
    office.put_day(TENANT, replace(day, open=True))
    office.put_day(TENANT, day)

    assert office.setting(TENANT, "switch") == setting
    assert office.setting("other", "switch") is None
    assert office.days(TENANT) == (day,)
    assert office.days(TENANT, date(2026, 3, 10)) == office.days("other") == ()
    office.drop_day("other", day.day)
    assert office.days(TENANT) == (day,)
    office.drop_day(TENANT, day.day)
    assert office.days(TENANT) == ()


def test_a_draft_is_its_agents_own(beside: SqlBeside) -> None:
    draft = Draft(
        tenant_id=TENANT, conversation_id="c1", staff_id="s1", text="还没发", at=NOW
    )
    beside.keep(draft)

    assert beside.draft(TENANT, "c1", "s1") == draft
    assert beside.draft(TENANT, "c1", "s2") is None
    assert beside.draft(TENANT, "c2", "s1") is None
    assert beside.drafted(TENANT, "s1") == {"c1"}
    assert beside.drafted("other", "s1") == frozenset()
    beside.keep(replace(draft, text=""))
    assert beside.draft(TENANT, "c1", "s1") is None


def test_the_newest_advice_is_told(beside: SqlBeside) -> None:
    asked = Consult(
        id="k1",
        tenant_id=TENANT,
        conversation_id="c1",
        staff_id="s2",
        asked_by="s1",
        note="怎么办",
        state=ConsultState.ASKED,
        at=NOW,
    )
    newer = replace(asked, id="k2", at=NOW + STALE)
    for one in (asked, newer, replace(newer, state=ConsultState.JOINED)):
        beside.put(one)

    found = beside.consult(TENANT, "c1")

    assert found == replace(newer, state=ConsultState.JOINED)
    assert beside.consult("other", "c1") is None


def test_a_handoff_keeps_all_that_routing_asks(store: SqlConversationStore) -> None:
    full = replace(
        handoff(NOW),
        id="h9",
        conversation_id="c9",
        reason=HandoffReason.TRANSFERRED,
        level=4,
        since=NOW - STALE,
        preferred="s2",
        preferred_until=NOW + STALE,
        note="请看",
        passed_by="小林",
    )
    store.create(replace(conversation(9), owner=Owner.QUEUE, handoff=full))

    assert store.get(TENANT, "c9").handoff == full
