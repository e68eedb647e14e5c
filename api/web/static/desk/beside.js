/** What an agent needs to know beside the words: who it is, signs of risk, the open task, the work orders. */
import { html, useEffect } from '../vendor/core.js';
import { Icon, clockTime, duration, language, now, say, worded } from '../lib/page.js';
import { askIdentity, look, sides } from './acts.js';
import { isMine } from './floor.js';
import { MatterCard } from './matters.js';

const remaining = (until) => Math.max(0, (new Date(until).getTime() - now.value) / 1000);

function Signals({ signals }) {
  return html`<section class="card alarm" role="note">
    <h3><${Icon} name="triangle-alert" />${say('desk.signals')}</h3>
    ${signals.map((name) => html`<p key=${name}>${worded('desk.signal', name)}</p>`)}
  </section>`;
}

function Proved({ identity }) {
  const methods = identity.methods.map((name) => worded('desk.method', name)).join(' · ');
  const seconds = remaining(identity.expires_at);
  return html`<p><span class="badge good"><${Icon} name="shield-check" />${say('desk.verified', { level: identity.level })}</span> <b>${identity.shown}</b></p>
    <p class="muted">${say('desk.methods', { methods })} · ${say('desk.verified.at', { time: clockTime(identity.verified_at) })}</p>
    <p class=${seconds ? 'muted' : 'error'}>${say(seconds ? 'desk.verified.left' : 'desk.verified.expired')} ${seconds ? html`<span class="timer">${duration(seconds)}</span>` : ''}</p>`;
}

function Unproved({ identity }) {
  return html`<p><span class="badge mute"><${Icon} name="shield-off" />${say('desk.unverified')}</span></p>
    ${identity.claimed && html`<p class="muted">${say('desk.claimed')}</p>`}`;
}

function Who({ identity, card }) {
  const proved = identity.level > 0;
  return html`<section class="card stack">
    <h3>${say('desk.identity')}</h3>
    ${proved ? html`<${Proved} identity=${identity} />` : html`<${Unproved} identity=${identity} />`}
    ${identity.asked && html`<p class="muted" role="status">${say('desk.identity.asked')} ${identity.attempts ? worded('desk.attempts', identity.attempts, '') : ''}</p>`}
    ${isMine(card) && !identity.asked && html`<button type="button" onClick=${() => askIdentity(card.id)}><${Icon} name="shield-check" />${say('desk.identity.ask')}</button>`}
    <p class="muted">${say('desk.identity.never')}</p>
  </section>`;
}

function Task({ flow }) {
  return html`<section class="card">
    <h3>${say('desk.flow')}</h3>
    ${flow ? html`<p><b>${flow.title}</b></p>` : html`<p>${say('desk.flow.none')}</p>`}
    ${flow && flow.collected.length > 0 && html`<dl class="told">
      ${flow.collected.map((each) => html`<div key=${each.name}><dt>${worded('desk.told', each.name)}</dt><dd>${each.value}</dd></div>`)}
    </dl>`}
    ${flow && flow.acts.length > 0 && html`<ul class="acts-asked">
      ${flow.acts.map((each) => html`<li key=${each.name}>${worded('desk.act', each.name)} <span class="muted">${say(`desk.outcome.${each.value || 'waiting'}`)}</span></li>`)}
    </ul>`}
    ${flow && flow.waiting > 0 && html`<p class="muted">${say('desk.flow.waiting', { count: flow.waiting })}</p>`}
  </section>`;
}

export function Beside({ detail, children }) {
  const { card, events } = detail;
  const last = events.length ? events[events.length - 1].seq : 0;
  useEffect(() => {
    look(card.id);
  }, [card.id, last, card.owner, card.assurance, language.value]);
  const side = sides.value[card.id];
  if (!side) {
    return children;
  }
  return html`${side.signals.length > 0 && html`<${Signals} signals=${side.signals} />`}
    ${children}
    <${Who} identity=${side.identity} card=${card} />
    <${Task} flow=${side.flow} />
    ${side.matters.map((matter) => html`<${MatterCard} key=${matter.id} matter=${matter} />`)}`;
}
