/** What came before: this conversation's way, how it ended, and the customer's other contacts. */
import { html, useEffect, useState } from '../vendor/core.js';
import { clockTime, say, worded } from '../lib/page.js';
import { useCustomer } from './customer.js';
import { here, open } from './floor.js';
import { wrapped } from './wrapup.js';

const stationWords = (one) => {
  const words = { started: worded('desk.channel', one.text), queued: worded('desk.reason', one.text), ended: worded('desk.ended', one.text), now: say(`desk.owner_now.${one.text}`) }[one.kind];
  return words || one.text;
};

function Journey({ stations }) {
  return html`<ol class="journey">${stations.map((one) => html`<li class=${one.kind} key=${one.kind + one.at}><time datetime=${one.at}>${clockTime(one.at)}</time> <b>${say(`desk.journey.${one.kind}`)}</b> ${stationWords(one)}</li>`)}</ol>`;
}

function Ended({ id }) {
  const [before, setBefore] = useState([]);
  useEffect(() => { wrapped(id).then((form) => setBefore(form.before), () => setBefore([])); }, [id]);
  if (!before.length) {
    return null;
  }
  return html`<section class="card"><h3>${say('desk.history.ended')}</h3>${before.map((one) => html`<article key=${one.at}><p class="muted">${one.staff_name} <time datetime=${one.at}>${clockTime(one.at)}</time> · ${say(`desk.wrapup.solved.${{ true: 'yes', false: 'no' }[one.solved] || 'unknown'}`)}</p><p class="plain">${one.summary}</p></article>`)}</section>`;
}

function Contacts({ shown }) {
  if (!shown.known) {
    return html`<p class="muted">${say('desk.history.unknown')}</p>`;
  }
  if (!shown.contacts.length) {
    return html`<p class="muted">${say('desk.history.none')}</p>`;
  }
  return html`<ul class="contacts">${shown.contacts.map((one) => html`<li key=${one.conversation_id}><button type="button" class="quote" onClick=${() => open(one.conversation_id)}>
    <b>${worded('desk.channel', one.channel)}</b> <time datetime=${one.at}>${clockTime(one.at)}</time> ${one.text}</button></li>`)}</ul>`;
}

export function History() {
  const detail = here.value;
  const shown = useCustomer(detail);
  if (!detail || !shown) {
    return html`<p class="nothing">${say(detail ? 'desk.loading' : 'desk.pick')}</p>`;
  }
  return html`<section class="card"><h3>${say('desk.history.way')}</h3><${Journey} stations=${shown.journey} /></section>
    <${Ended} id=${detail.card.id} />
    <section class="card"><h3>${say('desk.history.contacts')}</h3><${Contacts} shown=${shown} /></section>`;
}
