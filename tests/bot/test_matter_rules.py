"""By when a matter is due, and what the customer reads of it."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.desk.hours import BusinessHours
from bot.errors import MalformedRules
from bot.matter import ENDS, MatterKind, MatterState
from bot.matter_rules import load_matter_rules
from bot.message import Language
from tests.bot.test_matter import ACCEPTED, CONTACTED, DECLINED, DONE, MATTER

pytestmark = pytest.mark.rules

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = BusinessHours(
    zone=SHANGHAI,
    weekdays=frozenset(range(1, 6)),
    opens=time(9),
    closes=time(17),
)
RULES = load_matter_rules(HOURS)
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def local(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%m-%d %H:%M}"


def test_a_loan_is_accepted_within_half_a_day_and_called_within_one() -> None:
    due = RULES.deadlines(MatterKind.LOAN, MONDAY)

    assert local(due.accept_by) == "03-02 14:00"
    assert local(due.contact_by) == "03-03 10:00"
    assert local(due.finish_by) == "03-12 10:00"


def test_a_complaint_is_answered_within_15_days() -> None:
    due = RULES.deadlines(MatterKind.COMPLAINT, MONDAY)

    assert local(due.finish_by) == "03-17 10:00"


def test_an_agreed_time_is_when_the_talk_is_due() -> None:
    agreed = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    soon = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)

    assert RULES.deadlines(MatterKind.CALLBACK, MONDAY, agreed).contact_by == agreed
    assert RULES.deadlines(MatterKind.CALLBACK, MONDAY, soon).accept_by == soon


@pytest.mark.parametrize("kind", MatterKind)
def test_no_step_is_due_before_the_one_before_it(kind: MatterKind) -> None:
    due = RULES.deadlines(kind, MONDAY)

    assert MONDAY < due.accept_by <= due.contact_by <= due.finish_by


@pytest.mark.parametrize("language", Language)
def test_the_customer_reads_every_step(language: Language) -> None:
    accepted = MATTER.at(ACCEPTED)
    contacted = accepted.at(CONTACTED)
    steps = (accepted, contacted, contacted.at(DONE), accepted.at(DECLINED))

    for matter in steps:
        words = RULES.notice(matter, language)
        assert MATTER.reference in words
        assert (matter.outcome in words) is (matter.state in ENDS) or not matter.outcome
        assert "{" not in words


@pytest.mark.parametrize("language", Language)
def test_every_state_has_words(language: Language) -> None:
    for state in MatterState:
        assert RULES.states[state][language]
        assert RULES.next[state][language]


def test_a_pack_sets_its_own_terms() -> None:
    rules = load_matter_rules(HOURS, {"loan": {"accept": {"hours": 1}}})

    due = rules.deadlines(MatterKind.LOAN, MONDAY)
    assert local(due.accept_by) == "03-02 11:00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"loan": {"accept": {"weeks": 1}}},
        {"states": {"lost": {"zh-CN": "丢了", "en": "lost"}}},
        {"loan": {"title": "贷款"}},
    ],
)
def test_wrong_rules_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(MalformedRules, match=r"matters\.toml"):
        load_matter_rules(HOURS, wrong)
