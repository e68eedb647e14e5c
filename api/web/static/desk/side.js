/** What stands beside a conversation: tabs of help, and what is owed on the whole floor. */
import { html } from '../vendor/core.js';
import { Icon, later, say } from '../lib/page.js';
import { here, panel, place, promises } from './floor.js';
import { Tabs } from './list.js';

const TABS = ['assist', 'customer', 'knowledge', 'notes', 'history'];
const BODIES = {
  assist: later(() => import('./assist.js'), 'Assist'),
  customer: later(() => import('./customer.js'), 'Customer'),
  knowledge: later(() => import('./knowledge.js'), 'Knowledge'),
  notes: later(() => import('./notes.js'), 'Notes'),
  history: later(() => import('./history.js'), 'History'),
  promises: later(() => import('./notes.js'), 'Promises'),
  matters: later(() => import('./matters.js'), 'Matters'),
};

const tabWords = (name) => {
  const size = name === 'notes' && here.value ? here.value.notes.length : 0;
  return html`${say(`desk.side.${name}`)} ${size ? html`<span class="count">${size}</span>` : null}`;
};

/** The whole floor's: no tab of one conversation. */
function Floorwide() {
  const size = panel.value === 'promises' ? promises.value.length : 0;
  return html`<div class="over"><h2>${say(`desk.side.${panel.value}`)} ${size ? html`<span class="count">${size}</span>` : null}</h2>
    <button type="button" class="quiet" aria-label=${say('desk.side.shut')} onClick=${() => { panel.value = 'assist'; }}><${Icon} name="x" /></button></div>`;
}

export function Side() {
  const Body = BODIES[panel.value];
  const id = here.value ? here.value.card.id : '';
  return html`<aside class="side" aria-label=${say('desk.panel')}>
    <div class="bar">
      <button type="button" class="quiet narrow" aria-label=${say('desk.back')} onClick=${() => { place.value = 'pane'; }}><${Icon} name="arrow-left" /></button>
      ${TABS.includes(panel.value)
        ? html`<${Tabs} label=${say('desk.panel')} names=${TABS} chosen=${panel.value} onChoose=${(name) => { panel.value = name; }} words=${tabWords} panel="beside" />`
        : html`<${Floorwide} />`}
    </div>
    <div id="beside" class="body" role="tabpanel" tabindex="0" aria-label=${say(`desk.side.${panel.value}`)}><${Body} key=${id} /></div>
  </aside>`;
}
