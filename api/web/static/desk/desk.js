/** The page an agent works on: rail, list, conversation and side panel, once past the door. */
import { html, render } from '../vendor/core.js';
import { Icon, chooseLanguage, duration, firstLanguage, followKeyboard, later, now, otherLanguage, say, speak, worded } from '../lib/page.js';
import { acceptOffer, declineOffer, matters } from './acts.js';
import { asking, call, enter, failure, here, leads, leave, line, offers, open, panel, place, promises, staff } from './floor.js';
import { List } from './list.js';
import { Pane } from './pane.js';

const Login = later(() => import('./door.js'), 'Login');
const FirstPassword = later(() => import('./door.js'), 'FirstPassword');
const Side = later(() => import('./side.js'), 'Side');
const Dialogs = later(() => import('./dialogs.js'), 'Dialogs');
let pressed = () => false;

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

const RailButton = ({ name, label, onClick, current }) => html`<button type="button" aria-label=${label} title=${label} aria-current=${current} onClick=${onClick}><${Icon} name=${name} /></button>`;

function Rail() {
  return html`<nav class="rail" aria-label=${say('desk.nav')}>
    <h1 class="unseen">${say('desk.title')} · ${staff.value.display_name}</h1>
    <${RailButton} name="inbox" label=${say('desk.conversations')} current="page" onClick=${() => { place.value = 'list'; }} />
    <span class="marked">
      <${RailButton} name="list-checks" label=${say('desk.side.promises')} onClick=${() => openPanel('promises')} />
      ${promises.value.length > 0 && html`<i aria-hidden="true"></i>`}
    </span>
    <${MattersButton} />
    ${leads() && html`<a class="to-board" href="/board" target="_blank" rel="noopener" aria-label=${say('desk.board')} title=${say('desk.board')}><${Icon} name="gauge" /></a>`}
    ${leads() && html`<a class="to-board" href="/vouching" target="_blank" rel="noopener" aria-label=${say('desk.vouching')} title=${say('desk.vouching')}><${Icon} name="users" /></a>`}
    <a class="to-board" href="/satisfaction" target="_blank" rel="noopener" aria-label=${say('desk.satisfaction')} title=${say('desk.satisfaction')}><${Icon} name="thumbs-up" /></a>
    <span class="space"></span>
    <${RailButton} name="keyboard" label=${say('desk.keys')} onClick=${() => { asking.value = 'keys'; }} />
    <${RailButton} name="bell" label=${say('desk.alerts')} onClick=${() => { asking.value = 'alerts'; }} />
    <button type="button" lang=${otherLanguage()} onClick=${() => chooseLanguage(otherLanguage())}>${say('page.other_language')}</button>
    <${RailButton} name="log-out" label=${say('desk.logout')} onClick=${logOut} />
  </nav>`;
}

/** Somebody waits for just this agent, and for so many seconds. */
function Offer({ offer, first }) {
  const left = Math.max(0, (new Date(offer.expires_at) - now.value) / 1000);
  const about = [offer.intent || worded('desk.reason', offer.reason), offer.skill && worded('desk.skills', offer.skill)].filter(Boolean).join(' · ');
  return html`<div class="offer" role="alert">
    <${Icon} name="headset" /><span><b>${offer.title}</b> ${about} ${offer.urgent && html`<span class="badge bad">${say('desk.urgent')}</span>`}
      ${offer.tier && offer.tier !== 'ordinary' && html`<span class="badge mute">${say(`desk.tier.${offer.tier}`)}</span>`}
      <span class="muted">${say('desk.waited', { time: duration(offer.waited_seconds) })}</span></span>
    <span class="timer">${duration(left)}</span>
    <button type="button" class="primary" onClick=${() => acceptOffer(offer)}>${say('desk.offer.accept')} ${first && html`<kbd>Alt+Enter</kbd>`}</button>
    <button type="button" onClick=${() => declineOffer(offer)}>${say('desk.offer.decline')}</button>
  </div>`;
}

function Banners() {
  return html`<div class="banners">
    ${line.value && line.value.troubled.value && html`<div class="banner" role="status"><${Icon} name="wifi-off" />${say('desk.offline')}</div>`}
    ${failure.value &&
    html`<div class="banner bad" role="alert">
      ${say('desk.failed', { detail: failure.value })}
      <button type="button" class="quiet" onClick=${() => { failure.value = ''; }}>${say('desk.dismiss')}</button>
    </div>`}
    ${offers.value.slice(0, 3).map((offer, place) => html`<${Offer} key=${offer.id} offer=${offer} first=${place === 0} />`)}
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
      <div class="beside"><${Side} /></div>
    </div>
    ${asking.value && html`<${Dialogs} detail=${here.value} key=${asking.value} />`}`;
}

function onKey(event) {
  if (staff.value && pressed(event)) {
    event.preventDefault();
  }
}

/** What nobody waits for comes once the page stands. */
async function furnish() {
  const [keys] = await Promise.all([import('./keys.js'), import('./alerts.js')]);
  pressed = keys.pressed;
}

async function begin() {
  await speak(firstLanguage());
  render(html`<${Desk} />`, document.getElementById('page'));
  try {
    const me = await call('GET', '/me');
    enter(me.staff || me);
    const asked = new URLSearchParams(location.search).get('open');
    if (asked) {
      open(asked);
    }
  } catch (nobody) {
    staff.value = null;
  }
  furnish();
}

window.addEventListener('keydown', onKey);
followKeyboard();
begin();
