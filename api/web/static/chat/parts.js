/** What stands in the log of the chat: bubbles, lines, buttons under an answer, and the cards. */
import { html, useState } from '../vendor/core.js';
import { Icon, clockTime, duration, later, now, say, trusted, worded } from '../lib/page.js';
import { door, judge, state, tell } from './conversation.js';

const REASONS = ['off_topic', 'unclear', 'wrong', 'other'];
const UNIT_SEPARATOR = ' ';

export const agentTitle = (name) => say('chat.agent', { name: name || '' }).trim();

function whoSpeaks(event) {
  return event.author === 'agent' ? agentTitle(event.agent_name) : say('chat.bot', { name: state.value.bank.bot });
}

const Attached = later(() => import('../lib/attached.js'), 'Attached');

const load = (id) => import('../lib/attached.js').then(({ fetchContent }) => fetchContent(`${door().path}/attachments/${id}`, door().headers));

function Brought({ event }) {
  const { attachment, author } = event;
  const unwritten = attachment.kind === 'voice' && author === 'customer' && !attachment.awaits_words;
  return html`<${Attached} attachment=${attachment} load=${load} />
    ${unwritten && html`<small class="attached-note">${say('chat.voice.unwritten')}</small>`}`;
}

/** What was heard in a voice message; it stands under it as soon as it is written down. */
const Transcribed = ({ event }) => html`<div class="words plain"><small class="attached-note">${say('chat.voice.words')}</small>${event.text || say('chat.voice.nothing')}</div>`;

function Words({ event }) {
  if (event.attachment) {
    return html`<${Brought} event=${event} />`;
  }
  if (event.event === 'transcribed') {
    return html`<${Transcribed} event=${event} />`;
  }
  if (event.html && event.author !== 'customer') {
    return html`<div class="words" lang=${event.language} dangerouslySetInnerHTML=${trusted(event.html)}></div>`;
  }
  return html`<div class="words plain">${event.text}</div>`;
}

function Sources({ sources }) {
  return html`<p class="sources">
    ${say('chat.source')}${sources.map((source) => html`<span key=${source.article_id}>${source.title} v${source.version}</span>`)}
  </p>`;
}

function Why({ onChosen }) {
  return html`<div class="why" role="group" aria-label=${say('chat.why')}>
    <span>${say('chat.why')}</span>
    ${REASONS.map((reason) => html`<button type="button" class="chip" onClick=${() => onChosen(reason)}>${say(`chat.why.${reason}`)}</button>`)}
  </div>`;
}

function Helpful({ event }) {
  const [asking, setAsking] = useState(false);
  const give = (helpful, reason) => judge(event.seq, helpful, reason).catch(() => setAsking(false));
  const no = () => {
    setAsking(true);
    give(false);
  };
  const because = (reason) => {
    setAsking(false);
    give(false, reason);
  };
  return html`<div class="helpful">
    <span class="ask">${event.helpful === null ? say('chat.helpful') : say('chat.thanks')}</span>
    <button type="button" class="quiet" aria-pressed=${event.helpful === true} onClick=${() => give(true)}>
      <${Icon} name="thumbs-up" />${say('chat.yes')}
    </button>
    <button type="button" class="quiet" aria-pressed=${event.helpful === false} onClick=${no}>
      <${Icon} name="thumbs-down" />${say('chat.no')}
    </button>
    ${asking && html`<${Why} onChosen=${because} />`}
  </div>`;
}

export function Choices({ choices }) {
  return html`<div class="choices" role="group" aria-label=${say('chat.choices')}>
    ${choices.map((choice) => html`<button type="button" class="chip" key=${choice.id} onClick=${() => tell(choice.title, choice.id)}>${choice.title}</button>`)}
  </div>`;
}

/** Ways on outside the conversation: the bank's app, a page, a phone number. */
export function Links({ links }) {
  return html`<div class="choices">
    ${links.map((link) => html`<a class="chip" key=${link.url} href=${link.url} target="_blank" rel="noopener noreferrer"><${Icon} name="external-link" />${link.title}<span class="unseen">${say('chat.new_window')}</span></a>`)}
  </div>`;
}

