"""A stale screen that hears what happened since is a fresh screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from bot.message import Event
from tests.browser.test_as_shipped import STATIC
from tests.browser.world import ACTS, KINDS, ME, World

pytestmark = pytest.mark.browser

DRIVEN = """async ({ me, opened, first, welcome, middle, late, last, fresh }) => {
  const { NOTHING, heard, invited, loaded, refreshed, stood } =
    await import('http://desk.test/s.js');
  const views = ['mine', 'queue', 'bot', 'closed'];
  const told = (state, answer, asked) => {
    const page = (view) => ({ items: answer.lists[view],
                              counts: answer.counts, floor: answer.floor });
    const lists = views.reduce(
      (now, view) => loaded(now, view, page(view), me, asked), state);
    const whole = Object.values(answer.details).reduce(
      (now, detail) => refreshed(now, detail, asked), lists);
    return stood(invited(whole, answer.offers), answer.own, asked);
  };
  const begun = (answer) => told(NOTHING, answer, NOTHING);
  const again = (state, answer) => state.wanting.filter((id) => answer.details[id])
    .reduce((now, id) => refreshed(now, answer.details[id], now), state);
  const answered = (card) => card.owner !== 'agent' ? card.owner
    : card.agent_id === me ? 'mine' : '';
  const byId = (one, other) => (one.id < other.id ? -1 : 1);
  const plain = (state) => ({
    lists: Object.fromEntries(views.map((view) => [view,
      Object.values(state.cards).filter((card) => answered(card) === view)
        .sort(byId)])),
    details: Object.fromEntries(Object.keys(fresh.details).sort()
      .map((id) => [id, state.details[id]])),
    offers: state.offers.slice().sort(byId), counts: state.counts, floor: state.floor,
    own: { state: state.presence, ...state.standing },
  });
  let state = first.reduce(heard, begun(opened));
  state = welcome ? heard(state, welcome) : state;
  const asked = state;
  state = told(middle.reduce(heard, state), late, asked);
  state = last.reduce(heard, state);
  state = again(state, fresh);
  return [plain(state), plain(begun(fresh))];
}"""

Acts = list[tuple[str, str]]
acts = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from("abc")), min_size=4, max_size=24
)


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Iterator[Page]:
    """A page with nothing on it but the rules of the screen."""
    context = chromium.new_context()
    script = (STATIC / "desk" / "screen.js").read_text("utf-8")
    kind = "text/javascript"
    context.route("**/s.js", lambda r: r.fulfill(body=script, content_type=kind))
    context.route("**/blank", lambda r: r.fulfill(body="", content_type="text/html"))
    page = context.new_page()
    page.goto("http://desk.test/blank")
    yield page
    context.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened, and where it was cut: a page opens at the first, loses its line at
    the second, has it back at the third, and is answered at the fourth."""

    happened: Acts
    cuts: list[int]

    def told(self) -> dict[str, Any]:
        world = World()
        answers, welcomes, frames = [world.answer()], [world.welcome()], []
        for name, which in self.happened:
            frames.append(world.act(name, which))
            answers.append(world.answer())
            welcomes.append(world.welcome())
        most = len(self.happened) + 1
        opened, lost, back, answered = sorted(cut % most for cut in self.cuts)
        return {
            "me": ME,
            "opened": answers[opened],
            "first": list(chain(*frames[opened:lost])),
            "welcome": welcomes[back] if back > lost else None,
            "middle": list(chain(*frames[back:answered])),
            "late": answers[answered],
            "last": list(chain(*frames[answered:])),
            "fresh": answers[-1],
        }


def missing(told: dict[str, Any], lost: int) -> dict[str, Any]:
    """The same, but one event never came."""
    last = list(told["last"])
    events = [at for at, one in enumerate(last) if one["type"] == "event"]
    if events:
        del last[events[lost % len(events)]]
    return {**told, "last": last}


WHOLE = [(act, which) for act in ACTS for which in "abc"]
"""Everything that can happen, to everybody."""
BEGUN: Acts = [("offer", "a"), ("queue", "a"), ("take", "a")]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("cuts", [[0, 0, 0, 0], [1, 1, 3, 3], [2, 3, 4, 4]])
def test_each_thing_that_happens_reaches_a_stale_screen(
    blank: Page, act: str, cuts: list[int]
) -> None:
    story = Story(happened=[*BEGUN, (act, "a")], cuts=cuts)

    kept, fresh = blank.evaluate(DRIVEN, story.told())

    assert kept == fresh


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    happened=acts,
    cuts=st.lists(st.integers(0, 24), min_size=4, max_size=4),
    lost=st.integers(-1, 12),
)
@example(happened=WHOLE, cuts=[0, 0, 0, 0], lost=-1)
@example(happened=WHOLE, cuts=[0, 5, 30, 40], lost=-1)
def test_a_stale_screen_and_what_happened_since_make_a_fresh_one(
    blank: Page, happened: Acts, cuts: list[int], lost: int
) -> None:
    story = Story(happened=happened, cuts=cuts).told()

    kept, fresh = blank.evaluate(DRIVEN, story if lost < 0 else missing(story, lost))

    assert kept == fresh


def test_the_histories_know_every_frame_and_every_event() -> None:
    world = World()

    frames = [world.welcome(), *chain(*(world.act(*one) for one in WHOLE))]

    assert {frame["type"] for frame in frames} == KINDS
    told = {frame["event"]["event"] for frame in frames if frame["type"] == "event"}
    assert told - {None} == {event.value for event in Event}
