"""Rates and places: how often, and how many at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.errors import TooMany
from api.places import Places
from api.rates import Rate, Rates, address_key

pytestmark = pytest.mark.door

SAY = {"say": Rate(limit=3, seconds=60)}


def taken(rates: Rates, key: str, *moments: float) -> int:
    """How many of the attempts were allowed."""
    allowed = 0
    for at in moments:
        try:
            rates.take("say", key, at=at)
        except TooMany:
            continue
        allowed += 1
    return allowed


def test_the_allowance_can_be_used_at_once() -> None:
    assert taken(Rates(SAY), "a", 0, 0, 0, 0, 0) == 3


def test_it_grows_back_evenly() -> None:
    rates = Rates(SAY)

    assert taken(rates, "a", 0, 0, 0) == 3
    assert taken(rates, "a", 19, 20, 20, 39, 40) == 2


def test_the_refused_learn_when_to_come_back() -> None:
    rates = Rates(SAY)
    taken(rates, "a", 0, 0, 0)

    with pytest.raises(TooMany) as refused:
        rates.take("say", "a", at=5)

    assert refused.value.retry_after_seconds == 15
    rates.take("say", "a", at=20)


def test_senders_do_not_take_from_each_other() -> None:
    rates = Rates(SAY)
    taken(rates, "a", 0, 0, 0)

    assert taken(rates, "b", 0, 0, 0) == 3


def test_the_number_of_remembered_senders_is_bounded() -> None:
    rates = Rates(SAY, most_keys=10)

    for number in range(1_000):
        rates.take("say", str(number), at=number)

    assert len(rates) == 10


def test_a_clock_that_stands_still_or_jumps_back_gives_nothing_away() -> None:
    rates = Rates(SAY)

    assert taken(rates, "a", 100, 50, 0, 0, 50) == 3


@given(st.lists(st.floats(0, 300), max_size=60).map(sorted))
@settings(max_examples=100, deadline=None)
def test_no_minute_allows_more_than_twice_the_limit(moments: list[float]) -> None:
    rates = Rates(SAY)
    allowed = [at for at in moments if taken(rates, "a", at)]

    for start in allowed:
        assert sum(start <= at < start + 60 for at in allowed) <= 6


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_one_line_is_one_sender(host: str, key: str) -> None:
    assert address_key(host) == key


def test_places_are_given_back() -> None:
    places = Places(2)

    with places.held("a"), places.held("a"):
        with pytest.raises(TooMany), places.held("a"):
            pass
        with places.held("b"):
            assert len(places) == 3

    assert len(places) == 0
    with places.held("a"):
        assert len(places) == 1
