/** The open conversation: whose it is, and what was said by whom. */
import { html, useEffect, useLayoutEffect, useRef } from '../vendor/core.js';
import { Icon, clockTime, later, now, say, trusted, worded } from '../lib/page.js';
import { answerConsult, askIdentity, endConsult, replyAgain, take, takeReplyBack } from './acts.js';
import { Composer, insert } from './composer.js';
import { asking, current, here, isMine, leads, pending, place, preview, staff, typingAt } from './floor.js';

const Brought = later(() => import('./attach.js'), 'Brought');
const Transcribed = later(() => import('./attach.js'), 'Transcribed');
const Uploads = later(() => import('./attach.js'), 'Uploads');
const CallStrip = later(() => import('./call.js'), 'CallStrip');
const Heard = later(() => import('./call.js'), 'Heard');
const SILENT = ['act_done', 'verified', 'not_verified'];
const NEAR_END_PX = 80;
const TURNS = ['agent_joined', 'handed_back', 'requeued', 'closed', 'transferred', 'lent', 'returned'];

function ownerWords(card) {
  if (card.owner !== 'agent') {
    return say(`desk.owner.${card.owner}`);
  }
  return isMine(card) ? say('desk.owner.mine') : say('desk.owner.agent', { name: card.agent_name || '' });
}

function Identity({ assurance, until }) {
  if (!assurance) {
    return html`<span class="badge mute"><${Icon} name="shield-off" />${say('desk.unverified')}</span>`;
  }
  if (until && new Date(until).getTime() < now.value) {
    return html`<span class="badge bad"><${Icon} name="shield-off" />${say('desk.verified.expired')}</span>`;
  }
  const limit = until ? say('desk.verified.until', { time: clockTime(until) }) : '';
  return html`<span class="badge good"><${Icon} name="shield-check" />${say('desk.verified', { level: assurance })} ${limit}</span>`;
}

const Ask = ({ name, icon, label }) => html`<button type="button" onClick=${() => { asking.value = name; }}>${icon && html`<${Icon} name=${icon} />`}${label}</button>`;

/** What is done seldom; a press on one of them folds the menu again. */
function More({ children }) {
  const fold = (event) => { event.currentTarget.parentElement.open = false; };
  return html`<details class="menu">
    <summary aria-label=${say('desk.more')}>${say('desk.more')}</summary>
    <div onClick=${fold}>${children}</div>
  </details>`;
}

function LeadersMenu({ card }) {
  return html`<${More}>
    ${card.owner === 'agent' && html`<${Ask} name="takeover" label=${say('desk.take_over')} />`}
    ${card.owner === 'agent' && html`<${Ask} name="whisper" label=${say('desk.whisper')} />`}
    ${card.owner === 'agent' && html`<${Ask} name="requeue" label=${say('desk.requeue')} />`}
  <//>`;
}

function Acts({ card }) {
  if (card.owner === 'queue' || card.owner === 'bot') {
    return html`<button type="button" class="primary" onClick=${take}>${say(card.owner === 'bot' ? 'desk.take_over' : 'desk.take')}</button>`;
  }
  if (!isMine(card)) {
    return card.owner === 'agent' && leads() ? html`<${LeadersMenu} card=${card} />` : null;
  }
  return html`<${Ask} name="transfer" icon="users" label=${say('desk.transfer')} />
    <${Ask} name="handback" icon="corner-up-left" label=${say('desk.handback')} />
    <${Ask} name="wrapup" icon="circle-check" label=${say('desk.close')} />
    <${More}>
      <${Ask} name="borrow" icon="bot" label=${say('desk.borrow')} />
      <button type="button" onClick=${() => askIdentity(card.id)}><${Icon} name="shield-check" />${say('desk.identity.invite')}</button>
      <${Ask} name="consult" icon="headset" label=${say('desk.consult')} />
      <${Ask} name="requeue" icon="refresh-cw" label=${say('desk.requeue')} />
    <//>`;
}

