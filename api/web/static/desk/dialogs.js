/** What is asked before a step that others see: to whom, with which words, and what comes next. */
import { html, signal, useEffect, useRef, useState } from '../vendor/core.js';
import { later, say, worded } from '../lib/page.js';
import { borrow, consult, handBack, nameSteward, requeue, takeOver, transfer, vouch, whisper } from './acts.js';
import { readCustomer } from './customer.js';
import { asking, attempt, call, staff, wish } from './floor.js';

const WrapUp = later(() => import('./wrapup.js'), 'WrapUp');
const Book = later(() => import('./book.js'), 'Book');
const Settings = later(() => import('./alerts.js'), 'Settings');
const Keys = later(() => import('./keys.js'), 'Keys');
const colleagues = signal([]);
const skills = signal([]);
const flows = signal([]);
export const ONLINE = ['online'];

export const shut = () => { asking.value = ''; };

/** A dialog that opens as it is shown; Escape and its cross put it away. */
export function Dialog({ id, title, children, wide }) {
  const box = useRef(null);
  useEffect(() => {
    box.current.showModal();
  }, []);
  return html`<dialog ref=${box} class=${wide ? 'wide' : ''} aria-labelledby=${id} onClose=${shut}><h2 id=${id}>${title}</h2>${children}</dialog>`;
}

export function Buttons({ confirm, disabled }) {
  return html`<div class="acts">
    <button type="button" onClick=${shut}>${say('desk.cancel')}</button>
    <button type="submit" class="primary" disabled=${disabled}>${confirm}</button>
  </div>`;
}

export const Area = ({ name, label, required, value, rows = 3, most = 500 }) => html`<label><span>${label}</span>
  <textarea name=${name} rows=${rows} maxlength=${most} required=${required} defaultValue=${value}></textarea></label>`;

/** The fields of a form, once it is sent; the dialog is put away when it was done. */
export const sent = (act) => async (event) => {
  event.preventDefault();
  const done = await act(Object.fromEntries(new FormData(event.currentTarget)));
  if (done !== false) {
    shut();
  }
};

async function meet() {
  const found = await Promise.all([wish('GET', '/colleagues'), wish('GET', '/skills')]);
  colleagues.value = (found[0] ? found[0].items : []).filter((each) => each.id !== staff.value.id);
  skills.value = found[1] ? found[1].items : [];
}

const stateOf = (each) => `${each.display_name} · ${worded('desk.presence', each.state)}${each.held === undefined ? '' : ` · ${each.held}/${each.chats}`}`;

function Colleague({ only = () => true }) {
  return html`<label><span>${say('desk.colleague')}</span><select name="agent_id" required>
    ${colleagues.value.filter(only).map((each) => html`<option key=${each.id} value=${each.id} disabled=${!ONLINE.includes(each.state)}>${stateOf(each)}</option>`)}
  </select></label>`;
}

function Skill({ chosen }) {
  const words = (each) => `${worded('desk.skills', each.skill)} · ${say('desk.transfer.waiting', { waiting: each.waiting, agents: each.agents })}`;
  return html`<label><span>${say('desk.transfer.skill')}</span><select name="skill" required>
    ${skills.value.map((each) => html`<option key=${each.skill} value=${each.skill} selected=${each.skill === chosen}>${words(each)}</option>`)}
  </select></label>`;
}

const Radio = ({ name, value, label, chosen, onChoose }) => html`<label class="choice"><input type="radio" name=${name} value=${value} checked=${chosen === value} onChange=${() => onChoose && onChoose(value)} />${label}</label>`;

function Transfer({ detail }) {
  const [to, setTo] = useState('skill');
  useEffect(() => { meet(); }, []);
  return html`<${Dialog} id="transfer" title=${say('desk.transfer')}><form onSubmit=${sent(transfer)}>
    <p>${say('desk.transfer.text')}</p>
    <fieldset><legend class="unseen">${say('desk.transfer.to')}</legend>
      ${['skill', 'agent', 'supervisor'].map((each) => html`<${Radio} key=${each} name="to" value=${each} label=${say(`desk.transfer.${each}`)} chosen=${to} onChoose=${setTo} />`)}
    </fieldset>
    ${to === 'skill' && html`<${Skill} chosen=${detail.card.skill} />`}
    ${to === 'agent' && html`<${Colleague} />`}
    <${Area} name="note" label=${say('desk.transfer.note')} />
    <${Buttons} confirm=${say('desk.transfer')} />
  </form><//>`;
}

function HandBack({ detail }) {
  const [next, setNext] = useState('');
  const flow = detail.handoff ? detail.handoff.package.open_flow : '';
  const ways = ['', ...(flow ? ['resume'] : []), 'verify', 'rate'];
  return html`<${Dialog} id="handback" title=${say('desk.handback')}><form onSubmit=${sent((form) => handBack(form.hint.trim(), form.next))}>
    <p>${say('desk.handback.text')}</p>
    <fieldset><legend>${say('desk.handback.next')}</legend>
      ${ways.map((each) => html`<${Radio} key=${each} name="next" value=${each} label=${say(`desk.handback.next.${each || 'wait'}`)} chosen=${next} onChoose=${setNext} />`)}
    </fieldset>
    <${Area} name="hint" label=${say('desk.handback.hint')} />
    <${Buttons} confirm=${say('desk.handback')} />
  </form><//>`;
}

