"""A stale screen that hears what happened since is a fresh screen."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from tests.browser.test_as_shipped import STATIC
from tests.browser.world import ACTS, ME, Frame, World

pytestmark = pytest.mark.browser

DRIVEN = """async ({ me, stale, late, first, middle, last, fresh }) => {
  const { NOTHING, heard, loaded, refreshed } = await import('http://desk.test/s.js');
  const views = ['mine', 'queue', 'bot', 'closed'];
  const told = (state, answer, asked) => {
    const page = (view) => ({ items: answer.lists[view],
                              counts: answer.counts, floor: answer.floor });
    const lists = views.reduce(
      (now, view) => loaded(now, view, page(view), me, asked), state);
    return Object.values(answer.details).reduce(
      (now, detail) => refreshed(now, detail, asked), lists);
  };
  const begun = (answer) =>
    told({ ...NOTHING, offers: answer.offers }, answer, NOTHING);
  const again = (state, answer) => state.wanting.filter((id) => answer.details[id])
    .reduce((now, id) => refreshed(now, answer.details[id], now), state);
  const plain = (state) => ({
    lists: Object.fromEntries(views.map((view) => [view,
      Object.values(state.cards).filter((card) => answered(card) === view)
        .sort((one, other) => (one.id < other.id ? -1 : 1))])),
    details: Object.fromEntries(Object.keys(fresh.details).sort()
      .map((id) => [id, state.details[id]])),
    offers: state.offers, counts: state.counts, floor: state.floor,
  });
  const answered = (card) => card.owner !== 'agent' ? card.owner
    : card.agent_id === me ? 'mine' : '';
  let state = begun(stale);
  state = first.reduce(heard, state);
  const asked = state;
  state = middle.reduce(heard, state);
  state = told(state, late, asked);
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


def told(happened: Acts, cuts: list[int]) -> dict[str, Any]:
    """Answers and frames at four moments: a page opens at the first, asks anew at the
    second, and is answered with what stood at the third."""
    world = World()
    opened, asked, answered = (cut % (len(happened) + 1) for cut in sorted(cuts))
    opened, asked, answered = sorted((opened, asked, answered))
    frames: list[list[Frame]] = []
    answers = [world.answer()]
    for name, which in happened:
        frames.append(world.act(name, which))
        answers.append(world.answer())
    return {
        "me": ME,
        "stale": answers[opened],
        "late": answers[answered],
        "fresh": answers[-1],
        "first": list(chain(*frames[opened:asked])),
        "middle": list(chain(*frames[asked:answered])),
        "last": list(chain(*frames[answered:])),
    }


def missing(told: dict[str, Any], lost: int) -> dict[str, Any]:
    """The same, but one event never came."""
    last = list(told["last"])
    events = [at for at, one in enumerate(last) if one["type"] == "event"]
    if events:
        del last[events[lost % len(events)]]
    return {**told, "last": last}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    happened=acts,
    cuts=st.lists(st.integers(0, 24), min_size=3, max_size=3),
    lost=st.integers(-1, 12),
)
def test_a_stale_screen_and_what_happened_since_make_a_fresh_one(
    blank: Page, happened: Acts, cuts: list[int], lost: int
) -> None:
    story = told(happened, cuts)

    kept, fresh = blank.evaluate(DRIVEN, story if lost < 0 else missing(story, lost))

    assert kept == fresh
