"""What the bank's own people are asked for is kept, booked once and told again."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from api.errors import PackMalformed
from api.house_acts import HouseActs
from api.house_rules import load_house
from bot.acts import Act, ActOutcome, ActResult, act_kinds
from bot.conversation import Conversation
from bot.matter import MatterKind, MatterState, MatterStep
from bot.message import Channel, Language
from bot.verification import Assurance
from models.conversations import SqlConversationStore
from models.database import Database
from models.matters import SqlMatters
from models.promises import PromiseBook
from models.upgrade import upgrade

pytestmark = pytest.mark.door

DEMO = Path(__file__).parents[2] / "api" / "demo"
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""10 o'clock at the bank."""
WISH = {
    "trade": "retail",
    "years": "24",
    "amount": "50000000",
    "purpose": "stock",
    "region": "上海徐汇",
}


@dataclass(eq=False, slots=True)
class Clock:
    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The bank's people, with an act to ask of them."""

    house: HouseActs
    clock: Clock

    def do(self, name: str, act_id: str = "a1", **params: str) -> ActResult:
        return self.house.performers()[name](act(name, act_id, **params))


def act(name: str, act_id: str = "a1", **params: str) -> Act:
    return Act(
        id=act_id,
        tenant_id="demo",
        conversation_id="c1",
        flow="any",
        step="any",
        name=name,
        params=params,
        asked_at=MONDAY,
    )


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    database = Database(f"sqlite:///{tmp_path / 'teller.db'}")
    upgrade(database)
    store = SqlConversationStore(database)
    for number in ("c1", "c2"):
        store.create(
            Conversation(
                id=number,
                tenant_id="demo",
                channel=Channel.WEB,
                language=Language.ZH,
                created_at=MONDAY,
            )
        )
    clock = Clock()
    house = HouseActs(
        matters=SqlMatters(database),
        promises=PromiseBook(database),
        rules=load_house(DEMO, SHANGHAI),
        clock=clock,
        language_of=lambda act: store.get(act.tenant_id, act.conversation_id).language,
    )
    yield People(house=house, clock=clock)
    database.close()


def facts_of(result: ActResult) -> Mapping[str, str]:
    assert result.outcome is ActOutcome.OK
    return result.facts


def test_every_act_of_the_banks_people_is_performed(people: People) -> None:
    performers = people.house.performers()
    own = {"complain", "call_back_times", "book_call_back", "check_loan"}

    assert performers.keys() == own | {"book_loan", "matters"}
    assert performers.keys() <= act_kinds().keys()


def test_a_complaint_is_answered_by_a_day_that_is_told(people: People) -> None:
    told = facts_of(people.do("complain", text="等了一小时", contact="13800000000"))

    assert told["due"] == "2026-03-17 10:00"
    (kept,) = people.house.matters.of_customer("demo", "c1")
    assert (kept.kind, kept.contact) == (MatterKind.COMPLAINT, "13800000000")
    assert kept.about == {"text": "等了一小时"}
    assert kept.reference == told["reference"]


def test_the_same_act_is_answered_alike(people: People) -> None:
    first = people.do("complain", text="等了一小时", contact="13800000000")
    people.clock.now += timedelta(days=1)

    assert people.do("complain", text="等了一小时", contact="13800000000") == first
    assert len(people.house.matters.of_customer("demo", "c1")) == 1


@pytest.mark.parametrize(
    ("changed", "suits"),
    [
        ({}, "yes"),
        ({"years": "11"}, "no"),
        ({"amount": "200000001"}, "no"),
        ({"purpose": "炒股"}, "no"),
        ({"region": "拉萨"}, "no"),
        ({"region": "苏州工业园区"}, "yes"),
    ],
)
def test_a_loan_is_checked_by_the_packs_rules(
    people: People, changed: dict[str, str], suits: str
) -> None:
    told = facts_of(people.do("check_loan", **(WISH | changed)))

    assert told["suits"] == suits
    assert bool(told["why"]) is (suits == "no")
    assert told["most"] == "200000000"


def test_a_loan_goes_to_the_branch_of_its_region(people: People) -> None:
    told = facts_of(people.do("book_loan", contact="13800000000", **WISH))

    assert told["branch"] == "晴川银行上海徐家汇支行"
    assert told["accept_by"] == "2026-03-02 14:00"
    (kept,) = people.house.matters.of_customer("demo", "c1")
    assert kept.branch == "B003"
    assert (kept.about["trade"], kept.about["purpose"]) == ("零售", "进货")


def test_a_region_without_a_branch_is_refused(people: People) -> None:
    told = people.do("book_loan", contact="13800000000", **(WISH | {"region": "拉萨"}))

    assert (told.outcome, told.reason) == (ActOutcome.REFUSED, "no_branch")
    assert people.house.matters.of_customer("demo", "c1") == ()


def test_the_free_times_of_the_next_days_are_offered(people: People) -> None:
    result = people.do("call_back_times")

    rows = result.lists["times"]
    assert rows[0] == {
        "time": "2026-03-02 14:00",
        "date": "2026-03-02",
        "hour": "14:00",
    }
    assert result.facts["count"] == str(len(rows)) == "12"


