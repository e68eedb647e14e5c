/** The list of conversations, what waits longest first, and the agent's own presence. */
import { computed, html, signal, useEffect } from '../vendor/core.js';
import { Icon, clockTime, duration, now, say, worded } from '../lib/page.js';
import { choosePresence, drafts } from './acts.js';
import { VIEWS, cards, counts, current, floor, open, presence, show, standing, unread, view, viewOf, wish } from './floor.js';

const SERVICE_SECONDS = 60;
const SOON_SHARE = 0.6;
const PRESENCES = ['online', 'break', 'training', 'wrap_up', 'offline'];
const REASONS = ['meal', 'rest', 'meeting'];
const SEARCH_AFTER_MS = 250;
const FLAGS = { vip: 'star', senior: 'user-round' };
const search = signal('');
const hits = signal([]);
const skill = signal('');

const since = (instant) => (now.value - new Date(instant).getTime()) / 1000;
const lastAt = (card) => (card.last ? card.last.at : card.created_at);
const order = (card) => card.position || Number.MAX_SAFE_INTEGER;

function byWait(one, other) {
  if (view.value === 'queue') {
    const urgency = Number(other.urgent) - Number(one.urgent);
    return order(one) - order(other) || urgency || (one.waiting_since < other.waiting_since ? -1 : 1);
  }
  return lastAt(one) > lastAt(other) ? -1 : 1;
}

const matches = (card, words) => (card.title + (card.intent || '') + (card.last ? card.last.text : '')).toLowerCase().includes(words);

export const listed = computed(() => {
  const words = search.value.trim().toLowerCase();
  return Object.values(cards.value)
    .filter((card) => viewOf(card) === view.value && (!skill.value || card.skill === skill.value) && (!words || matches(card, words)))
    .sort(byWait);
});

const skills = computed(() => Array.from(new Set(Object.values(cards.value).filter((card) => viewOf(card) === view.value && card.skill).map((card) => card.skill))).sort());

/** Opens the neighbour of the open conversation in the list. */
export function step(by) {
  const ids = listed.value.map((card) => card.id);
  const next = ids[ids.indexOf(current.value) + by];
  if (next) {
    open(next);
  }
}