/** The bank's systems are at something: nobody has to say it again. */
export function Working() {
  return html`<div class="line typing working" role="status"><${Icon} name="clock" /><span>${say('chat.working')}</span><i></i><i></i><i></i></div>`;
}

/** What the service tells by itself: a turning point in a line, news of a matter in a box. */
export function SystemLine({ event }) {
  if (!event.event) {
    return html`<article class="news" aria-label=${say('chat.news')}><${Icon} name="bell" /><${Words} event=${event} /></article>`;
  }
  return html`<div class="line"><span>${event.text}</span></div>`;
}

const bubbleOf = (event) => (event.attachment ? 'bubble bare' : 'bubble');

export function Said({ event }) {
  if (event.author === 'customer') {
    return html`<article class="said mine" aria-label=${say('chat.you')}>
      <div class=${bubbleOf(event)}><${Words} event=${event} /></div>
      <footer><time datetime=${event.at}>${clockTime(event.at)}</time></footer>
    </article>`;
  }
  const speaker = whoSpeaks(event);
  return html`<article class=${`said ${event.author}`} aria-label=${speaker}>
    <span class="face" aria-hidden="true"><${Icon} name=${event.author === 'agent' ? 'headset' : 'bot'} /></span>
    <div class="column">
      <header>${speaker}${UNIT_SEPARATOR}<time datetime=${event.at}>${clockTime(event.at)}</time></header>
      <div class=${bubbleOf(event)}><${Words} event=${event} /></div>
      ${event.sources.length > 0 && html`<${Sources} sources=${event.sources} />`}
      ${event.author === 'bot' && event.sources.length > 0 && html`<${Helpful} event=${event} />`}
    </div>
  </article>`;
}

export function Unsent({ message, stuck, onAgain, onForget }) {
  const underWay = say(stuck ? 'chat.waiting' : 'chat.sending');
  const words = message.refused ? worded('chat.refused', message.refused, say('chat.failed')) : underWay;
  return html`<article class=${`said mine pending ${message.refused ? 'failed' : ''}`} aria-label=${say('chat.you')}>
    <div class="bubble"><div class="words plain">${message.text}</div></div>
    <footer>
      <span>${words}</span>
      ${message.refused && html`<button type="button" class="quiet" onClick=${onAgain}><${Icon} name="refresh-cw" />${say('chat.retry')}</button>`}
      ${message.refused && html`<button type="button" class="quiet" onClick=${onForget}><${Icon} name="x" />${say('chat.remove')}</button>`}
    </footer>
  </article>`;
}

export function Typing({ author }) {
  return html`<div class="line typing"><span>${say(author === 'agent' ? 'chat.agent_typing' : 'chat.bot_typing')}</span><i></i><i></i><i></i></div>`;
}

function placeOf(queue) {
  if (!queue.staffed) {
    return say('chat.queue.nobody');
  }
  return queue.ahead === 0 ? say('chat.queue.next') : say('chat.queue.ahead', { ahead: queue.ahead });
}

function waitOf(queue) {
  if (!queue.staffed) {
    return say('chat.queue.leave_word');
  }
  if (queue.ahead === 0) {
    return say('chat.queue.soon');
  }
  return say(queue.ahead <= 3 ? 'chat.queue.minutes' : 'chat.queue.long');
}

export function QueueCard({ queue, since }) {
  const waited = queue.waited_seconds + Math.max(0, now.value - since) / 1000;
  return html`<section class="queue" aria-label=${say('chat.queue')}>
    <${Icon} name="clock" />
    <div>
      <strong>${placeOf(queue)}</strong>
      <span>${waitOf(queue)}</span>
    </div>
    <span class="timer" role="timer" aria-label=${say('chat.queue.waited')}>${duration(waited)}</span>
  </section>`;
}