/** Who else looks at it; somebody who listens is named too. */
function Viewers({ viewers }) {
  const others = (viewers || []).filter((each) => each.staff_id !== staff.value.id);
  if (!others.length) {
    return null;
  }
  const names = others.map((each) => each.name).join(say('desk.viewers.and'));
  return html`<span class="badge mute viewers"><${Icon} name="eye" />${say('desk.viewers', { names })}</span>`;
}

function Head({ detail }) {
  const { card } = detail;
  return html`<header class="head">
    <button type="button" class="quiet narrow" aria-label=${say('desk.back')} onClick=${() => { place.value = 'list'; }}><${Icon} name="arrow-left" /></button>
    <div class="title">
      <h2>${card.title}</h2>
      <p class=${`owner ${card.owner}`}>${ownerWords(card)}</p>
    </div>
    <${Identity} assurance=${card.assurance} until=${card.verified_until} />
    <${Viewers} viewers=${detail.viewers} />
    <span class="space"></span>
    <${Acts} card=${card} />
    <button type="button" class="quiet narrow" aria-label=${say('desk.panel')} onClick=${() => { place.value = 'side'; }}><${Icon} name="panel-right" /></button>
  </header>`;
}

function Consult({ consult }) {
  if (!consult || consult.state === 'ended' || consult.state === 'declined') {
    return null;
  }
  const asked = consult.agent_id === staff.value.id;
  const words = asked ? say('desk.consult.from', { name: consult.asked_by_name }) : say(`desk.consult.${consult.state}`, { name: consult.agent_name });
  return html`<div class="strip" role="status"><${Icon} name="headset" /><span>${words} ${asked && consult.note ? html`<q>${consult.note}</q>` : ''}</span>
    ${asked && consult.state === 'asked' && html`<button type="button" class="primary" onClick=${() => answerConsult(true)}>${say('desk.consult.join')}</button>
      <button type="button" onClick=${() => answerConsult(false)}>${say('desk.consult.refuse')}</button>`}
    ${(!asked || consult.state === 'joined') && html`<button type="button" onClick=${endConsult}>${say('desk.consult.end')}</button>`}
  </div>`;
}

const Lent = ({ lent }) => (lent ? html`<div class="strip" role="status"><${Icon} name="bot" /><span>${say('desk.lent')}</span></div>` : null);

function speaker(event, title) {
  if (event.author === 'customer') {
    return title;
  }
  if (event.author === 'bot') {
    return say('desk.bot');
  }
  return event.agent_name || say('desk.me');
}

function Words({ event }) {
  if (event.attachment) {
    return html`<${Brought} event=${event} />`;
  }
  if (event.event === 'transcribed') {
    return html`<${Transcribed} event=${event} />`;
  }
  if (event.html && event.author !== 'customer') {
    return html`<div class="bubble" dangerouslySetInnerHTML=${trusted(event.html)}></div>`;
  }
  return html`<div class="bubble plain">${event.text}</div>`;
}

function Turned({ event }) {
  const titles = event.sources.map((source) => `${source.title} v${source.version}`).join(' · ');
  const choices = event.choices.map((choice) => choice.title).join(' / ');
  return html`${titles && html`<p class="under">${say('desk.sources')}${titles}</p>`}
    ${event.card && html`<p class="under"><${Icon} name="shield-check" />${say('desk.card', { title: event.card.title })}</p>`}
    ${choices && html`<p class="under">${say('desk.choices')}${choices}</p>`}
    ${event.helpful !== null && html`<p class=${`under ${event.helpful ? 'yes' : 'no'}`}>${say(event.helpful ? 'desk.judged.yes' : 'desk.judged.no')}</p>`}`;
}

