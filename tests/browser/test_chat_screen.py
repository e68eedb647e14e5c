"""A customer's stale screen that hears what happened since is a fresh screen."""

from collections.abc import Iterator
from itertools import count
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from api.frames import ToCustomer
from api.pages import Pages
from bot.message import Event

pytestmark = pytest.mark.browser

EVENTS = tuple(event.value for event in Event)
WORDS = ("bot", "agent")
PASSING = ("typing", "error", "ping", "state", "twice")
ACTS = ("tell", "cut", "back", "swallow", *PASSING, *WORDS, *EVENTS)
KINDS = {one.model_fields["type"].default for one in get_args(get_args(ToCustomer)[0])}
"""Of the frames that the service may send to a customer's page."""
WHOLE = [act for act in ACTS if act not in ("cut", "swallow")]
CUT = ["tell", "cut", *EVENTS, "tell", "bot", "back", "agent", "swallow", "back", "bot"]
PLAYED = """async ({ acts, events, n }) => {
  const id = 'c' + n;
  localStorage.clear();
  localStorage.setItem('teller.conversation', JSON.stringify({ id, token: 't' }));
  const log = [];
  const kinds = new Set();
  const lines = new Set();
  let owner = 'bot';
  let reachable = true;
  let swallows = false;
  const rest = (wait) => new Promise((done) => setTimeout(done, wait));
  const state = () => ({ owner, last_seq: log.length, bank: { name: 'b', bot: 'b' } });
  const tell = (frame) => lines.forEach((line) => line.hear(frame));
  const cut = () => Array.from(lines).forEach((line) => line.shut(1006));
  const add = (event) => {
    const whole = { id: 'm' + log.length, seq: log.length + 1, choices: [], ...event };
    log.push(whole);
    tell({ type: 'event', event: whole });
    tell({ type: 'state', state: state() });
  };
  const take = (line, said) => {
    const key = said.client_message_id;
    if (swallows) { reachable = false; cut(); swallows = false; }
    const known = log.find((event) => event.client_message_id === key);
    const words = { author: 'customer', text: said.text, client_message_id: key };
    if (!known) { add(words); }
    const seq = known ? known.seq : log.length;
    const ack = { type: 'ack', client_message_id: key, seq, duplicate: Boolean(known) };
    if (line) { line.hear(ack); }
    return ack;
  };
  window.WebSocket = class {
    constructor() {
      setTimeout(() => (reachable ? this.open() : this.shut(1006)), 0);
    }
    open() { lines.add(this); this.onopen(); }
    hear(frame) {
      kinds.add(frame.type);
      const data = JSON.stringify(frame);
      setTimeout(() => lines.has(this) && this.onmessage({ data }), 0);
    }
    send(text) {
      const frame = JSON.parse(text);
      if (frame.type === 'hello') {
        this.hear({ type: 'welcome', state: state(), last_seq: log.length });
        log.filter((event) => event.seq > frame.after)
          .forEach((event) => this.hear({ type: 'event', event }));
      } else if (frame.type === 'message') {
        take(this, frame);
      }
    }
    shut(code) { lines.delete(this); setTimeout(() => this.onclose({ code }), 0); }
    close() { this.shut(1000); }
  };
  window.fetch = async (path, sent) => {
    await rest(1);
    if (!reachable) { throw new TypeError('away'); }
    const after = Number(new URL(path, location.href).searchParams.get('after') || 0);
    const told = sent.method === 'POST' ? take(null, JSON.parse(sent.body))
      : { events: log.filter((event) => event.seq > after), state: state() };
    return new Response(JSON.stringify(told),
      { headers: { 'Content-Type': 'application/json' } });
  };
  const page = await import(`/chat/conversation.js?${n}`);
  const OWNERS = { agent_joined: 'agent', handed_back: 'bot', requeued: 'queue',
    left_queue: 'bot', transferred: 'queue', lent: 'bot', closed: 'closed' };
  const once = {
    tell: () => page.tell('t' + Math.random()),
    cut: () => { reachable = false; cut(); },
    back: () => { reachable = true; window.dispatchEvent(new Event('online')); },
    swallow: () => { swallows = true; page.tell('s' + Math.random()); },
    typing: () => tell({ type: 'typing', author: 'agent' }),
    error: () => tell({ type: 'error', code: 'invalid_frame', detail: '' }),
    ping: () => tell({ type: 'ping' }),
    state: () => tell({ type: 'state', state: state() }),
    twice: () => log.slice(-3).forEach((event) => tell({ type: 'event', event })),
    bot: () => add({ author: 'bot', text: 'b' }),
    agent: () => add({ author: 'agent', text: 'a', agent_name: 'x' }),
  };
  const system = (name) => {
    owner = OWNERS[name] || owner;
    add({ author: 'system', text: name, event: name });
  };
  await page.start();
  for (const act of acts) {
    (once[act] || (() => system(act)))();
    await rest(act.length % 3 ? 0 : 15);
  }
  swallows = false;
  once.back();
  const quiet = () => page.events.value.length === log.length
    && !page.unsent.value.length && page.state.value.last_seq === log.length;
  for (let tries = 0; tries < 400 && !quiet(); tries += 1) { await rest(10); }
  const shown = ({ events: said, state: how, unsent }) =>
    JSON.parse(JSON.stringify([said.value, how.value, unsent.value]));
  const stale = shown(page);
  page.line.value.close();
  const again = await import(`/chat/conversation.js?${n}-fresh`);
  await again.start();
  const fresh = shown(again);
  again.line.value.close();
  return { stale, fresh, log, kinds: Array.from(kinds) };
}"""

numbers = count()


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Iterator[Page]:
    """A page with nothing on it but the scripts of the chat."""
    context, pages = chromium.new_context(), Pages()

    def served(route: Route) -> None:
        path = urlsplit(route.request.url).path.removeprefix("/")
        if path == "blank":
            route.fulfill(body="", content_type="text/html")
            return
        leaf = pages.file(path)
        route.fulfill(body=leaf.body, content_type=leaf.kind)

    context.route("http://chat.test/**", served)
    page = context.new_page()
    page.goto("http://chat.test/blank")
    yield page
    context.close()


def played(blank: Page, acts: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = blank.evaluate(PLAYED, {"acts": acts, "n": next(numbers)})
    return told


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=3, max_size=18))
@example(acts=WHOLE)
@example(acts=CUT)
def test_a_stale_screen_and_what_happened_since_make_a_fresh_one(
    blank: Page, acts: list[str]
) -> None:
    told = played(blank, acts)

    assert told["stale"] == told["fresh"]
    assert told["fresh"][0] == told["log"]
    assert told["fresh"][2] == []


def test_the_histories_know_every_frame_and_every_event(blank: Page) -> None:
    told = played(blank, WHOLE)

    assert set(told["kinds"]) == KINDS
    assert {one.get("event") for one in told["log"]} - {None} == set(EVENTS)
