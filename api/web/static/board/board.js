/** The wall board: how the floor stands now, each figure with its meaning and its time. */
import { html, render } from '../vendor/core.js';
import { Icon, chooseLanguage, clockTime, firstLanguage, language, otherLanguage, say, speak, worded } from '../lib/page.js';
import { away, begin, board, failure, written } from './figures.js';
import { Drilled, People, drill, drilled } from './people.js';
import { Rules, asked } from './rules.js';

const FIRST = 'time_to_human';

const seconds = (at) => new Intl.DateTimeFormat(language.value, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(new Date(at));

function Tile({ tile }) {
  const meaning = tile.meaning[language.value] || '';
  return html`<button type="button" class=${`tile ${tile.breach ? 'breach' : ''} ${tile.key === FIRST ? 'first' : ''}`} title=${meaning} onClick=${() => drill(tile)}>
    <span class="name">${worded('desk.tile', tile.key)} ${tile.breach && html`<${Icon} name="triangle-alert" /><span class="unseen">${say('desk.board.breach')}</span>`}</span>
    <b>${written(tile.value, tile.unit)}</b>
    <small>${meaning}</small>
    <small class="timer">${say('desk.board.as_of', { time: seconds(tile.as_of) })}</small>
  </button>`;
}

function Queues({ queues }) {
  return html`<section class="panel" tabindex="0" aria-label=${say('desk.board.queues')}><h2>${say('desk.board.queues')}</h2>
    <table><thead><tr>${['skill', 'waiting', 'longest', 'agents', 'level', 'abandoned'].map((name) => html`<th scope="col" key=${name}>${say(`desk.board.queues.${name}`)}</th>`)}</tr></thead>
      <tbody>${queues.map(
        (one) => html`<tr key=${one.skill}><th scope="row">${worded('desk.skills', one.skill)}</th><td class="number">${one.waiting}</td><td class="number">${written(one.longest_seconds, 'seconds')}</td>
          <td class="number">${one.agents_free}/${one.agents_online}</td><td class="number">${written(one.service_level, 'share')}</td><td class="number">${one.abandoned}</td></tr>`,
      )}</tbody></table>
  </section>`;
}

function Reasons({ reasons }) {
  const most = Math.max(1, ...reasons.map((one) => one.count));
  return html`<section class="panel" tabindex="0" aria-label=${say('desk.board.reasons')}><h2>${say('desk.board.reasons')}</h2>
    <ul class="bars">${reasons.map((one) => html`<li key=${one.reason}><span>${worded('desk.reason', one.reason)}</span><meter min="0" max=${most} value=${one.count} aria-label=${worded('desk.reason', one.reason)}></meter><b class="number">${one.count}</b></li>`)}</ul>
  </section>`;
}

function hoursWords(now) {
  const until = now.changes_at ? say(now.open ? 'desk.hours.until' : 'desk.hours.from', { time: clockTime(now.changes_at) }) : '';
  const now_ = say(now.open ? 'desk.hours.now_open' : 'desk.hours.now_closed');
  return until ? now_ + say('desk.hours.join') + until : now_;
}

/** What answers calls, and loudly what is missing there. */
function Calls({ calls }) {
  if (!calls || !calls.started) {
    return null;
  }
  const lacks = [calls.recognizer ? '' : 'ears', calls.voice ? '' : 'voice'].filter(Boolean);
  return html`<span class="badge mute" title=${`${calls.recognizer} · ${calls.voice}`}><${Icon} name="headset" />${say('desk.board.calls', { lines: calls.lines, most: calls.most })}</span>
    ${lacks.map((name) => html`<span class="badge bad" role="status" key=${name}>${say(`desk.board.calls.no_${name}`)}</span>`)}`;
}

function Head() {
  const now = board.value;
  return html`<header><h1>${say('desk.board')}</h1>
    <span class="muted timer">${say('desk.board.as_of', { time: seconds(now.as_of) })}</span>
    <${Calls} calls=${now.calls} />
    ${away.value && html`<span class="badge bad" role="status">${say('desk.board.away')}</span>`}
    ${failure.value && html`<span class="badge bad" role="alert">${failure.value}</span>`}
    <span class="space"></span>
    <button type="button" onClick=${() => { asked.value = 'hours'; }}><${Icon} name="clock" />${hoursWords(now.hours)}</button>
    <button type="button" class=${now.hours.switch.on ? 'danger' : ''} onClick=${() => { asked.value = 'switch'; }}><${Icon} name="triangle-alert" />${say(now.hours.switch.on ? 'desk.switch.is_on.short' : 'desk.switch')}</button>
    <a class="button" href="/desk">${say('desk.title')}</a>
    <button type="button" lang=${otherLanguage()} onClick=${() => chooseLanguage(otherLanguage())}>${say('page.other_language')}</button>
  </header>`;
}

function Board() {
  if (!board.value) {
    const words = { refused: 'desk.board.refused', away: 'desk.board.away' }[away.value] || 'desk.loading';
    return html`<main class="notice"><h1>${say('desk.board')}</h1><p>${say(words)}</p><p><a href="/desk">${say('desk.title')}</a></p></main>`;
  }
  const { tiles, queues, agents, reasons } = board.value;
  return html`<${Head} />
    <main>
      <div class="tiles">${tiles.map((tile) => html`<${Tile} key=${tile.key} tile=${tile} />`)}</div>
      <div class="panels"><${Queues} queues=${queues} /><${People} agents=${agents} /><${Reasons} reasons=${reasons} /></div>
    </main>
    ${drilled.value && html`<${Drilled} key=${drilled.value.tile.key} />`}
    ${asked.value && html`<${Rules} key=${asked.value} />`}`;
}

speak(firstLanguage()).then(() => {
  document.title = say('desk.board');
  render(html`<${Board} />`, document.getElementById('page'));
  begin();
});
