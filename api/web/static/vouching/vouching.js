/** Manual proofs: what an agent asked for, and another person decides; nothing is proved by one alone. */
import { html } from '../vendor/core.js';
import { Icon, clockTime, say, worded } from '../lib/page.js';
import { attempt, begin, call } from '../lib/report.js';

const HERE = '/vouchings';

function Open({ one }) {
  const decide = (verdict) => () => attempt(() => call('POST', `/vouchings/${one.id}/${verdict}`), HERE);
  return html`<li><span><b>${one.subject}</b> <span class="muted">${worded('desk.vouch.reason', one.reason)}</span><br />
      ${say('desk.vouch.asked', { name: one.asked_by, time: clockTime(one.asked_at) })}
      ${one.mine && html`<br /><span class="muted">${say('desk.vouch.mine')}</span>`}</span>
    <a class="button" href=${`/desk?open=${one.conversation}`} target="teller-desk"><${Icon} name="eye" />${say('desk.vouch.open')}</a>
    <button type="button" class="primary" disabled=${one.mine} onClick=${decide('confirm')}>${say('desk.vouch.confirm')}</button>
    <button type="button" disabled=${one.mine} onClick=${decide('refuse')}>${say('desk.vouch.refuse')}</button>
  </li>`;
}

function Decided({ rows }) {
  const title = say('desk.vouch.decided');
  return html`<section class="panel" tabindex="0" aria-label=${title}><h2>${title}</h2>
    ${rows.length ? html`<table><thead><tr>${['subject', 'reason', 'asked_by', 'decided_by', 'state'].map((name) => html`<th scope="col" key=${name}>${say(`desk.vouch.column.${name}`)}</th>`)}</tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.id}><th scope="row">${one.subject}</th><td>${worded('desk.vouch.reason', one.reason)}</td><td>${one.asked_by} ${clockTime(one.asked_at)}</td><td>${one.decided_by} ${one.decided_at ? clockTime(one.decided_at) : ''}</td><td>${say(`desk.vouch.state.${one.state}`)}</td></tr>`)}</tbody></table>` : html`<p class="muted">${say('desk.vouch.none')}</p>`}
  </section>`;
}

function Body({ shown }) {
  const open = shown.items.filter((one) => one.state === 'open');
  const title = say('desk.vouch.waiting');
  return html`<p class="muted">${say('desk.vouching.text')}</p>
    <div class="panels even"><section class="panel" tabindex="0" aria-label=${title}><h2>${title} <span class="badge">${open.length}</span></h2>
      ${open.length ? html`<ul class="drilled">${open.map((one) => html`<${Open} key=${one.id} one=${one} />`)}</ul>` : html`<p class="muted">${say('desk.vouch.none')}</p>`}
    </section>
    <${Decided} rows=${shown.items.filter((one) => one.state !== 'open')} /></div>`;
}

begin('vouching', HERE, Body);
