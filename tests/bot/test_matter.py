"""A matter goes its way step by step, each with a due time, and ends with words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.matter import (
    ALLOWED,
    Deadlines,
    Matter,
    MatterElsewhere,
    MatterKind,
    MatterState,
    MatterStep,
    OutcomeMissing,
    reference_of,
)

pytestmark = pytest.mark.rules

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
MATTER = Matter(
    id="a1",
    tenant_id="demo",
    conversation_id="c1",
    kind=MatterKind.LOAN,
    reference="L2345-6789",
    contact="13800000000",
    opened_at=NOW,
    deadlines=Deadlines(
        accept_by=NOW + timedelta(hours=4),
        contact_by=NOW + timedelta(hours=8),
        finish_by=NOW + timedelta(days=10),
    ),
)


def step(state: MatterState, outcome: str = "", by: str = "s1") -> MatterStep:
    return MatterStep(state=state, by=by, by_name="安然", at=NOW, outcome=outcome)


ACCEPTED = step(MatterState.ACCEPTED)
CONTACTED = step(MatterState.CONTACTED)
DONE = step(MatterState.DONE, "已放款")
DECLINED = step(MatterState.DECLINED, "三次没有联系上")


def test_a_matter_is_accepted_contacted_and_done() -> None:
    matter = MATTER.at(ACCEPTED).at(CONTACTED).at(DONE)

    assert matter.state is MatterState.DONE
    assert matter.holder == "s1"
    assert matter.outcome == "已放款"
    assert [one.state for one in matter.steps] == ["accepted", "contacted", "done"]


def test_each_state_has_its_own_due_time() -> None:
    accepted = MATTER.at(ACCEPTED)
    contacted = accepted.at(CONTACTED)

    assert MATTER.due == MATTER.deadlines.accept_by
    assert accepted.due == MATTER.deadlines.contact_by
    assert contacted.due == MATTER.deadlines.finish_by
    assert contacted.at(DONE).due is None


def test_it_is_overdue_from_just_after_its_due_time() -> None:
    due = MATTER.deadlines.accept_by

    assert not MATTER.overdue(due)
    assert MATTER.overdue(due + timedelta(microseconds=1))
    ended = MATTER.at(ACCEPTED).at(DECLINED)
    assert not ended.overdue(NOW + timedelta(days=99))


@pytest.mark.parametrize("end", [MatterState.DONE, MatterState.DECLINED])
@pytest.mark.parametrize("words", ["", "  \n"])
def test_nothing_ends_without_words(end: MatterState, words: str) -> None:
    with pytest.raises(OutcomeMissing):
        MATTER.at(ACCEPTED).at(CONTACTED).at(step(end, words))


def test_no_step_is_left_out() -> None:
    with pytest.raises(MatterElsewhere):
        MATTER.at(CONTACTED)
    with pytest.raises(MatterElsewhere):
        MATTER.at(ACCEPTED).at(DONE)
    with pytest.raises(MatterElsewhere):
        MATTER.at(ACCEPTED).at(CONTACTED).at(DONE).at(DECLINED)


def test_the_same_step_of_the_same_person_is_one_step() -> None:
    accepted = MATTER.at(ACCEPTED)

    assert accepted.at(ACCEPTED) is accepted
    with pytest.raises(MatterElsewhere):
        accepted.at(replace(ACCEPTED, by="s2"))


def test_every_state_says_what_may_follow() -> None:
    assert set(ALLOWED) == set(MatterState)


def test_a_reference_is_told_again_for_the_same_act_only() -> None:
    told = {reference_of(MatterKind.LOAN, f"act{one}") for one in range(1000)}

    assert len(told) == 1000
    assert reference_of(MatterKind.LOAN, "act7") in told
    assert not {"0", "1", "I", "O"} & set("".join(told))
    assert all(len(one) == 10 and one.startswith("L") for one in told)
