/** What stands beside a conversation: why it came, the knowledge, the notes, and what was promised. */
import { html, signal, useEffect, useState } from '../vendor/core.js';
import { ask } from '../lib/line.js';
import { Icon, clockTime, later, now, say, trusted, worded } from '../lib/page.js';
import { keep, matters, note, sides } from './acts.js';
import { attempt, here, isMine, open, place, promises } from './floor.js';
import { Tabs } from './list.js';
import { insert } from './pane.js';

const PANELS = ['assist', 'knowledge', 'notes', 'promises', 'matters'];
const Beside = later(() => import('./beside.js'), 'Beside');
const Matters = later(() => import('./matters.js'), 'Matters');
const SEARCH_AFTER_MS = 250;
export const panel = signal('assist');

function Tried({ tried }) {
  if (!tried.length) {
    return html`<p class="muted">${say('desk.tried.none')}</p>`;
  }
  return html`<ul class="tried">
    ${tried.map((each) => html`<li>${each.question}<small>${each.title} v${each.version}</small></li>`)}
  </ul>`;
}

function Came({ handoff }) {
  const { wants, misses } = handoff.package;
  const side = sides.value[here.value.card.id];
  const intent = side ? side.intent : '';
  return html`<section class="card">
    <h3>${say('desk.why')}</h3>
    <p><b>${worded('desk.reason', handoff.reason)}</b> ${handoff.urgent && html`<span class="badge bad">${say('desk.urgent')}</span>`}</p>
    <p class="muted">${say('desk.asked_at', { time: clockTime(handoff.asked_at) })}${handoff.skill ? html` · ${say('desk.skill', { skill: worded('desk.skills', handoff.skill) })}` : ''}</p>
    <h3>${say('desk.wants')}</h3>
    <blockquote>${wants}</blockquote>
    ${intent && html`<p class="muted">${say('desk.intent', { intent })}</p>`}
    ${misses > 0 && html`<p class="muted">${say('desk.misses', { count: misses })}</p>`}
  </section>`;
}

function Rated({ rating }) {
  const solved = rating.solved === null ? '' : say(rating.solved ? 'desk.rating.solved' : 'desk.rating.unsolved');
  return html`<section class="card">
    <h3>${say('desk.rating')}</h3>
    <p>${solved} ${rating.stars ? say('desk.rating.stars', { stars: rating.stars }) : ''}</p>
    ${rating.comment && html`<blockquote>${rating.comment}</blockquote>`}
  </section>`;
}

function Assist() {
  const detail = here.value;
  if (!detail) {
    return html`<p class="nothing">${say('desk.pick')}</p>`;
  }
  const { handoff } = detail;
  return html`<${Beside} detail=${detail}>${handoff ? html`<${Came} handoff=${handoff} />` : null}<//>
    ${handoff
      ? html`<section class="card"><h3>${say('desk.tried')}</h3><${Tried} tried=${handoff.package.tried} /></section>`
      : html`<p class="nothing">${say('desk.no_handoff')}</p>`}
    ${detail.rating && html`<${Rated} rating=${detail.rating} />`}`;
}

function Passage({ passage }) {
  const percent = Math.round(passage.confidence * 100);
  const detail = here.value;
  return html`<details class="card passage">
    <summary><b>${passage.title}</b> <small>v${passage.version} · ${passage.category} · ${say('desk.knowledge.confidence', { percent })}</small></summary>
    <div class="preview" dangerouslySetInnerHTML=${trusted(passage.html)}></div>
    <button type="button" disabled=${!detail || !isMine(detail.card)} onClick=${() => insert(detail.card.id, passage.answer)}>${say('desk.knowledge.insert')}</button>
  </details>`;
}

function Knowledge() {
  const [words, setWords] = useState('');
  const [found, setFound] = useState(null);
  const language = here.value ? here.value.card.language : 'zh-CN';
  useEffect(() => {
    if (!words.trim()) {
      setFound(null);
      return undefined;
    }
    const timer = setTimeout(async () => {
      const query = new URLSearchParams({ q: words.trim(), language });
      const answer = await attempt(() => ask('GET', `/api/v1/knowledge/search?${query}`));
      setFound(answer ? answer.passages : []);
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [words, language]);
  const none = say(found === null ? 'desk.knowledge.start' : 'desk.knowledge.none');
  return html`<div class="find">
      <${Icon} name="search" />
      <input type="search" aria-label=${say('desk.knowledge.search')} placeholder=${say('desk.knowledge.search')} value=${words} onInput=${(event) => setWords(event.target.value)} />
    </div>
    <div aria-live="polite">
      ${found && found.length ? found.map((passage) => html`<${Passage} key=${passage.article_id} passage=${passage} />`) : html`<p class="nothing">${none}</p>`}
    </div>`;
}

function Notes() {
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
      (each) => html`<article class="note" key=${each.id}><header>${each.agent_name} <time datetime=${each.at}>${clockTime(each.at)}</time></header><p>${each.text}</p></article>`,
    )}`;
}

function Promised({ promise }) {
  const late = promise.overdue || new Date(promise.due_at).getTime() < now.value;
  const submit = (event) => {
    event.preventDefault();
    const outcome = new FormData(event.currentTarget).get('outcome').trim();
    keep(promise.id, outcome);
  };
  return html`<form class="card stack" onSubmit=${submit}>
    <h3>${worded('desk.promises', promise.kind)} ${late && html`<span class="badge bad">${say('desk.promises.late')}</span>`}</h3>
    ${promise.contact && html`<p><b>${promise.contact}</b></p>`}
    ${promise.text && html`<blockquote>${promise.text}</blockquote>`}
    <p class="muted">${say('desk.promises.due', { time: clockTime(promise.due_at) })}</p>
    <label class="stack"><span>${say('desk.promises.outcome')}</span><input name="outcome" required maxlength="500" autocomplete="off" /></label>
    <div class="row">
      <button type="button" class="quiet" onClick=${() => open(promise.conversation_id)}>${say('desk.promises.open')}</button>
      <button type="submit">${say('desk.promises.keep')}</button>
    </div>
  </form>`;
}

function Promises() {
  if (!promises.value.length) {
    return html`<p class="nothing">${say('desk.promises.none')}</p>`;
  }
  return promises.value.map((promise) => html`<${Promised} key=${promise.id} promise=${promise} />`);
}

const BODIES = { assist: Assist, knowledge: Knowledge, notes: Notes, promises: Promises, matters: Matters };

const tabWords = (name) => {
  const size = { notes: here.value ? here.value.notes.length : 0, promises: promises.value.length, matters: matters.value.counts.open }[name];
  return html`${say(`desk.side.${name}`)} ${size ? html`<span class="count">${size}</span>` : null}`;
};

export function Side() {
  const Body = BODIES[panel.value];
  const id = here.value ? here.value.card.id : '';
  return html`<aside class="side" aria-label=${say('desk.panel')}>
    <div class="bar">
      <button type="button" class="quiet narrow" aria-label=${say('desk.back')} onClick=${() => { place.value = 'pane'; }}><${Icon} name="arrow-left" /></button>
      <${Tabs} label=${say('desk.panel')} names=${PANELS} chosen=${panel.value} onChoose=${(name) => { panel.value = name; }} words=${tabWords} panel="beside" />
    </div>
    <div id="beside" class="body" role="tabpanel" tabindex="0" aria-label=${say(`desk.side.${panel.value}`)}><${Body} key=${id} /></div>
  </aside>`;
}
