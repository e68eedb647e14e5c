/** When the bank's people are there, and the emergency switch; changed here, and written down. */
import { html, signal, useEffect, useRef } from '../vendor/core.js';
import { clockTime, say } from '../lib/page.js';
import { attempt, board, call, hours, readHours } from './figures.js';

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const MODES = ['human', 'none'];
const LANGUAGES = ['zh-CN', 'en'];
export const asked = signal('');

const shut = () => { asked.value = ''; };

function Dialog({ id, title, children }) {
  const box = useRef(null);
  useEffect(() => { box.current.showModal(); }, []);
  return html`<dialog ref=${box} aria-labelledby=${id} onClose=${shut}><h2 id=${id}>${title}</h2>${children}</dialog>`;
}

const Buttons = ({ words }) => html`<div class="acts"><button type="button" onClick=${shut}>${say('desk.cancel')}</button><button type="submit" class="primary">${words}</button></div>`;

const sent = (act) => async (event) => {
  event.preventDefault();
  if (await attempt(() => act(new FormData(event.target)))) {
    shut();
  }
};

function Days({ days }) {
  const drop = (day) => attempt(() => call('DELETE', `/hours/days/${day}`)).then(readHours);
  return html`<ul class="days">${days.map((one) => html`<li key=${one.day}><time datetime=${one.day}>${one.day}</time>
    <span>${one.open ? `${one.opens || ''}–${one.closes || ''}` : say('desk.hours.closed')} <span class="muted">${one.reason} · ${say(`desk.hours.source.${one.source}`)}</span></span>
    ${one.source === 'table' && html`<button type="button" class="quiet" onClick=${() => drop(one.day)}>${say('desk.hours.drop')}</button>`}</li>`)}</ul>`;
}

function Day() {
  const put = sent((form) => call('PUT', `/hours/days/${form.get('day')}`, { open: form.get('open') === 'on', reason: form.get('reason') }).then(readHours));
  return html`<form class="row" onSubmit=${put}><input type="date" name="day" required aria-label=${say('desk.hours.day')} />
    <label class="choice"><input type="checkbox" name="open" />${say('desk.hours.open_day')}</label>
    <input name="reason" required maxlength="60" aria-label=${say('desk.hours.reason')} placeholder=${say('desk.hours.reason')} />
    <button type="submit">${say('desk.hours.put')}</button></form>`;
}

function Hours() {
  useEffect(() => { readHours(); }, []);
  const now = hours.value;
  if (!now) {
    return html`<${Dialog} id="hours" title=${say('desk.hours')}><p class="muted">${say('desk.loading')}</p><//>`;
  }
  const put = sent((form) => call('PUT', '/hours', { weekdays: form.getAll('weekday').map(Number), opens: form.get('opens'), closes: form.get('closes') }));
  return html`<${Dialog} id="hours" title=${say('desk.hours')}>
    <form onSubmit=${put}>
      <fieldset><legend>${say('desk.hours.weekdays')}</legend>${WEEK.map((day) => html`<label class="choice" key=${day}><input type="checkbox" name="weekday" value=${day} defaultChecked=${now.weekdays.includes(day)} />${say(`desk.hours.weekday.${day}`)}</label>`)}</fieldset>
      <label><span>${say('desk.hours.opens')}</span><input type="time" name="opens" required defaultValue=${now.opens} /></label>
      <label><span>${say('desk.hours.closes')}</span><input type="time" name="closes" required defaultValue=${now.closes} /></label>
      <p class="muted">${now.zone}</p>
      <${Buttons} words=${say('desk.book.save')} />
    </form>
    <h3>${say('desk.hours.days')}</h3><${Days} days=${now.days} /><${Day} />
  <//>`;
}

/** Everybody who writes or calls hears the notice; the bot serves, or only people do. */
function Switch() {
  const now = board.value.hours.switch;
  const put = sent((form) => call('PUT', '/switch', { on: !now.on, mode: form.get('mode') || now.mode, notice: Object.fromEntries(LANGUAGES.map((each) => [each, form.get(each) || ''])) }));
  return html`<${Dialog} id="switch" title=${say('desk.switch')}><form onSubmit=${put}>
    <p>${say(now.on ? 'desk.switch.is_on' : 'desk.switch.text')} ${now.on && now.at ? html`<span class="muted">${now.by} ${clockTime(now.at)}</span>` : ''}</p>
    ${!now.on && html`<fieldset><legend>${say('desk.switch.mode')}</legend>${MODES.map((each) => html`<label class="choice" key=${each}><input type="radio" name="mode" value=${each} defaultChecked=${each === now.mode} />${say(`desk.switch.mode.${each}`)}</label>`)}</fieldset>
      ${LANGUAGES.map((each) => html`<label key=${each}><span>${say(`desk.switch.notice.${each}`)}</span><textarea name=${each} rows="2" maxlength="300" required lang=${each} defaultValue=${now.notice[each] || ''}></textarea></label>`)}`}
    <${Buttons} words=${say(now.on ? 'desk.switch.end' : 'desk.switch.begin')} />
  </form><//>`;
}

export const Rules = () => (asked.value === 'hours' ? html`<${Hours} />` : html`<${Switch} />`);