/** Tabs one walks with the arrow keys. */
export function Tabs({ label, names, chosen, onChoose, words, panel }) {
  const onKey = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || event.altKey) {
      return;
    }
    event.preventDefault();
    const next = names[(names.indexOf(chosen) + by + names.length) % names.length];
    onChoose(next);
    event.currentTarget.querySelector(`[data-name="${next}"]`).focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} onKeyDown=${onKey}>
    ${names.map(
      (name) => html`<button type="button" role="tab" key=${name} data-name=${name} aria-selected=${name === chosen} aria-controls=${panel}
        tabindex=${name === chosen || (name === names[0] && !names.includes(chosen)) ? 0 : -1} onClick=${() => onChoose(name)}>${words(name)}</button>`,
    )}
  </div>`;
}

/** How long somebody waits, against the moment by which they should be answered. */
function lateness(card) {
  const waited = since(card.waiting_since);
  const most = card.answer_by ? (new Date(card.answer_by) - new Date(card.waiting_since)) / 1000 : SERVICE_SECONDS;
  if (waited > most) {
    return 'late';
  }
  return waited > most * SOON_SHARE ? 'soon' : '';
}

function Waiting({ card }) {
  if (!card.waiting_since) {
    return html`<time datetime=${lastAt(card)}>${clockTime(lastAt(card))}</time>`;
  }
  const time = duration(since(card.waiting_since));
  const late = lateness(card);
  const words = late === 'late' ? say('desk.waited.late', { time }) : say('desk.waited', { time });
  return html`<span class=${`timer ${late}`} title=${words}>
    <span class="unseen">${say(late === 'late' ? 'desk.waited.late' : 'desk.waited', { time: '' })}</span>${time}
  </span>`;
}

/** `draft`: as it stands in this browser; undefined where only the service may know of one. */
function LastWords({ card, draft, snippet }) {
  if (draft || (card.draft && draft === undefined)) {
    return html`<span class="last"><b class="draft">${say('desk.draft')}</b> ${draft || ''}</span>`;
  }
  return html`<span class="last">${snippet || (card.last ? card.last.text : '')}</span>`;
}

const Flag = ({ name, kind, label }) => html`<span class=${`flag ${kind}`} title=${label}><${Icon} name=${name} /><span class="unseen">${label}</span></span>`;

/** What an agent should know before opening it; each with words, not by colour alone. */
function Flags({ card }) {
  return html`${FLAGS[card.tier] && html`<${Flag} name=${FLAGS[card.tier]} kind=${card.tier} label=${say(`desk.tier.${card.tier}`)} />`}
    ${card.complaint && html`<${Flag} name="triangle-alert" kind="complaint" label=${say('desk.complaint')} />`}
    ${card.assurance > 0 && html`<${Flag} name="shield-check" kind="proved" label=${say('desk.verified', { level: card.assurance })} />`}`;
}

const topic = (card) => card.intent || (card.reason ? worded('desk.reason', card.reason) : '');

function Item({ card, fresh, draft, chosen, snippet }) {
  const about = topic(card);
  return html`<li>
    <button type="button" class="item" data-conversation=${card.id} aria-current=${chosen ? 'true' : null} onClick=${() => open(card.id)}>
      <span class=${`face ${card.owner}`} aria-hidden="true"><${Icon} name=${card.owner === 'bot' ? 'bot' : 'user-round'} /></span>
      <span class="summary">
        <span class="first">
          <b>${card.title}</b>
          <${Flags} card=${card} />
          ${card.urgent && html`<span class="badge bad">${say('desk.urgent')}</span>`}
          <${Waiting} card=${card} />
        </span>
        ${about && html`<span class="topic">${about}</span>`}
        <span class="second">
          <${LastWords} card=${card} draft=${draft} snippet=${snippet} />
          ${fresh > 0 && html`<span class="fresh"><span aria-hidden="true">${fresh}</span><span class="unseen">${say('desk.unread', { count: fresh })}</span></span>`}
        </span>
      </span>
    </button>
  </li>`;
}

const partsOf = (card) => ({ card, fresh: unread.value[card.id] || 0, draft: drafts.value[card.id], chosen: card.id === current.value });

let drawn = new Map();

/** A row in which nothing has changed is the row that was drawn before, and costs nothing. */
function rowOf(card) {
  const parts = partsOf(card);
  const before = drawn.get(card.id);
  if (before && Object.keys(parts).every((name) => before.parts[name] === parts[name])) {
    return before;
  }
  return { parts, drawing: html`<${Item} key=${card.id} ...${parts} />` };
}

function Rows() {
  const rows = listed.value.map(rowOf);
  drawn = new Map(rows.map((row) => [row.parts.card.id, row]));
  return rows.length > 0 && html`<ul>${rows.map((row) => row.drawing)}</ul>`;
}

function Presence() {
  const chosen = (event) => {
    const [state, reason] = event.target.value.split(':');
    choosePresence(state, reason || '');
  };
  const here = presence.value === 'break' && standing.value.reason ? `break:${standing.value.reason}` : presence.value;
  const options = PRESENCES.concat(REASONS.map((reason) => `break:${reason}`));
  const words = (name) => (name.startsWith('break:') ? `${say('desk.presence.break')} · ${say(`desk.presence.${name.slice(6)}`)}` : say(`desk.presence.${name}`));
  const left = standing.value.until ? (new Date(standing.value.until) - now.value) / 1000 : 0;
  return html`<div class="presence" role="group" aria-label=${say('desk.presence')}>
    <button type="button" class="online" aria-pressed=${presence.value === 'online'} onClick=${() => choosePresence('online')}><i aria-hidden="true"></i>${say('desk.presence.online')}</button>
    <label class=${`state ${presence.value}`}><i aria-hidden="true"></i><span class="unseen">${say('desk.presence.choose')}</span>
      <select value=${here} onChange=${chosen}>
        ${options.map((name) => html`<option key=${name} value=${name} selected=${name === here}>${words(name)}</option>`)}
      </select>
    </label>
    ${left > 0 && html`<span class="timer">${duration(left)}</span>`}
  </div>`;
}

const tabWords = (name) => html`${say(`desk.view.${name}`)} <span class="count">${counts.value[name]}</span>`;

function Chosen() {
  if (skills.value.length < 2 && !skill.value) {
    return null;
  }
  return html`<label class="filter"><span class="unseen">${say('desk.filter.skill')}</span>
    <select value=${skill.value} onChange=${(event) => { skill.value = event.target.value; }}>
      <option value="">${say('desk.filter.all')}</option>
      ${skills.value.map((name) => html`<option key=${name} value=${name} selected=${name === skill.value}>${worded('desk.skills', name)}</option>`)}
    </select>
  </label>`;
}

/** Found by the service in everything that was ever said; the open list stands above. */
function Found() {
  const words = search.value.trim();
  useEffect(() => {
    if (words.length < 2) {
      hits.value = [];
      return undefined;
    }
    const timer = setTimeout(async () => {
      const answer = await wish('GET', `/search?q=${encodeURIComponent(words)}`);
      hits.value = answer ? answer.items : [];
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [words]);
  const shown = new Set(listed.value.map((card) => card.id));
  const more = hits.value.filter((hit) => !shown.has(hit.card.id));
  if (!words || !more.length) {
    return null;
  }
  return html`<p class="found">${say('desk.found', { count: more.length })}</p>
    <ul>${more.map((hit) => html`<${Item} key=${hit.card.id} ...${partsOf(cards.value[hit.card.id] || hit.card)} snippet=${hit.snippet} />`)}</ul>`;
}

const few = computed(() => !listed.value.length && !(search.value && hits.value.length));

const Nothing = () => few.value && html`<p class="nothing"><${Icon} name="inbox" />${say(search.value ? 'desk.empty.search' : `desk.empty.${view.value}`)}</p>`;

export function List() {
  return html`<section class="list" aria-label=${say('desk.conversations')}>
    <div class="find">
      <${Icon} name="search" />
      <input id="find" type="search" aria-label=${say('desk.search')} placeholder=${say('desk.search')} value=${search.value} onInput=${(event) => { search.value = event.target.value; }} />
    </div>
    <${Tabs} label=${say('desk.conversations')} names=${VIEWS} chosen=${view.value} onChoose=${show} words=${tabWords} panel="listed" />
    <${Chosen} />
    <div id="listed" class="listed" role="tabpanel" tabindex="-1" aria-label=${say(`desk.view.${view.value}`)}>
      <${Rows} />
      <${Found} />
      <${Nothing} />
    </div>
    <footer>
      <${Presence} />
      <p class="standing">${say('desk.floor', floor.value)}</p>
    </footer>
  </section>`;
}
