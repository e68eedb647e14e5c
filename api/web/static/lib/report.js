/** What the pages of reports share: their way to the service, their head, and what they say when it is away. */
import { html, render, signal } from '../vendor/core.js';
import { ask } from './line.js';
import { chooseLanguage, clockTime, firstLanguage, otherLanguage, say, speak, worded } from './page.js';

const HOME = '/api/v1/desk';
const EVERY_MS = 10000;
export const DAYS = [1, 7, 31];

export const days = signal(7);
export const report = signal(null);
export const away = signal('');
export const failure = signal('');
const asOf = signal('');

export const call = (method, path, body) => ask(method, HOME + path, { body, headers: { 'X-Teller': 'report' } });

/** What is shown stays when the service is away; its own time says how old it is. */
export async function look(path) {
  try {
    report.value = await call('GET', `${path}?days=${days.value}`);
    asOf.value = new Date().toISOString();
    away.value = '';
  } catch (problem) {
    away.value = [401, 403].includes(problem.status) ? 'refused' : 'away';
  }
}

/** Runs a step; a refusal is shown. */
export async function attempt(act, path) {
  try {
    await act();
    failure.value = '';
  } catch (problem) {
    failure.value = worded('desk.refused', problem.code, problem.message);
  }
  await look(path);
}

function Head({ title, path }) {
  const choose = (event) => {
    days.value = Number(event.currentTarget.value);
    look(path);
  };
  return html`<header><h1>${title}</h1>
    <span class="muted">${asOf.value && say('desk.board.as_of', { time: clockTime(asOf.value) })}</span>
    ${away.value && html`<span class="badge bad" role="status">${say('desk.board.away')}</span>`}
    ${failure.value && html`<span class="badge bad" role="alert">${failure.value}</span>`}
    <span class="space"></span>
    <label class="beside">${say('desk.report.days')}<select onChange=${choose} value=${days.value}>
      ${DAYS.map((each) => html`<option key=${each} value=${each} selected=${each === days.value}>${say('desk.report.days.last', { days: each })}</option>`)}
    </select></label>
    <a class="button" href="/desk">${say('desk.title')}</a>
    <button type="button" lang=${otherLanguage()} onClick=${() => chooseLanguage(otherLanguage())}>${say('page.other_language')}</button>
  </header>`;
}

function Page({ name, path, Body }) {
  const title = say(`desk.${name}`);
  if (!report.value) {
    const words = { refused: `desk.${name}.refused`, away: 'desk.board.away' }[away.value] || 'desk.loading';
    return html`<main class="notice"><h1>${title}</h1><p>${say(words)}</p><p><a href="/desk">${say('desk.title')}</a></p></main>`;
  }
  return html`<${Head} title=${title} path=${path} /><main><${Body} shown=${report.value} /></main>`;
}

/** The page is drawn, and asked for anew while somebody looks at it. */
export function begin(name, path, Body) {
  speak(firstLanguage()).then(() => {
    document.title = say(`desk.${name}`);
    render(html`<${Page} name=${name} path=${path} Body=${Body} />`, document.getElementById('page'));
    look(path);
    setInterval(() => document.hidden || look(path), EVERY_MS);
  });
}
