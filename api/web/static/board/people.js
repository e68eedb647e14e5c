/** The people on the floor, and the conversations behind a figure, with what a supervisor may do. */
import { html, signal, useEffect, useRef } from '../vendor/core.js';
import { Icon, duration, now, say, worded } from '../lib/page.js';
import { attempt, call, written } from './figures.js';

const FORCED = ['online', 'break', 'training', 'offline'];
export const drilled = signal(null);

const since = (at) => (at ? duration((now.value - new Date(at).getTime()) / 1000) : '–');

export async function drill(tile) {
  const page = await call('GET', `/board/conversations?tile=${tile.key}`).catch(() => ({ items: [] }));
  drilled.value = { tile, items: page.items };
}

function Person({ one }) {
  const force = (event) => {
    const state = event.target.value;
    event.target.value = '';
    attempt(() => call('POST', `/colleagues/${one.id}/presence`, { state, reason: '' }));
  };
  const skills = one.skills.map((each) => `${worded('desk.skills', each.skill)} ${each.level}`).join(' · ');
  return html`<tr>
    <th scope="row">${one.display_name} <small>${one.team}</small></th>
    <td><span class=${`state ${one.state}`}><i aria-hidden="true"></i>${worded('desk.presence', one.state)}${one.reason ? ` · ${worded('desk.presence', one.reason)}` : ''}</span></td>
    <td class="number">${since(one.since)}</td>
    <td class="number">${one.held}/${one.chats}</td>
    <td class="skills">${skills}</td>
    <td><select aria-label=${say('desk.board.force', { name: one.display_name })} onChange=${force}>
      <option value="">${say('desk.board.force.choose')}</option>
      ${FORCED.map((state) => html`<option key=${state} value=${state}>${say(`desk.presence.${state}`)}</option>`)}
    </select></td>
  </tr>`;
}

export function People({ agents }) {
  return html`<section class="panel" tabindex="0" aria-label=${say('desk.board.people')}><h2>${say('desk.board.people')}</h2>
    <table><thead><tr>${['name', 'state', 'since', 'held', 'skills', 'force'].map((name) => html`<th scope="col" key=${name}>${say(`desk.board.people.${name}`)}</th>`)}</tr></thead>
      <tbody>${agents.map((one) => html`<${Person} key=${one.id} one=${one} />`)}</tbody></table>
  </section>`;
}

function Found({ card }) {
  const held = card.owner === 'agent';
  const act = (path) => attempt(() => call('POST', `/conversations/${card.id}/${path}`, { note: '' })).then(() => drill(drilled.value.tile));
  return html`<li><span><b>${card.title}</b> ${card.intent || ''} <span class="muted">${say(`desk.owner_now.${card.owner}`)} ${card.agent_name || ''}</span>
      ${card.waiting_since && html`<span class="timer">${since(card.waiting_since)}</span>`}<br />${card.last ? card.last.text : ''}</span>
    <a class="button" href=${`/desk?open=${card.id}`} target="teller-desk"><${Icon} name="eye" />${say('desk.board.listen')}</a>
    ${held && html`<button type="button" onClick=${() => act('takeover')}>${say('desk.take_over')}</button>
      <button type="button" onClick=${() => act('requeue')}>${say('desk.requeue')}</button>`}
  </li>`;
}

/** The conversations that a figure counts. */
export function Drilled() {
  const box = useRef(null);
  const { tile, items } = drilled.value;
  useEffect(() => { box.current.showModal(); }, []);
  const shut = () => { drilled.value = null; };
  return html`<dialog ref=${box} class="wide" aria-labelledby="drilled" onClose=${shut}>
    <h2 id="drilled">${say(`desk.tile.${tile.key}`)} ${written(tile.value, tile.unit)}</h2>
    ${items.length ? html`<ul class="drilled">${items.map((card) => html`<${Found} key=${card.id} card=${card} />`)}</ul>` : html`<p class="muted">${say('desk.board.none')}</p>`}
    <div class="acts"><button type="button" class="primary" onClick=${() => box.current.close()}>${say('desk.dismiss')}</button></div>
  </dialog>`;
}
