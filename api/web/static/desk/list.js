/** The list of conversations, what waits longest first, and the agent's own presence. */
import { computed, html, signal } from '../vendor/core.js';
import { Icon, clockTime, duration, now, say } from '../lib/page.js';
import { choosePresence, drafts } from './acts.js';
import { VIEWS, cards, counts, current, floor, open, presence, show, unread, view, viewOf } from './floor.js';

const LATE_SECONDS = 60;
const PRESENCES = ['online', 'break', 'offline'];
const search = signal('');

const since = (instant) => (now.value - new Date(instant).getTime()) / 1000;
const lastAt = (card) => (card.last ? card.last.at : card.created_at);

function byWait(one, other) {
  if (view.value === 'queue') {
    const urgency = Number(other.urgent) - Number(one.urgent);
    return urgency || (one.waiting_since < other.waiting_since ? -1 : 1);
  }
  return lastAt(one) > lastAt(other) ? -1 : 1;
}

const matches = (card, words) => (card.title + (card.last ? card.last.text : '')).toLowerCase().includes(words);

export const listed = computed(() => {
  const words = search.value.trim().toLowerCase();
  return Object.values(cards.value)
    .filter((card) => viewOf(card) === view.value && (!words || matches(card, words)))
    .sort(byWait);
});

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
        tabindex=${name === chosen ? 0 : -1} onClick=${() => onChoose(name)}>${words(name)}</button>`,
    )}
  </div>`;
}

function Waiting({ card }) {
  if (!card.waiting_since) {
    return html`<time datetime=${lastAt(card)}>${clockTime(lastAt(card))}</time>`;
  }
  const seconds = since(card.waiting_since);
  const time = duration(seconds);
  return html`<span class=${`timer ${seconds > LATE_SECONDS ? 'late' : ''}`} title=${say('desk.waited', { time })}>
    <span class="unseen">${say('desk.waited', { time: '' })}</span>${time}
  </span>`;
}

function LastWords({ card }) {
  const draft = drafts.value[card.id];
  if (draft) {
    return html`<span class="last"><b class="draft">${say('desk.draft')}</b> ${draft}</span>`;
  }
  return html`<span class="last">${card.last ? card.last.text : ''}</span>`;
}

function Item({ card }) {
  const fresh = unread.value[card.id] || 0;
  return html`<li>
    <button type="button" class="item" data-conversation=${card.id} aria-current=${card.id === current.value ? 'true' : null} onClick=${() => open(card.id)}>
      <span class=${`face ${card.owner}`} aria-hidden="true"><${Icon} name=${card.owner === 'bot' ? 'bot' : 'user-round'} /></span>
      <span class="summary">
        <span class="first">
          <b>${card.title}</b>
          ${card.urgent && html`<span class="badge bad">${say('desk.urgent')}</span>`}
          <${Waiting} card=${card} />
        </span>
        <span class="second">
          <${LastWords} card=${card} />
          ${fresh > 0 && html`<span class="fresh"><span aria-hidden="true">${fresh}</span><span class="unseen">${say('desk.unread', { count: fresh })}</span></span>`}
        </span>
      </span>
    </button>
  </li>`;
}

function Presence() {
  return html`<div class="presence" role="group" aria-label=${say('desk.presence')}>
    ${PRESENCES.map(
      (wanted) => html`<button type="button" key=${wanted} class=${wanted} aria-pressed=${presence.value === wanted} onClick=${() => choosePresence(wanted)}>
        <i aria-hidden="true"></i>${say(`desk.presence.${wanted}`)}
      </button>`,
    )}
  </div>`;
}

const tabWords = (name) => html`${say(`desk.view.${name}`)} <span class="count">${counts.value[name]}</span>`;

export function List() {
  const empty = say(search.value ? 'desk.empty.search' : `desk.empty.${view.value}`);
  return html`<section class="list" aria-label=${say('desk.conversations')}>
    <div class="find">
      <${Icon} name="search" />
      <input type="search" aria-label=${say('desk.search')} placeholder=${say('desk.search')} value=${search.value} onInput=${(event) => { search.value = event.target.value; }} />
    </div>
    <${Tabs} label=${say('desk.conversations')} names=${VIEWS} chosen=${view.value} onChoose=${show} words=${tabWords} panel="listed" />
    <div id="listed" class="listed" role="tabpanel" tabindex="-1" aria-label=${say(`desk.view.${view.value}`)}>
      ${listed.value.length
        ? html`<ul>${listed.value.map((card) => html`<${Item} key=${card.id} card=${card} />`)}</ul>`
        : html`<p class="nothing"><${Icon} name="inbox" />${empty}</p>`}
    </div>
    <footer>
      <${Presence} />
      <p class="standing">${say('desk.floor', floor.value)}</p>
    </footer>
  </section>`;
}
