/** Work orders: what the bank's people have to do, with its deadlines, and the steps they make. */
import { html, signal, useEffect, useState } from '../vendor/core.js';
import { Icon, clockTime, language, now, say, worded } from '../lib/page.js';
import { loadMatters, matters, step } from './acts.js';
import { open } from './floor.js';

const VIEWS = ['open', 'mine', 'overdue', 'ended'];
const ENDS = ['done', 'declined'];
const LOOK_EVERY_MS = 60000;
const BADGE = { open: 'mute', accepted: 'good', contacted: 'good', done: 'mute', declined: 'mute' };
const view = signal('open');
const branch = signal('');

const late = (matter) => matter.due_at !== null && new Date(matter.due_at).getTime() < now.value;

function Told({ told }) {
  return html`<dl class="told">
    ${told.map((each) => html`<div key=${each.name}><dt>${worded('desk.told', each.name)}</dt><dd>${each.value}</dd></div>`)}
  </dl>`;
}

function Steps({ steps }) {
  return html`<ol class="steps">
    ${steps.map(
      (each) => html`<li key=${each.state}>
        <b>${say(`desk.matter.${each.state}`)}</b> ${each.by_name} <time datetime=${each.at}>${clockTime(each.at)}</time>
        ${each.outcome && html`<blockquote>${each.outcome}</blockquote>`}
      </li>`,
    )}
  </ol>`;
}

/** An end needs words: they are what the customer reads. */
function End({ matter, ends }) {
  const submit = (event) => {
    event.preventDefault();
    const outcome = new FormData(event.currentTarget).get('outcome').trim();
    const state = event.submitter ? event.submitter.value : ends[0];
    if (outcome) {
      step(matter, state, outcome);
    }
  };
  return html`<form class="stack" onSubmit=${submit}>
    <label class="stack"><span>${say('desk.matter.outcome')}</span><textarea name="outcome" rows="2" required maxlength="500"></textarea></label>
    <div class="row">
      ${ends.map((state) => html`<button type="submit" key=${state} value=${state} class=${state === 'done' ? 'primary' : ''}>${say(`desk.matter.to_${state}`)}</button>`)}
    </div>
  </form>`;
}

function Next({ matter }) {
  const [ending, setEnding] = useState(false);
  const plain = matter.next.filter((state) => !ENDS.includes(state));
  const ends = matter.next.filter((state) => ENDS.includes(state));
  return html`<div class="row">
      ${plain.map((state) => html`<button type="button" key=${state} class="primary" onClick=${() => step(matter, state)}>${say(`desk.matter.to_${state}`)}</button>`)}
      ${ends.length > 0 && !ending && html`<button type="button" onClick=${() => setEnding(true)}>${say('desk.matter.end')}</button>`}
    </div>
    ${ending && ends.length > 0 && html`<${End} matter=${matter} ends=${ends} />`}`;
}

export function MatterCard({ matter, away }) {
  return html`<article class="card stack matter" aria-label=${`${matter.title} ${matter.reference}`}>
    <h3>${matter.title} <span class=${`badge ${BADGE[matter.state]}`}>${say(`desk.matter.${matter.state}`)}</span>
      ${late(matter) && html`<span class="badge bad">${say('desk.matter.late')}</span>`}</h3>
    <p><b>${matter.reference}</b>${matter.branch_name ? html` · ${matter.branch_name}` : ''}</p>
    ${matter.contact && html`<p>${say('desk.told.contact')} <b>${matter.contact}</b></p>`}
    <${Told} told=${matter.told} />
    ${matter.due_at && html`<p class=${late(matter) ? 'error' : 'muted'}>${say('desk.matter.due', { step: say(`desk.matter.awaits_${matter.state}`), time: clockTime(matter.due_at) })}</p>`}
    ${matter.steps.length > 0 && html`<${Steps} steps=${matter.steps} />`}
    <${Next} matter=${matter} />
    ${away && html`<button type="button" class="quiet" onClick=${() => open(matter.conversation_id)}>${say('desk.promises.open')}</button>`}
  </article>`;
}

function Choose({ label, value, options, onChoose }) {
  return html`<label class="choose"><span class="unseen">${label}</span>
    <select value=${value} onChange=${(event) => onChoose(event.target.value)}>
      ${options.map((each) => html`<option key=${each.id} value=${each.id} selected=${each.id === value}>${each.name}</option>`)}
    </select>
  </label>`;
}

export function Matters() {
  const { items, counts, branches } = matters.value;
  useEffect(() => {
    const look = () => loadMatters(view.value, branch.value);
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [view.value, branch.value, language.value]);
  const named = (name) => ({ id: name, name: name in counts ? say(`desk.matters.${name}_count`, { count: counts[name] }) : say(`desk.matters.${name}`) });
  const everywhere = [{ id: '', name: say('desk.matters.everywhere') }].concat(branches);
  return html`<h2 class="unseen">${say('desk.side.matters')}</h2>
    <div class="row choosing">
      <${Choose} label=${say('desk.matters.view')} value=${view.value} options=${VIEWS.map(named)} onChoose=${(name) => { view.value = name; }} />
      <${Choose} label=${say('desk.matters.branch')} value=${branch.value} options=${everywhere} onChoose=${(id) => { branch.value = id; }} />
    </div>
    ${items.length === 0 && html`<p class="nothing"><${Icon} name="clipboard-list" />${say('desk.matters.none')}</p>`}
    ${items.map((matter) => html`<${MatterCard} key=${matter.id} matter=${matter} away />`)}`;
}
