"""The estimate: a range, more than so much, or an honest "nobody can say"."""

import pytest

from bot.desk.estimate import UNKNOWN, Estimate, EstimateKind, Pace, estimated

pytestmark = pytest.mark.rules

EVERY_30_SECONDS = tuple(range(30, 630, 30))


def pace(
    ahead: int, *, free: int = 0, staffed: bool = True, taken: tuple[int, ...] = ()
) -> Pace:
    return Pace(ahead=ahead, free=free, staffed=staffed, taken_seconds_ago=taken)


def test_somebody_is_free_at_once() -> None:
    told = estimated(pace(0, free=1))

    assert told == Estimate(kind=EstimateKind.SOON, high_minutes=1)


@pytest.mark.parametrize("taken", [(), EVERY_30_SECONDS[:9]])
def test_a_queue_that_has_not_moved_says_nothing(taken: tuple[int, ...]) -> None:
    assert estimated(pace(3, taken=taken)) == UNKNOWN


def test_without_agents_nothing_is_promised() -> None:
    assert estimated(pace(0, staffed=False, taken=EVERY_30_SECONDS)) == UNKNOWN


@pytest.mark.parametrize(
    ("ahead", "low", "high"), [(0, 0, 2), (9, 2, 8), (19, 7, 13), (39, 15, 25)]
)
def test_it_is_a_range_that_grows_with_the_queue(
    ahead: int, low: int, high: int
) -> None:
    told = estimated(pace(ahead, taken=EVERY_30_SECONDS))

    assert told == Estimate(kind=EstimateKind.RANGE, low_minutes=low, high_minutes=high)


def test_a_quick_queue_is_soon() -> None:
    told = estimated(pace(0, taken=tuple(range(1, 21))))

    assert told.kind is EstimateKind.SOON


@pytest.mark.parametrize(("ahead", "least"), [(99, 30), (88, 30), (199, 30)])
def test_beyond_half_an_hour_only_the_least_is_told(ahead: int, least: int) -> None:
    told = estimated(pace(ahead, taken=EVERY_30_SECONDS))

    assert told == Estimate(kind=EstimateKind.MORE, low_minutes=least)
