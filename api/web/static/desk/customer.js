/** The customer: how sure we are who it is, what they have, and what they were promised. */
import { html, signal, useEffect, useState } from '../vendor/core.js';
import { Icon, clockTime, duration, language, now, say, worded } from '../lib/page.js';
import { asking, attempt, call, here, isMine, leads, wish } from './floor.js';
import { MatterCard } from './matters.js';

const views = signal({});
const WEEK_MS = 604800000;

/** Read again by whoever changed something in it. */
export async function readCustomer(id) {
  const shown = await wish('GET', `/conversations/${id}/customer?language=${language.value}`);
  if (shown) {
    views.value = { ...views.value, [id]: shown };
  }
}

export function useCustomer(detail) {
  const id = detail ? detail.card.id : '';
  const last = detail && detail.events.length ? detail.events[detail.events.length - 1].seq : 0;
  useEffect(() => {
    if (id) {
      readCustomer(id);
    }
  }, [id, last, language.value]);
  return views.value[id];
}

function Who({ identity }) {
  const seconds = identity.expires_at ? Math.max(0, (new Date(identity.expires_at) - now.value) / 1000) : 0;
  const methods = identity.methods.map((name) => worded('desk.method', name)).join(' · ');
  if (!identity.level) {
    return html`<p><span class="badge mute"><${Icon} name="shield-off" />${say('desk.unverified')}</span></p>
      <p class="muted">${say(identity.claimed ? 'desk.claimed' : 'desk.customer.unknown')}</p>`;
  }
  return html`<p><span class="badge good"><${Icon} name="shield-check" />${say('desk.verified', { level: identity.level })}</span> <b>${identity.shown}</b></p>
    <p class="muted">${say('desk.methods', { methods })} · ${say('desk.verified.at', { time: clockTime(identity.verified_at) })}</p>
    <p class=${seconds ? 'muted' : 'error'}>${say(seconds ? 'desk.verified.left' : 'desk.verified.expired')} ${seconds ? html`<span class="timer">${duration(seconds)}</span>` : ''}</p>`;
}

/** A masked field. Looking needs a reason; it is counted and kept. */
function Field({ field, id, mine }) {
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget).get('reason').trim();
    const answer = await attempt(() => call('POST', `/conversations/${id}/customer/reveal`, { field: field.name, reason }));
    setAsking(false);
    setShown(answer);
  };
  return html`<div><dt>${worded('desk.field', field.name)}</dt>
    <dd>${shown ? shown.value : field.masked}
      ${mine && !shown && !asking && html` <button type="button" class="quiet" aria-label=${say('desk.reveal.field', { field: worded('desk.field', field.name) })} onClick=${() => setAsking(true)}><${Icon} name="eye" />${say('desk.reveal')}</button>`}
      ${shown && html`<small class="muted">${say('desk.reveal.left', { left: shown.left })}</small>`}
      ${asking && html`<form class="reveal" onSubmit=${submit}><input name="reason" required minlength="2" maxlength="200" autocomplete="off" aria-label=${say('desk.reveal.reason')} placeholder=${say('desk.reveal.reason')} /><button type="submit">${say('desk.reveal')}</button></form>`}
    </dd></div>`;
}

function Products({ shown }) {
  if (shown.products_state !== 'shown') {
    return html`<p class="muted">${say(`desk.products.${shown.products_state}`)}</p>`;
  }
  return html`<ul class="products">${shown.products.map((one) => html`<li key=${one.tail}><b>${one.product}</b> <span class="tail">${say('desk.products.tail', { tail: one.tail })}</span>${' '}
    <span class=${`badge ${one.state === 'active' ? 'good' : 'bad'}`}>${worded('desk.card_state', one.state)}</span></li>`)}</ul>`;
}

