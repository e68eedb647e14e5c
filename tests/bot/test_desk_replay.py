"""A small day, replayed: what happened, and what the figures make of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.board import Episode, Target, board
from bot.desk.estimate import EstimateKind
from bot.desk.figures import Figures, figures, quantile
from bot.desk.presence import PresenceState
from bot.desk.queue import Medium, Waiting, in_order
from bot.desk.replay import Arrival, Happened, Kind, Shift, replayed
from bot.desk.tiers import Tier
from bot.handoff import HandoffReason, HandoffState
from tests.bot.desk_samples import CALL, DESK, FIRST, LIN, after
from tests.bot.samples import HANDOFF, TALK, waiting
from tests.fakes import NOW

pytestmark = pytest.mark.rules

SHIFT = Shift(
    person=replace(LIN, state=PresenceState.OFFLINE, chats=1),
    starts=NOW - timedelta(seconds=10),
    ends=NOW + timedelta(hours=1),
    answer_seconds=5,
)


def arrival(
    waiting: Waiting = FIRST, *, handling: float = 100, patience: float = 600
) -> Arrival:
    return Arrival(
        waiting=waiting, handling_seconds=handling, patience_seconds=patience
    )


def day(*arrivals: Arrival) -> tuple[tuple[Happened, ...], Figures]:
    happened = replayed(arrivals, [SHIFT], DESK)
    return happened, figures(happened, arrivals, [SHIFT], DESK)


def kinds(happened: tuple[Happened, ...], handoff: str) -> list[Kind]:
    return [one.kind for one in happened if one.handoff == handoff]


def test_a_customer_is_offered_taken_and_done() -> None:
    happened, told = day(arrival())

    assert kinds(happened, "h1") == [Kind.ASKED, Kind.OFFERED, Kind.TAKEN, Kind.ENDED]
    assert told.by_tier["ordinary"].p50 == 5
    assert (told.answered, told.left, told.service_level) == (1, 0, 1)
    assert told.occupancy == pytest.approx(105 / 3610)


def test_who_loses_patience_leaves() -> None:
    happened, told = day(arrival(), arrival(after(1), patience=30))

    assert kinds(happened, "later") == [Kind.ASKED, Kind.LEFT]
    assert told.left == 1


def test_an_offer_that_lapses_is_made_again_later() -> None:
    happened, told = day(replace(arrival(), lapses=1))

    assert kinds(happened, "h1") == [
        Kind.ASKED,
        Kind.OFFERED,
        Kind.LAPSED,
        Kind.OFFERED,
        Kind.TAKEN,
        Kind.ENDED,
    ]
    assert told.lapsed == 1
    assert told.by_tier["ordinary"].p50 == pytest.approx(115, abs=6)


def test_a_call_waits_for_an_empty_desk() -> None:
    call = replace(CALL, since=NOW + timedelta(seconds=1))
    happened, told = day(arrival(), arrival(call))

    taken = next(
        one for one in happened if (one.kind, one.handoff) == (Kind.TAKEN, "h3")
    )
    assert (taken.at - NOW).total_seconds() == 110
    assert told.over_capacity == 0


def test_nobody_is_taken_after_the_last_shift() -> None:
    late = arrival(after(4000))
    happened, told = day(late)

    assert kinds(happened, "later") == [Kind.ASKED, Kind.LEFT]
    assert told.by_tier["vip"].longest == 0
    assert quantile([], 0.5) == 0


def test_what_breaks_the_rules_is_counted() -> None:
    """Somebody behind is served first, and one agent gets two at once."""
    behind = after(5)
    happened = (
        Happened(at=SHIFT.starts, kind=Kind.SHIFT, agent="lin"),
        Happened(at=NOW, kind=Kind.ASKED, handoff="h1"),
        Happened(at=behind.since, kind=Kind.ASKED, handoff="later"),
        Happened(at=behind.since, kind=Kind.OFFERED, handoff="later", agent="lin"),
        Happened(at=behind.since, kind=Kind.OFFERED, handoff="h1", agent="lin"),
    )

    told = figures(happened, [arrival(), arrival(behind)], [SHIFT], DESK)

    assert (told.starved, told.over_capacity, told.overtaken_seconds) == (1, 1, 5)


def test_an_estimate_is_held_against_the_wait() -> None:
    """A dozen are served one after the other; who comes then is told a range."""
    queue = [
        arrival(after(n, name=f"h{n}"), handling=50, patience=5_000) for n in range(24)
    ]
    happened, told = day(*queue, arrival(after(800), handling=50, patience=5_000))

    asked = next(
        one for one in happened if (one.kind, one.handoff) == (Kind.ASKED, "later")
    )
    assert asked.estimate is not None
    assert asked.estimate.kind is EstimateKind.RANGE
    assert (told.estimates, told.estimates_kept) == (1, 1)


def test_who_let_it_go_is_not_passed_over_meanwhile() -> None:
    behind = after(5)
    happened = (
        Happened(at=SHIFT.starts, kind=Kind.SHIFT, agent="lin"),
        Happened(at=NOW, kind=Kind.ASKED, handoff="h1"),
        Happened(at=NOW, kind=Kind.OFFERED, handoff="h1", agent="lin"),
        Happened(at=behind.since, kind=Kind.LAPSED, handoff="h1", agent="lin"),
        Happened(at=behind.since, kind=Kind.ASKED, handoff="later"),
        Happened(at=behind.since, kind=Kind.OFFERED, handoff="later", agent="lin"),
    )

    told = figures(happened, [arrival(), arrival(behind)], [SHIFT], DESK)

    assert (told.starved, told.lapsed) == (0, 1)


def test_conversations_are_in_the_order_of_their_places() -> None:
    first, second = waiting(), replace(waiting(), id="c2")
    vip = replace(HANDOFF, id="h2", tier=Tier.VIP, since=NOW + timedelta(seconds=60))
    second = replace(second, handoff=vip)

    assert [one.id for one in in_order([first, second, TALK], DESK)] == ["c2", "c1"]


def episode(
    asked: float,
    taken: float | None = None,
    ended: float | None = None,
    reason: HandoffReason = HandoffReason.CUSTOMER_ASKED,
) -> Episode:
    state = HandoffState.TAKEN if taken is not None else HandoffState.WAITING
    return Episode(
        conversation_id="c1",
        reason=reason,
        skill="general",
        state=HandoffState.LEFT if ended is not None else state,
        asked_at=NOW + timedelta(seconds=asked),
        taken_at=None if taken is None else NOW + timedelta(seconds=taken),
        ended_at=None if ended is None else NOW + timedelta(seconds=ended),
    )


TARGET = Target(soon_seconds=20, answer_seconds=60)


def test_a_level_counts_only_what_is_known() -> None:
    """In time, too late, gave up, waiting too long already, waiting not long yet."""
    episodes = [
        episode(0, 10),
        episode(0, 70),
        episode(0, None, 30),
        episode(0),
        episode(95),
    ]

    told = board(episodes, TARGET, NOW + timedelta(seconds=100))

    assert told.service_level == pytest.approx(1 / 4)
    assert (told.waiting, told.longest_wait) == (2, 100)
    assert told.abandon == pytest.approx(1 / 3)
    assert (told.time_to_human, told.time_to_human_p90) == (10, 70)


def test_whom_nobody_asked_for_is_no_part_of_it() -> None:
    unasked = [
        episode(0, 0, None, HandoffReason.STEPPED_IN),
        episode(0, 5, None, HandoffReason.TRANSFERRED),
    ]

    told = board(unasked, TARGET, NOW)

    assert (told.asked, told.time_to_human, told.abandon) == (0, None, None)
    assert told.queues == ()


def test_a_call_and_a_chat_are_given_and_freed_alike() -> None:
    for medium in Medium:
        assert LIN.given(medium).freed(medium) == LIN
        assert LIN.given(Medium.CALL).room(medium) == 0
    assert (LIN.room(Medium.TEXT), LIN.room(Medium.CALL)) == (2, 1)
