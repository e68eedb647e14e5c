/** The keys of the desk, and the sheet that names them. No key types a letter on any layout. */
import { html } from '../vendor/core.js';
import { composing, say } from '../lib/page.js';
import { acceptOffer, take } from './acts.js';
import { insertSuggestion } from './assist.js';
import { writesNote } from './composer.js';
import { Dialog, shut } from './dialogs.js';
import { asking, here, isMine, offers, panel, place } from './floor.js';
import { step } from './list.js';

const WIDGETS = ['INPUT', 'TEXTAREA', 'SELECT'];
const REGIONS = ['#listed', '.log', '#reply', '#beside'];
const PLACES = ['list', 'pane', 'pane', 'side'];

const typing = (event) => WIDGETS.includes(event.target.tagName);

/** Walks from list to words to box to panel, and around. */
function region(by) {
  const shown = REGIONS.map((name) => document.querySelector(name));
  const at = shown.findIndex((part) => part && part.contains(document.activeElement));
  const next = (at + by + REGIONS.length) % REGIONS.length;
  if (shown[next]) {
    place.value = PLACES[next];
    const first = next === 0 && shown[0].querySelector('[aria-current], .item');
    (first || shown[next]).focus();
  }
}

function go(name, selector) {
  panel.value = name;
  place.value = 'side';
  setTimeout(() => {
    const found = selector && document.querySelector(selector);
    if (found) {
      found.focus();
    }
  }, 150);
}

const own = (act) => {
  if (here.value && isMine(here.value.card)) {
    act();
  }
};

const ask = (name) => own(() => { asking.value = name; });

function accept() {
  if (offers.value.length) {
    acceptOffer(offers.value[0]);
  } else if (here.value && ['queue', 'bot'].includes(here.value.card.owner)) {
    take();
  }
}

/** By the place of the key, so that it is the same on every layout. */
const WITH_ALT = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Enter: accept,
  Digit1: () => insertSuggestion(1),
  Digit2: () => insertSuggestion(2),
  Digit3: () => insertSuggestion(3),
  Digit4: () => ask('transfer'),
  Digit5: () => ask('handback'),
  Digit6: () => ask('borrow'),
  Digit7: () => own(() => { writesNote.value = !writesNote.value; document.getElementById('reply').focus(); }),
  Digit8: () => go('knowledge', '#learn'),
  Digit9: () => go('customer'),
  Digit0: () => ask('wrapup'),
};

const SHEET = [
  ['Alt+↑ ↓', 'step'], ['Alt+Enter', 'accept'], ['Alt+1 2 3', 'suggest'], ['/', 'canned'], ['Ctrl+Enter', 'send'], ['Alt+4', 'transfer'], ['Alt+5', 'handback'],
  ['Alt+6', 'borrow'], ['Alt+7', 'note'], ['Alt+8', 'knowledge'], ['Alt+9', 'customer'], ['Alt+0', 'wrapup'], ['F6', 'region'], ['F2', 'find'], ['?', 'sheet'],
];

const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;

const PLAIN = {
  F6: (event) => region(event.shiftKey ? -1 : 1),
  F2: () => { place.value = 'list'; document.getElementById('find').focus(); },
};

/** True when the key was one of ours. */
export function pressed(event) {
  if (composing(event) || asking.value) {
    return false;
  }
  const alt = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.getModifierState('AltGraph');
  const act = (alt && WITH_ALT[event.code]) || (plain(event) && PLAIN[event.code]);
  if (act) {
    act(event);
    return true;
  }
  if (plain(event) && event.key === '?' && !typing(event)) {
    asking.value = 'keys';
    return true;
  }
  return false;
}

export function Keys() {
  return html`<${Dialog} id="keys" title=${say('desk.keys')} wide>
    <dl class="keys">${SHEET.map(([keys, name]) => html`<div key=${name}><dt>${keys.split('+').map((one, at) => html`${at ? '+' : ''}<kbd>${one}</kbd>`)}</dt><dd>${say(`desk.keys.${name}`)}</dd></div>`)}</dl>
    <div class="acts"><button type="button" class="primary" onClick=${shut}>${say('desk.dismiss')}</button></div>
  <//>`;
}