function Tags({ shown, id }) {
  const put = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = Object.fromEntries(new FormData(form));
    const ends = fields.ends ? new Date(Date.now() + Number(fields.ends) * WEEK_MS).toISOString() : null;
    if (await attempt(() => call('PUT', `/conversations/${id}/customer/tags`, { tag: fields.tag.trim(), expires_at: ends }))) {
      form.reset();
      readCustomer(id);
    }
  };
  const drop = async (tag) => {
    await attempt(() => call('DELETE', `/conversations/${id}/customer/tags/${encodeURIComponent(tag)}`));
    readCustomer(id);
  };
  return html`${shown.tags.length === 0 && html`<p class="muted">${say('desk.tags.none')}</p>`}<ul class="tags">${shown.tags.map((one) => html`<li key=${one.tag}><span class="badge mute"><${Icon} name="tag" />${worded('desk.tag', one.tag)}
      ${one.removable && html`<button type="button" class="quiet" aria-label=${say('desk.tags.remove', { tag: one.tag })} onClick=${() => drop(one.tag)}><${Icon} name="x" /></button>`}</span>
      <small class="muted">${one.by || worded('desk.tags.source', one.source)}${one.expires_at ? ` · ${say('desk.verified.until', { time: clockTime(one.expires_at) })}` : ''}</small></li>`)}</ul>
    ${shown.known && html`<form class="reveal" onSubmit=${put}><input name="tag" required maxlength="40" autocomplete="off" aria-label=${say('desk.tags.add')} placeholder=${say('desk.tags.add')} />
      <select name="ends" aria-label=${say('desk.tags.ends')}><option value="1">${say('desk.tags.week')}</option><option value="4">${say('desk.tags.month')}</option><option value="">${say('desk.tags.forever')}</option></select>
      <button type="submit">${say('desk.tags.put')}</button></form>`}`;
}

function Owed({ promises }) {
  if (!promises.length) {
    return html`<p class="muted">${say('desk.promises.none')}</p>`;
  }
  return html`<ul class="owed-list">${promises.map((one) => html`<li key=${one.id}><b>${worded('desk.promises', one.kind)}</b> ${one.text}${' '}
    <span class=${one.overdue ? 'error' : 'muted'}>${say('desk.promises.due', { time: clockTime(one.due_at) })}</span></li>`)}</ul>`;
}

function Steward({ shown }) {
  const one = shown.steward;
  const ends = one && (one.source === 'crm' ? say('desk.steward.crm') : one.until && say('desk.steward.until', { time: clockTime(one.until) }));
  return html`${one && html`<p>${say('desk.steward')} <b>${one.name}</b> ${ends && html`<small class="muted">${ends}</small>`}</p>`}
    ${shown.known && leads() && html`<p><button type="button" class="quiet" onClick=${() => { asking.value = 'steward'; }}><${Icon} name="pencil" />${say('desk.steward.name')}</button></p>`}`;
}

export function Customer() {
  const detail = here.value;
  const shown = useCustomer(detail);
  if (!detail || !shown) {
    return html`<p class="nothing">${say(detail ? 'desk.loading' : 'desk.pick')}</p>`;
  }
  const { id } = detail.card;
  return html`<section class="card stack"><h3>${say('desk.identity')}</h3><${Who} identity=${shown.identity} />
      ${!shown.identity.level && shown.identity.asked && isMine(detail.card) && html`<p><button type="button" onClick=${() => { asking.value = 'vouch'; }}><${Icon} name="users" />${say('desk.vouch')}</button></p>`}
      <${Steward} shown=${shown} />
      ${shown.tier && html`<p>${say(`desk.tier.${shown.tier}`)}${shown.region ? ` · ${shown.region}` : ''}</p>`}
      ${shown.fields.length > 0 && html`<dl class="told">${shown.fields.map((field) => html`<${Field} key=${field.name + id} field=${field} id=${id} mine=${isMine(detail.card)} />`)}</dl>`}
    </section>
    <section class="card"><h3>${say('desk.products')}</h3><${Products} shown=${shown} /></section>
    <section class="card"><h3>${say('desk.tags')}</h3><${Tags} shown=${shown} id=${id} /></section>
    <section class="card"><h3>${say('desk.side.promises')}</h3><${Owed} promises=${shown.promises} /></section>
    ${shown.matters.map((matter) => html`<${MatterCard} key=${matter.id} matter=${matter} />`)}`;
}