def test_a_named_day_is_offered_alone(people: People) -> None:
    rows = people.do("call_back_times", date="2026-03-06").lists["times"]

    assert {row["date"] for row in rows} == {"2026-03-06"}
    assert people.do("call_back_times", date="2026-03-07").reason == "none"


def test_a_booked_time_is_kept_with_its_matter(people: People) -> None:
    told = facts_of(
        people.do("book_call_back", contact="13800000000", time="2026-03-02 14:00")
    )

    assert told["time"] == "2026-03-02 14:00"
    (kept,) = people.house.matters.of_customer("demo", "c1")
    assert kept.deadlines.contact_by == MONDAY + timedelta(hours=4)


@pytest.mark.parametrize(
    "time", ["2026-03-02 14:05", "2026-03-02 09:30", "2026-03-07 14:00", "soon", ""]
)
def test_only_times_that_are_offered_are_booked(people: People, time: str) -> None:
    told = people.do("book_call_back", contact="13800000000", time=time)

    assert (told.outcome, told.reason) == (ActOutcome.REFUSED, "taken")


def test_a_time_is_booked_no_more_often_than_there_are_seats(people: People) -> None:
    def book(number: int) -> ActResult:
        when = "2026-03-02 14:00"
        return people.do("book_call_back", f"a{number}", contact="1", time=when)

    with ThreadPoolExecutor(10) as pool:
        got = list(pool.map(book, range(20)))

    assert [one.outcome for one in got].count(ActOutcome.OK) == 2
    offered = people.do("call_back_times").lists["times"]
    assert offered[0]["time"] == "2026-03-02 15:00"


def test_a_booking_is_told_again_after_its_time(people: People) -> None:
    wanted = {"contact": "13800000000", "time": "2026-03-02 14:00"}
    first = people.do("book_call_back", **wanted)
    people.clock.now += timedelta(days=2)

    assert people.do("book_call_back", **wanted) == first


def test_a_customer_hears_how_their_matters_stand(people: People) -> None:
    people.do("complain", text="等了一小时", contact="13800000000")
    rules = people.house.rules.matters
    for state in (MatterState.ACCEPTED, MatterState.CONTACTED):
        step = MatterStep(state=state, by="s1", by_name="安然", at=MONDAY)
        people.house.matters.step("demo", "a1", step, notice=rules.notice)

    (row,) = people.do("matters").lists["matters"]

    assert row["kind"] == "投诉"
    assert row["state"] == "已联系"
    assert row["due"] == "2026-03-17 10:00"
    assert row["outcome"] == ""


def test_an_end_is_told_with_its_outcome(people: People) -> None:
    people.do("complain", text="等了一小时", contact="13800000000")
    rules = people.house.rules.matters
    for state in (MatterState.ACCEPTED, MatterState.CONTACTED, MatterState.DONE):
        step = MatterStep(
            state=state, by="s1", by_name="安然", at=MONDAY, outcome="已致歉"
        )
        people.house.matters.step("demo", "a1", step, notice=rules.notice)

    (row,) = people.do("matters").lists["matters"]

    assert (row["state"], row["outcome"]) == ("已办结", "已致歉")
    assert row["due"] == "2026-03-02 10:00"


def test_nobody_hears_of_the_matters_of_somebody_they_only_claim_to_be(
    people: People,
) -> None:
    house = people.house
    own = replace(act("complain", text="慢", contact="1"), subject="C0001")
    house.complain(replace(own, level=Assurance.L2))
    asked = replace(act("matters"), conversation_id="c2", subject="C0001")

    assert house.told(asked).reason == "none"
    assert house.told(replace(asked, level=Assurance.L1)).outcome is ActOutcome.OK


def test_a_disputed_charge_that_the_bank_took_is_somebodys_work(people: People) -> None:
    taken = ActResult(outcome=ActOutcome.OK, facts={"reference": "D1"})
    gone = ActResult(outcome=ActOutcome.UNAVAILABLE)

    assert people.house.disputed(lambda _: gone)(act("dispute", "a1")) == gone
    assert people.house.disputed(lambda _: taken)(act("dispute", "a2")) == taken

    (kept,) = people.house.matters.of_customer("demo", "c1")
    assert (kept.id, kept.kind) == ("a2", MatterKind.DISPUTE)


def test_a_pack_without_such_rules_lends_nothing_and_has_office_hours(
    tmp_path: Path,
) -> None:
    house = load_house(tmp_path, SHANGHAI)

    assert house.loans.branch("上海") is None
    assert house.calls.seats == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("appointments.toml", "hours = 3"),
        ("appointments.toml", "[hours"),
        ("loan_rules.toml", "months = 12"),
        ("matters.toml", "[loan]\naccept = { weeks = 1 }"),
        ("branches.csv", "id,kind\nB1,branch\n"),
    ],
)
def test_what_is_wrong_in_a_pack_is_named_with_its_file(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, "utf-8")

    with pytest.raises(PackMalformed, match=name):
        load_house(tmp_path, SHANGHAI)
