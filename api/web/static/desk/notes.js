/** Notes for colleagues, and what the bank still owes its customers. */
import { html, useState } from '../vendor/core.js';
import { clockTime, now, say, worded } from '../lib/page.js';
import { keep, note } from './acts.js';
import { here, open, promises } from './floor.js';

export function Notes() {
  const [words, setWords] = useState('');
  const detail = here.value;
  if (!detail) {
    return html`<p class="nothing">${say('desk.pick')}</p>`;
  }
  const submit = async (event) => {
    event.preventDefault();
    if (words.trim() && (await note(words.trim()))) {
      setWords('');
    }
  };
  return html`<form class="stack" onSubmit=${submit}>
      <textarea rows="3" maxlength="2000" aria-label=${say('desk.notes.write')} placeholder=${say('desk.notes.write')} value=${words} onInput=${(event) => setWords(event.target.value)}></textarea>
      <button type="submit" disabled=${!words.trim()}>${say('desk.notes.add')}</button>
    </form>
    ${detail.notes.length === 0 && html`<p class="nothing">${say('desk.notes.none')}</p>`}
    ${detail.notes.map(
      (each) => html`<article class=${`note ${each.kind || 'note'}`} key=${each.id}><header>${worded('desk.note_kind', each.kind || 'note')} · ${each.agent_name} <time datetime=${each.at}>${clockTime(each.at)}</time></header><p>${each.text}</p></article>`,
    )}`;
}

function standing(promise) {
  if (promise.standing === 'late' || promise.overdue || new Date(promise.due_at).getTime() < now.value) {
    return html`<span class="badge bad">${say('desk.promises.late')}</span>`;
  }
  return promise.standing === 'soon' ? html`<span class="badge warn">${say('desk.promises.soon')}</span>` : null;
}

/** Ended only with its outcome: kept, or not kept and why. */
function Promised({ promise }) {
  const submit = (event) => {
    event.preventDefault();
    const outcome = new FormData(event.currentTarget).get('outcome').trim();
    const how = (event.submitter && event.submitter.value) || 'keep';
    keep(promise.id, outcome, how);
  };
  return html`<form class="card stack" onSubmit=${submit}>
    <h3>${worded('desk.promises', promise.kind)} ${standing(promise)}</h3>
    ${promise.contact && html`<p><b>${promise.contact}</b></p>`}
    ${promise.text && html`<blockquote>${promise.text}</blockquote>`}
    <p class="muted">${say('desk.promises.due', { time: clockTime(promise.due_at) })} ${promise.owner_name ? html`· ${say('desk.promises.owner', { name: promise.owner_name })}` : ''}</p>
    <label class="stack"><span>${say('desk.promises.outcome')}</span><input name="outcome" required maxlength="500" autocomplete="off" /></label>
    <div class="row">
      <button type="button" class="quiet" onClick=${() => open(promise.conversation_id)}>${say('desk.promises.open')}</button>
      ${promise.kind === 'answer' && promise.made_by && html`<button type="submit" class="quiet" value="dismiss">${say('desk.promises.dismiss')}</button>`}
      <button type="submit" value="break">${say('desk.promises.break')}</button>
      <button type="submit" value="keep">${say('desk.promises.keep')}</button>
    </div>
  </form>`;
}

export function Promises() {
  if (!promises.value.length) {
    return html`<p class="nothing">${say('desk.promises.none')}</p>`;
  }
  return promises.value.map((promise) => html`<${Promised} key=${promise.id} promise=${promise} />`);
}