function Borrow() {
  useEffect(() => { wish('GET', '/flows').then((page) => { flows.value = page ? page.items : []; }); }, []);
  return html`<${Dialog} id="borrow" title=${say('desk.borrow')}><form onSubmit=${sent((form) => borrow(form.flow))}>
    <p>${say('desk.borrow.text')}</p>
    <label><span>${say('desk.borrow.flow')}</span><select name="flow" required>${flows.value.map((each) => html`<option key=${each.name} value=${each.name}>${each.title}</option>`)}</select></label>
    <${Buttons} confirm=${say('desk.borrow.do')} disabled=${!flows.value.length} />
  </form><//>`;
}

function Consult() {
  useEffect(() => { meet(); }, []);
  return html`<${Dialog} id="consult" title=${say('desk.consult')}><form onSubmit=${sent((form) => consult(form.agent_id, form.note))}>
    <p>${say('desk.consult.text')}</p>
    <${Colleague} />
    <${Area} name="note" label=${say('desk.transfer.note')} required />
    <${Buttons} confirm=${say('desk.consult.ask')} />
  </form><//>`;
}

/** A step that takes nothing but a few words. */
function Plain({ name, act, required }) {
  return html`<${Dialog} id=${name} title=${say(`desk.${name}`)}><form onSubmit=${sent((form) => act(form.note.trim()))}>
    <p>${say(`desk.${name}.text`)}</p>
    <${Area} name="note" label=${say('desk.transfer.note')} required=${required} />
    <${Buttons} confirm=${say(`desk.${name}`)} />
  </form><//>`;
}

const VOUCHED_FOR = ['new_number', 'no_signal', 'no_app', 'impaired', 'abroad', 'other'];

/** One person asks; only another can confirm. */
function Vouch() {
  const [done, setDone] = useState(false);
  const ask = async (event) => {
    event.preventDefault();
    setDone(await vouch(new FormData(event.currentTarget).get('reason')));
  };
  if (done) {
    return html`<${Dialog} id="vouch" title=${say('desk.vouch')}><p role="status">${say('desk.vouch.done')}</p>
      <div class="acts"><button type="button" class="primary" onClick=${shut}>${say('desk.dismiss')}</button></div><//>`;
  }
  return html`<${Dialog} id="vouch" title=${say('desk.vouch')}><form onSubmit=${ask}>
    <p>${say('desk.vouch.text')}</p>
    <label><span>${say('desk.vouch.why')}</span><select name="reason" required>${VOUCHED_FOR.map((each) => html`<option key=${each} value=${each}>${say(`desk.vouch.reason.${each}`)}</option>`)}</select></label>
    <${Buttons} confirm=${say('desk.vouch')} />
  </form><//>`;
}

/** Who looks after this customer, whether they are here now or not. */
function Steward({ detail }) {
  const { id } = detail.card;
  useEffect(() => { meet(); }, []);
  const everybody = [staff.value, ...colleagues.value];
  return html`<${Dialog} id="steward" title=${say('desk.steward.name')}><form onSubmit=${sent((form) => nameSteward(id, form).then((done) => done && readCustomer(id)))}>
    <p>${say('desk.steward.text')}</p>
    <label><span>${say('desk.steward')}</span><select name="agent_id" required>${everybody.map((each) => html`<option key=${each.id} value=${each.id}>${each.display_name}</option>`)}</select></label>
    <label><span>${say('desk.tags.ends')}</span><select name="days"><option value="">${say('desk.steward.open')}</option><option value="30">${say('desk.steward.days', { days: 30 })}</option><option value="365">${say('desk.steward.days', { days: 365 })}</option></select></label>
    <${Buttons} confirm=${say('desk.steward.name')} />
  </form><//>`;
}

const TakeOver = () => html`<${Plain} name="take_over" act=${takeOver} />`;
const Whisper = () => html`<${Plain} name="whisper" act=${whisper} required />`;
const Requeue = () => html`<${Plain} name="requeue" act=${requeue} />`;

/** An article that says the wrong thing goes to those who write it. */
export const report = (article, conversation, reason) =>
  attempt(() => call('POST', '/article-reports', { article_id: article.article_id, version: article.version, conversation_id: conversation, reason }));

const BODIES = { transfer: Transfer, handback: HandBack, borrow: Borrow, vouch: Vouch, steward: Steward, consult: Consult, takeover: TakeOver, whisper: Whisper, requeue: Requeue, wrapup: WrapUp, book: Book, alerts: Settings, keys: Keys };

export function Dialogs({ detail }) {
  const Body = BODIES[asking.value];
  return Body ? html`<${Body} detail=${detail} />` : null;
}
