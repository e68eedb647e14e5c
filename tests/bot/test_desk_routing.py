"""Who is offered what: skills that relax, tiers that age, capacity, preference."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.presence import PresenceState, Standing
from bot.desk.queue import Medium, Waiting, place
from bot.desk.routing import Person, plan
from bot.desk.rules import load_desk
from bot.desk.tiers import Tier
from bot.errors import MalformedRules
from tests.bot.desk_samples import (
    CALL,
    DESK,
    EXPERT,
    FIRST,
    LIN,
    LOAN,
    NOVICE,
    WANG,
    after,
)
from tests.fakes import NOW

pytestmark = pytest.mark.rules


def asked(
    queue: list[Waiting], people: list[Person], seconds: float = 0
) -> list[tuple[str, str]]:
    now = NOW + timedelta(seconds=seconds)
    return [(one.waiting.id, one.agent_id) for one in plan(queue, people, DESK, now)]


def test_the_agent_who_is_free_for_longest_is_asked_first() -> None:
    assert asked([FIRST], [WANG, LIN]) == [("h1", "lin")]


def test_the_least_burdened_comes_before_the_longest_free() -> None:
    busy = replace(LIN, held=1)

    assert asked([FIRST], [busy, WANG]) == [("h1", "wang")]


def test_nobody_gets_more_than_their_capacity() -> None:
    queue = [after(n, name=f"h{n}") for n in range(5)]

    assert asked(queue, [LIN], 10) == [("h0", "lin"), ("h1", "lin")]
    assert asked(queue, [replace(LIN, held=2)], 10) == []


@pytest.mark.parametrize(
    "state", [one for one in PresenceState if one is not PresenceState.ONLINE]
)
def test_only_who_is_online_is_asked(state: PresenceState) -> None:
    assert asked([FIRST], [replace(LIN, state=state)]) == []


def test_a_call_needs_an_agent_with_nothing_else_on() -> None:
    assert asked([CALL], [replace(LIN, held=1), WANG]) == [("h3", "wang")]
    assert asked([FIRST], [replace(LIN, calls=1)]) == []


def test_room_is_saved_for_a_call_that_came_first() -> None:
    busy = replace(LIN, held=1)

    assert asked([CALL, after(1)], [busy], 2) == []
    assert asked([CALL, after(1)], [busy, replace(busy, id="z")], 2) == [("later", "z")]


def test_an_agent_without_the_skill_is_asked_only_when_it_no_longer_matters() -> None:
    card = replace(LIN, skills={"cards": 5})

    assert asked([LOAN], [card], 239) == []
    assert asked([LOAN], [card], 240) == [("h2", "lin")]


def test_the_level_asked_for_falls_while_the_customer_waits() -> None:
    assert asked([LOAN], [NOVICE], 59) == []
    assert asked([LOAN], [NOVICE], 60) == [("h2", "novice")]


def test_experts_are_kept_for_those_who_need_them() -> None:
    easy = replace(LOAN, level=1)

    assert asked([easy], [EXPERT, NOVICE]) == [("h2", "novice")]


def test_a_supervisor_is_never_replaced_by_anybody() -> None:
    raised = replace(FIRST, skill="supervisor")
    boss = replace(WANG, id="boss", skills={"supervisor": 1})

    assert asked([raised], [LIN], 9_999) == []
    assert asked([raised], [LIN, boss]) == [("h1", "boss")]
    assert asked([FIRST], [boss]) == [("h1", "boss")]


def test_the_preferred_agent_is_waited_for_and_not_for_ever() -> None:
    known = replace(
        FIRST, preferred="wang", preferred_until=NOW + timedelta(seconds=45)
    )
    full = replace(WANG, held=2)

    assert asked([known], [LIN, WANG]) == [("h1", "wang")]
    assert asked([known], [LIN, full], 44) == []
    assert asked([known], [LIN, full], 45) == [("h1", "lin")]


def test_a_preferred_agent_who_is_away_keeps_nobody_waiting() -> None:
    known = replace(
        FIRST, preferred="wang", preferred_until=NOW + timedelta(seconds=45)
    )
    away = replace(WANG, state=PresenceState.BREAK)
    finishing = replace(WANG, state=PresenceState.WRAP_UP)

    assert asked([known], [LIN, away]) == [("h1", "lin")]
    assert asked([known], [LIN, finishing]) == []


def test_who_let_it_go_is_passed_by() -> None:
    assert asked([replace(FIRST, passed=frozenset({"lin"}))], [LIN, WANG]) == [
        ("h1", "wang")
    ]


@pytest.mark.parametrize(
    ("tier", "head"), [(Tier.VIP, 120), (Tier.SENIOR, 60), (Tier.ORDINARY, 0)]
)
def test_a_tier_is_a_head_start_and_no_more(tier: Tier, head: int) -> None:
    sooner = replace(after(head - 1), tier=tier)
    later = replace(after(head + 1), tier=tier)

    assert place(later, DESK) > place(FIRST, DESK)
    assert place(sooner, DESK) < place(FIRST, DESK)


def test_an_emergency_comes_before_every_tier() -> None:
    urgent = replace(after(600), urgent=True)
    important = replace(FIRST, id="vip", tier=Tier.VIP)

    assert asked([important, urgent], [replace(LIN, held=1)], 600) == [("later", "lin")]


waits = st.builds(
    Waiting,
    id=st.uuids().map(str),
    conversation_id=st.just("c"),
    since=st.integers(-900, 0).map(lambda s: NOW + timedelta(seconds=s)),
    skill=st.sampled_from(["general", "loans", "supervisor"]),
    level=st.integers(1, 5),
    tier=st.sampled_from(Tier),
    urgent=st.booleans(),
    medium=st.sampled_from(Medium),
    preferred=st.sampled_from(["", "a0", "a1"]),
    preferred_until=st.just(NOW + timedelta(seconds=20)),
)
persons = st.builds(
    Person,
    id=st.sampled_from([f"a{n}" for n in range(6)]),
    state=st.sampled_from(PresenceState),
    chats=st.integers(1, 4),
    held=st.integers(0, 4),
    calls=st.integers(0, 1),
    skills=st.dictionaries(st.sampled_from(["general", "loans"]), st.integers(1, 5)),
    free_since=st.just(NOW),
)


@settings(max_examples=60, deadline=None)
@given(
    queue=st.lists(waits, max_size=12, unique_by=lambda one: one.id),
    people=st.lists(persons, max_size=6, unique_by=lambda one: one.id),
)
def test_whatever_the_floor_nobody_is_asked_beyond_capacity_or_out_of_turn(
    queue: list[Waiting], people: list[Person]
) -> None:
    offers = plan(queue, people, DESK, NOW)

    known = {one.id: one for one in people}
    for offer in offers:
        person = known[offer.agent_id]
        assert person.has_room(offer.waiting.medium)
        known[person.id] = person.given(offer.waiting.medium)
    assert len({one.waiting.id for one in offers}) == len(offers)
    order = [place(one.waiting, DESK) for one in offers]
    assert order == sorted(order)


def test_a_wrap_up_ends_by_itself() -> None:
    standing = Standing(state=PresenceState.WRAP_UP, until=NOW + timedelta(seconds=30))

    assert standing.at(NOW) is PresenceState.WRAP_UP
    assert standing.at(NOW + timedelta(seconds=30)) is PresenceState.ONLINE
    assert Standing(state=PresenceState.BREAK).at(NOW) is PresenceState.BREAK


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"levels": {"loans": 6}}, "loans"),
        ({"offers": {"seconds": 0}}, "offers.seconds"),
        ({"head_start": {"vip": -1}}, "head start"),
        ({"target": "soon"}, "routing.toml"),
        ({"mood": 3}, "unknown mood"),
        ({"overflow": {"waiting": -1}}, "overflow"),
        ({"offers": {"second": 3}}, "unknown offers.second"),
    ],
)
def test_rules_that_cannot_work_are_refused(
    table: dict[str, object], told: str
) -> None:
    with pytest.raises(MalformedRules, match=told):
        load_desk(table)


def test_a_pack_may_ask_for_more_and_the_rest_stays() -> None:
    rules = load_desk({"levels": {"loans": 4}})

    assert rules.level_of("loans") == 4
    assert rules.level_of("emergency") == 2
    assert rules.longest_head_start == timedelta(seconds=1800)