function Said({ event, title }) {
  if (SILENT.includes(event.event)) {
    return null;
  }
  if (event.author === 'system') {
    const kind = TURNS.includes(event.event) ? 'line turn' : 'line';
    return html`<div class=${kind} data-seq=${event.seq}><span>${event.text}</span> <time datetime=${event.at}>${clockTime(event.at)}</time></div>`;
  }
  return html`<article class=${`said ${event.author}`} data-seq=${event.seq} aria-label=${speaker(event, title)}>
    <header>
      ${event.author === 'bot' && html`<${Icon} name="bot" />`} ${speaker(event, title)} <time datetime=${event.at}>${clockTime(event.at)}</time>
    </header>
    <${Words} event=${event} />
    <${Turned} event=${event} />
    ${here.value && here.value.card.channel === 'phone' && html`<${Heard} event=${event} />`}
  </article>`;
}

const Note = ({ note }) => html`<article class=${`note ${note.kind || 'note'}`}>
  <header><${Icon} name="sticky-note" />${worded('desk.note_kind', note.kind || 'note')} · ${note.agent_name} <time datetime=${note.at}>${clockTime(note.at)}</time></header>
  <p>${note.text}</p>
</article>`;

const Sending = ({ each }) => html`<article class="said agent pending" aria-label=${say('desk.me')}>
  <div class="bubble plain">${each.text}</div>
  <footer>
    <span class=${each.failed ? 'error' : ''}>${say(each.failed ? 'desk.unsent' : 'desk.sending')} ${each.failed}</span>
    ${each.failed && html`<button type="button" class="quiet" onClick=${() => replyAgain(each.id)}><${Icon} name="refresh-cw" />${say('desk.retry')}</button>`}
    ${each.failed && html`<button type="button" class="quiet" onClick=${() => insert(each.conversation, takeReplyBack(each.id))}>${say('desk.remove')}</button>`}
  </footer>
</article>`;

function Typing({ id }) {
  const words = preview.value[id];
  return html`<div class="line">${words ? say('desk.typing.words', { words }) : say('desk.typing')}</div>`;
}

function Log({ detail }) {
  const log = useRef(null);
  const waiting = pending.value.filter((each) => each.conversation === detail.card.id);
  const size = detail.events.length + detail.notes.length + waiting.length;
  const typing = typingAt.value[detail.card.id];
  const ended = useRef(true);
  const toEnd = () => { log.current.scrollTop = log.current.scrollHeight; };
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = log.current;
    ended.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  };
  useLayoutEffect(toEnd, [detail.card.id, size, typing]);
  useEffect(() => {
    const watcher = new ResizeObserver(() => ended.current && toEnd());
    watcher.observe(log.current);
    return () => watcher.disconnect();
  }, []);
  const notesAfter = (seq) => detail.notes.filter((note) => note.after_seq === seq);
  return html`<div class="log" ref=${log} role="log" aria-live="polite" aria-label=${say('desk.log')} tabindex="0" onScroll=${onScroll}>
    ${detail.events.map(
      (event) => html`<${Said} key=${event.seq} event=${event} title=${detail.card.title} />${notesAfter(event.seq).map((note) => html`<${Note} key=${note.id} note=${note} />`)}`,
    )}
    ${waiting.map((each) => html`<${Sending} key=${each.id} each=${each} />`)}
    <${Uploads} id=${detail.card.id} />
    ${typing ? html`<${Typing} id=${detail.card.id} />` : null}
  </div>`;
}

export function Pane() {
  const detail = here.value;
  if (!detail) {
    return html`<main class="pane vacant"><p><${Icon} name="message-circle" />${say(current.value ? 'desk.loading' : 'desk.pick')}</p></main>`;
  }
  return html`<main class="pane" aria-label=${detail.card.title}>
    <${Head} detail=${detail} key=${`head-${detail.card.id}`} />
    <${Consult} consult=${detail.consult} />
    ${detail.card.channel === 'phone' && html`<${CallStrip} card=${detail.card} />`}
    <${Lent} lent=${detail.card.lent || detail.lent} />
    <${Log} detail=${detail} />
    <${Composer} card=${detail.card} key=${detail.card.id} />
  </main>`;
}
