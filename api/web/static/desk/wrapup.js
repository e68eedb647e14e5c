/** The end of a conversation: why the customer came, what was done, and what is still owed. */
import { html, useEffect, useState } from '../vendor/core.js';
import { language, say } from '../lib/page.js';
import { wrapUp } from './acts.js';
import { Area, Buttons, Dialog } from './dialogs.js';
import { asking, attempt, call, wish } from './floor.js';

const SOLVED = ['yes', 'no', 'unknown'];
const DAY_MS = 86400000;

/** A moment as the field of a form writes it, in local time. */
const local = (at) => new Date(at - new Date(at).getTimezoneOffset() * 60000).toISOString().slice(0, 16);

function Reasons({ form }) {
  return html`<label><span>${say('desk.wrapup.reason')}</span><select name="reason">
    <option value="">${say('desk.wrapup.none')}</option>
    ${form.reasons.map(
      (branch) => html`<optgroup key=${branch.id} label=${branch.title}>
        ${branch.leaves.map((leaf) => html`<option key=${leaf.id} value=${leaf.id} selected=${leaf.id === form.reason}>${leaf.title}</option>`)}
      </optgroup>`,
    )}
  </select></label>`;
}

function Owed() {
  const [owes, setOwes] = useState(false);
  return html`<label class="choice"><input type="checkbox" checked=${owes} onChange=${(event) => setOwes(event.target.checked)} />${say('desk.wrapup.promise')}</label>
    ${owes && html`<div class="owed">
      <label><span>${say('desk.wrapup.promise.what')}</span><input name="promise" required maxlength="500" autocomplete="off" /></label>
      <label><span>${say('desk.wrapup.promise.due')}</span><input name="due" type="datetime-local" required defaultValue=${local(Date.now() + DAY_MS)} /></label>
      <label><span>${say('desk.wrapup.promise.contact')}</span><input name="contact" maxlength="40" autocomplete="off" inputmode="tel" /></label>
    </div>`}`;
}

/** What is still owed is promised before the end; true when it stands, or nothing is owed. */
const promised = async (id, { promise, due, contact }) =>
  !promise || Boolean(await attempt(() => call('POST', `/conversations/${id}/promises`, { text: promise.trim(), due_at: new Date(due).toISOString(), contact: contact || '', owner: '' })));

export function WrapUp({ detail }) {
  const [form, setForm] = useState(null);
  const { id } = detail.card;
  useEffect(() => {
    wish('GET', `/conversations/${id}/wrap-up?language=${language.value}`).then((found) => setForm(found || { reasons: [], reason: '', summary: '', before: [] }));
  }, [id]);
  const submit = async (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget));
    const { reason, summary, solved } = fields;
    if ((await promised(id, fields)) && (await wrapUp({ reason: reason || '', summary: summary.trim(), solved }))) {
      asking.value = '';
    }
  };
  if (!form) {
    return null;
  }
  return html`<${Dialog} id="wrapup" title=${say('desk.close')}><form onSubmit=${submit}>
    <p>${say('desk.close.text')}</p>
    <${Reasons} form=${form} />
    <${Area} name="summary" label=${say('desk.close.summary')} value=${form.summary} rows=${4} most=${2000} />
    <fieldset class="solved"><legend>${say('desk.wrapup.solved')}</legend>
      ${SOLVED.map((each) => html`<label class="choice" key=${each}><input type="radio" name="solved" value=${each} defaultChecked=${each === 'unknown'} />${say(`desk.wrapup.solved.${each}`)}</label>`)}
    </fieldset>
    <${Owed} />
    <${Buttons} confirm=${say('desk.close')} />
  </form><//>`;
}

export const wrapped = (id) => call('GET', `/conversations/${id}/wrap-up?language=${language.value}`);
