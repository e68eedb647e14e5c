/** Satisfaction: how many problems were solved, how it was, and why; by day, by team, by agent. */
import { html } from '../vendor/core.js';
import { clockTime, say, worded } from '../lib/page.js';
import { begin, report } from '../lib/report.js';

const STEPS = ['5', '4', '3', '2', '1'];

const percent = (part, whole) => (whole ? say('desk.board.percent', { percent: Math.round((part / whole) * 1000) / 10 }) : '–');
const mean = (stars) => (stars === null ? '–' : (Math.round(stars * 10) / 10).toFixed(1));
const solvedShare = (one) => percent(one.solved, one.solved + one.unsolved);

function Tile({ name, value, first }) {
  return html`<div class=${`tile ${first ? 'first' : ''}`}><span class="name">${say(`desk.satisfaction.${name}`)}</span><b>${value}</b><small>${say(`desk.satisfaction.${name}.meaning`)}</small></div>`;
}

function Tiles({ shown }) {
  return html`<div class="tiles">
    <${Tile} name="solved" value=${solvedShare(shown)} first />
    <${Tile} name="answered" value=${`${shown.answered}/${shown.asked}`} />
    <${Tile} name="reopened" value=${shown.reopened} />
    <${Tile} name="alone" value=${solvedShare(shown.alone)} />
  </div>`;
}

function Bars({ title, rows }) {
  const most = Math.max(1, ...rows.map((one) => one.count));
  return html`<section class="panel" tabindex="0" aria-label=${title}><h2>${title}</h2>
    ${rows.length ? html`<ul class="bars">${rows.map((one) => html`<li key=${one.key}><span>${one.words}</span><meter min="0" max=${most} value=${one.count} aria-label=${one.words}></meter><b class="number">${one.count}</b></li>`)}</ul>` : html`<p class="muted">${say('desk.satisfaction.none')}</p>`}
  </section>`;
}

function Shares({ title, rows, words }) {
  return html`<section class="panel" tabindex="0" aria-label=${title}><h2>${title}</h2>
    ${rows.length ? html`<table><thead><tr><th scope="col"><span class="unseen">${title}</span></th>${['answers', 'solved', 'stars'].map((name) => html`<th scope="col" key=${name}>${say(`desk.satisfaction.column.${name}`)}</th>`)}</tr></thead>
      <tbody>${rows.map((one) => html`<tr key=${one.key}><th scope="row">${words(one.key)}</th><td class="number">${one.answered}</td><td class="number">${solvedShare(one)}</td><td class="number">${mean(one.stars)}</td></tr>`)}</tbody></table>` : html`<p class="muted">${say('desk.satisfaction.none')}</p>`}
  </section>`;
}

function Said({ one }) {
  const solved = one.solved === null ? '' : say(one.solved ? 'desk.satisfaction.was_solved' : 'desk.satisfaction.was_not');
  const why = one.reasons.map((name) => worded('chat.rate.why', name)).join(' · ');
  return html`<li><span><b>${solved} ${one.stars === null ? '' : `${one.stars}/5`}</b> <span class="muted">${clockTime(one.at)} ${one.agent}</span>${why && html`<br />${why}`}${one.comment && html`<br />“${one.comment}”`}</span>
    ${one.conversation_id && html`<a class="button" href=${`/desk?open=${one.conversation_id}`} target="teller-desk">${say('desk.satisfaction.open')}</a>`}
  </li>`;
}

function Latest({ shown }) {
  const title = say('desk.satisfaction.latest');
  return html`<section class="panel" tabindex="0" aria-label=${title}><h2>${title}</h2>
    ${!shown.named && html`<p class="muted">${say('desk.satisfaction.nameless')}</p>`}
    ${shown.items.length ? html`<ul class="drilled">${shown.items.map((one, at) => html`<${Said} key=${`${one.at}${at}`} one=${one} />`)}</ul>` : html`<p class="muted">${say('desk.satisfaction.none')}</p>`}
  </section>`;
}

function Body({ shown }) {
  const scale = STEPS.map((step) => ({ key: step, words: say(`desk.satisfaction.stars.${step}`), count: shown.scale[step] }));
  const reasons = Object.entries(shown.reasons)
    .map(([key, count]) => ({ key, words: worded('chat.rate.why', key), count }))
    .sort((one, other) => other.count - one.count);
  const plain = (key) => key;
  return html`<${Tiles} shown=${shown} />
    <div class="panels even">
      <${Bars} title=${say('desk.satisfaction.scale')} rows=${scale} />
      <${Bars} title=${say('desk.satisfaction.reasons')} rows=${reasons} />
      <${Shares} title=${say('desk.satisfaction.by_day')} rows=${shown.by_day} words=${plain} />
      <${Shares} title=${say('desk.satisfaction.by_team')} rows=${shown.by_team} words=${(key) => key || say('desk.satisfaction.no_team')} />
      ${shown.named && html`<${Shares} title=${say('desk.satisfaction.by_agent')} rows=${shown.by_agent} words=${plain} />`}
      <${Latest} shown=${report.value} />
    </div>`;
}

begin('satisfaction', '/satisfaction', Body);
