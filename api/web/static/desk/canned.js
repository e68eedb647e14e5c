/** Replies at hand: found by title, words or pinyin, with their holes filled in. */
import { computed, html, signal, useEffect, useState } from '../vendor/core.js';
import { Icon, say } from '../lib/page.js';
import { looked, picking, replaceSlash } from './composer.js';
import { asking, wish } from './floor.js';

const MOST = 60;
const book = signal({ items: [], values: {} });
let learnedFor = '';

export async function learn(id) {
  learnedFor = id;
  const page = await wish('GET', `/canned-replies?conversation_id=${id}`);
  book.value = page || book.value;
}

const ranks = (item, words) => {
  if (!words) {
    return 1;
  }
  const title = item.title.toLowerCase();
  if (title.startsWith(words) || item.typed.startsWith(words)) {
    return 3;
  }
  if (item.typed.split(' ').some((key) => key.startsWith(words)) || title.includes(words)) {
    return 2;
  }
  return item.heading.toLowerCase().includes(words) || item.text.toLowerCase().includes(words) ? 1 : 0;
};

/** Best first; what ranks alike stays together under its heading. */
export const found = computed(() => {
  const words = (looked.value || '').trim().toLowerCase();
  return book.value.items
    .map((item) => ({ item, rank: ranks(item, words) }))
    .filter((each) => each.rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .map((each) => each.item)
    .slice(0, MOST);
});

export const filled = (text) => text.replace(/\{(\w+)\}/g, (hole, name) => (name in book.value.values ? book.value.values[name] : hole));

/** In the customer's language, where there is any. */
function offered(items, language) {
  const own = items.filter((each) => each.language === language);
  return own.length ? own : items;
}

function useKeys(items, at, setAt, choose) {
  useEffect(() => {
    picking.key = (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by && items.length && !event.altKey) {
        setAt((at + by + items.length) % items.length);
        return true;
      }
      if (event.key === 'Escape') {
        looked.value = null;
        return true;
      }
      if ((event.key === 'Enter' || event.key === 'Tab') && items[at]) {
        choose(items[at]);
        return true;
      }
      return false;
    };
    return () => { picking.key = null; };
  }, [items, at]);
}

function Headings({ items, heading, onChoose }) {
  const names = Array.from(new Set(items.map((each) => each.heading)));
  return html`<div class="headings" role="group" aria-label=${say('desk.canned.headings')}>
    <button type="button" aria-pressed=${heading === ''} onClick=${() => onChoose('')}>${say('desk.canned.all')}</button>
    ${names.map((name) => html`<button type="button" key=${name} aria-pressed=${heading === name} onClick=${() => onChoose(name)}>${name}</button>`)}
  </div>`;
}

function Option({ item, chosen, onChoose }) {
  return html`<li id=${`canned-${item.id}`} role="option" aria-selected=${chosen} onMouseDown=${(event) => { event.preventDefault(); onChoose(item); }}>
    <b>${item.title}</b> <small>${item.heading}${item.shared ? '' : ` · ${say('desk.canned.own')}`}</small>
    <span>${filled(item.text)}</span>
  </li>`;
}

export function Canned({ card }) {
  const [at, setAt] = useState(0);
  const [heading, setHeading] = useState('');
  const all = offered(found.value, card.language);
  const items = heading ? all.filter((each) => each.heading === heading) : all;
  const choose = (item) => replaceSlash(card.id, filled(item.text));
  useEffect(() => {
    if (learnedFor !== card.id || !book.value.items.length) {
      learn(card.id);
    }
  }, [card.id]);
  useEffect(() => setAt(0), [looked.value, heading]);
  useEffect(() => {
    const shown = items[at] && document.getElementById(`canned-${items[at].id}`);
    if (shown) {
      shown.scrollIntoView({ block: 'nearest' });
    }
  }, [at]);
  useKeys(items, at, setAt, choose);
  return html`<div class="canned">
    <${Headings} items=${offered(book.value.items, card.language)} heading=${heading} onChoose=${setHeading} />
    ${items.length
      ? html`<ul id="canned" role="listbox" aria-label=${say('desk.canned')}>${items.map((item, place) => html`<${Option} key=${item.id} item=${item} chosen=${place === at} onChoose=${choose} />`)}</ul>`
      : html`<p id="canned" class="muted" role="status">${say('desk.canned.none')}</p>`}
    <footer><span>${say('desk.canned.keys')}</span>
      <button type="button" class="quiet" onClick=${() => { asking.value = 'book'; }}><${Icon} name="pencil" />${say('desk.canned.manage')}</button></footer>
  </div>`;
}
