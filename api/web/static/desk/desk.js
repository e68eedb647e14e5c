/** The page an agent works on: rail, list, conversation and side panel, once past the door. */
import { effect, html, render, signal } from '../vendor/core.js';
import { Icon, chooseLanguage, composing, firstLanguage, followKeyboard, kept, otherLanguage, say, speak } from '../lib/page.js';
import { FirstPassword, Login } from './door.js';
import { matters } from './acts.js';
import { call, enter, failure, floor, leave, line, place, presence, promises, staff } from './floor.js';
import { List, step } from './list.js';
import { Pane } from './pane.js';
import { Side, panel } from './side.js';

const BEEP_HERTZ = 880;
const BEEP_SECONDS = 0.25;
const loud = signal(kept.get('teller.desk.sound', true));
let speaker = null;

/** A browser lets a page sound only after a first press. */
window.addEventListener('pointerdown', () => { speaker = speaker || new AudioContext(); }, { once: true });
window.addEventListener('keydown', () => { speaker = speaker || new AudioContext(); }, { once: true });

function beep() {
  if (!speaker) {
    return;
  }
  const tone = speaker.createOscillator();
  const volume = speaker.createGain();
  tone.frequency.value = BEEP_HERTZ;
  volume.gain.setValueAtTime(0.2, speaker.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, speaker.currentTime + BEEP_SECONDS);
  tone.connect(volume).connect(speaker.destination);
  tone.start();
  tone.stop(speaker.currentTime + BEEP_SECONDS);
}

let waitingBefore = 0;

function alertAgent() {
  const { waiting } = floor.value;
  if (waiting > waitingBefore && loud.peek() && presence.peek() === 'online') {
    beep();
  }
  waitingBefore = waiting;
  const name = say('desk.title');
  document.title = waiting && staff.value ? `${say('desk.alert', { waiting })} - ${name}` : name;
}

function chooseSound() {
  loud.value = !loud.value;
  kept.set('teller.desk.sound', loud.value);
}

async function logOut() {
  await call('POST', '/logout', {}).catch(() => null);
  leave();
}

function openPanel(name) {
  panel.value = name;
  place.value = 'side';
}

/** How many work orders are late; heard, not only seen. */
function MattersButton() {
  const { overdue } = matters.value.counts;
  const label = overdue ? say('desk.matters.late', { count: overdue }) : say('desk.side.matters');
  return html`<span class=${`marked ${overdue ? 'late' : ''}`}>
    <${RailButton} name="clipboard-list" label=${label} onClick=${() => openPanel('matters')} />
    ${overdue > 0 && html`<i aria-hidden="true"></i>`}
  </span>`;
}

const RailButton = ({ name, label, onClick, pressed, current }) => html`<button type="button" aria-label=${label} title=${label}
  aria-pressed=${pressed} aria-current=${current} onClick=${onClick}><${Icon} name=${name} /></button>`;

function Rail() {
  return html`<nav class="rail" aria-label=${say('desk.nav')}>
    <h1 class="unseen">${say('desk.title')} · ${staff.value.display_name}</h1>
    <${RailButton} name="inbox" label=${say('desk.conversations')} current="page" onClick=${() => { place.value = 'list'; }} />
    <span class="marked">
      <${RailButton} name="list-checks" label=${say('desk.side.promises')} onClick=${() => openPanel('promises')} />
      ${promises.value.length > 0 && html`<i aria-hidden="true"></i>`}
    </span>
    <${MattersButton} />
    <span class="space"></span>
    <${RailButton} name=${loud.value ? 'bell' : 'bell-off'} label=${say(loud.value ? 'desk.sound.off' : 'desk.sound.on')} onClick=${chooseSound} />
    <button type="button" lang=${otherLanguage()} onClick=${() => chooseLanguage(otherLanguage())}>${say('page.other_language')}</button>
    <${RailButton} name="log-out" label=${say('desk.logout')} onClick=${logOut} />
  </nav>`;
}

function Banners() {
  return html`<div class="banners">
    ${line.value && line.value.troubled.value && html`<div class="banner" role="status"><${Icon} name="wifi-off" />${say('desk.offline')}</div>`}
    ${failure.value &&
    html`<div class="banner bad" role="alert">
      ${say('desk.failed', { detail: failure.value })}
      <button type="button" class="quiet" onClick=${() => { failure.value = ''; }}>${say('desk.dismiss')}</button>
    </div>`}
  </div>`;
}

function Desk() {
  if (staff.value === undefined) {
    return html`<main class="door"><p>${say('desk.loading')}</p></main>`;
  }
  if (!staff.value) {
    return html`<${Login} />`;
  }
  if (staff.value.must_change) {
    return html`<${FirstPassword} />`;
  }
  return html`<${Banners} />
    <div class="floor" data-place=${place.value}>
      <${Rail} />
      <${List} />
      <${Pane} />
      <${Side} />
    </div>`;
}

function onKey(event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.code];
  if (by && event.altKey && !event.ctrlKey && !composing(event) && staff.value) {
    event.preventDefault();
    step(by);
  }
}

async function begin() {
  await speak(firstLanguage());
  effect(alertAgent);
  render(html`<${Desk} />`, document.getElementById('page'));
  try {
    const me = await call('GET', '/me');
    enter(me.staff || me);
  } catch (nobody) {
    staff.value = null;
  }
}

window.addEventListener('keydown', onKey);
followKeyboard();
begin();
