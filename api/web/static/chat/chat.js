/** The page a customer talks on: who answers, what was said, and the box to write in. */
import { computed, effect, html, render, signal, useEffect, useLayoutEffect, useRef, useState } from '../vendor/core.js';
import { Icon, chooseLanguage, composing, firstLanguage, followKeyboard, kept, later, otherLanguage, say, speak } from '../lib/page.js';
import { begin, end, events, forget, line, owner, start, state, tell, tellAgain, trouble, typing, unsent } from './conversation.js';
import { Choices, Links, QueueCard, Said, SystemLine, Typing, Unsent, Working, agentTitle } from './parts.js';

const LONGEST_MESSAGE = 2000;
const NEAR_END_PX = 80;
const TYPING_TOLD_EVERY_MS = 1200;
const TURNING_POINTS = ['agent_joined', 'handed_back', 'left_queue', 'closed', 'reopened'];
const SILENT = ['act_done', 'verified', 'not_verified'];
const embedded = new URLSearchParams(location.search).get('embed') === '1';

const large = signal(kept.get('teller.large', false));
const draft = signal(kept.get('teller.draft', ''));
const queueHeardAt = signal(Date.now());
const cut = computed(() => trouble.value === 'unreachable' || (line.value !== null && line.value.troubled.value));

const SecureCard = later(() => import('./secure.js'), 'SecureCard');
const RatingCard = later(() => import('./rating.js'), 'RatingCard');
const Reopen = later(() => import('./rating.js'), 'Reopen');
const AttachButtons = later(() => import('./attach.js'), 'AttachButtons');
const Uploads = later(() => import('./attach.js'), 'Uploads');

effect(() => {
  document.documentElement.classList.toggle('large', large.value);
  kept.set('teller.large', large.value);
});
effect(() => {
  kept.set('teller.draft', draft.value);
});
effect(() => {
  if (state.value) {
    queueHeardAt.value = Date.now();
  }
});

/** Where each secure card stands: under the words that asked for it last. */
const cards = computed(() => {
  const asked = events.value.filter((event) => event.card);
  return new Set(new Map(asked.map((event) => [event.card.id, event.seq])).values());
});

/** The buttons that still count: those of the last words, while nobody has answered them. */
const open = computed(() => {
  const said = events.value;
  const answerable = owner.value === 'bot' || owner.value === 'queue';
  for (let index = said.length - 1; answerable && index >= 0; index -= 1) {
    const event = said[index];
    if (event.choices.length) {
      return event;
    }
    const answered = event.author === 'customer' && owner.value === 'bot';
    if (answered || event.author === 'agent' || TURNING_POINTS.includes(event.event)) {
      return null;
    }
  }
  return null;
});

const working = computed(() => Boolean(state.value && state.value.working) && owner.value !== 'closed');

const lastExpects = computed(() => {
  const said = events.value.filter((event) => event.author === 'bot');
  return said.length ? said[said.length - 1].expects : 'free';
});

const tellParent = (what) => window.parent.postMessage({ teller: what }, '*');

function whoAnswers() {
  const now = state.value;
  if (owner.value === 'agent') {
    return { title: agentTitle(now.agent_name), label: say('chat.human_label') };
  }
  if (owner.value === 'queue') {
    return { title: say('chat.queueing'), label: now.bank.name };
  }
  if (owner.value === 'closed') {
    return { title: say('chat.closed'), label: now.bank.name };
  }
  return { title: say('chat.bot', { name: now.bank.bot }), label: now.bank.name };
}

function Who() {
  if (!state.value) {
    return html`<div class="who"><h1>${say('chat.connecting')}</h1></div>`;
  }
  const { title, label } = whoAnswers();
  return html`<div class="who">
    <h1>${title}</h1>
    <p>${typing.value ? say(typing.value === 'agent' ? 'chat.agent_typing' : 'chat.bot_typing') : label}</p>
  </div>`;
}

function Header({ onEnd }) {
  return html`<header class="top">
    <span class=${`face ${owner.value === 'agent' ? 'agent' : ''}`} aria-hidden="true"><${Icon} name=${owner.value === 'agent' ? 'headset' : 'bot'} /></span>
    <${Who} />
    <button type="button" class="tool" aria-pressed=${large.value} onClick=${() => { large.value = !large.value; }}>${say('chat.large')}</button>
    <button type="button" class="tool" lang=${otherLanguage()} onClick=${() => chooseLanguage(otherLanguage())}>${say('page.other_language')}</button>
    <button type="button" class="tool" aria-label=${say('chat.end')} title=${say('chat.end')} disabled=${owner.value === 'closed'} onClick=${onEnd}><${Icon} name="log-out" /></button>
    ${embedded && html`<button type="button" class="tool" aria-label=${say('chat.minimise')} onClick=${() => tellParent('minimise')}><${Icon} name="minus" /></button>`}
  </header>`;
}

function Banner() {
  if (cut.value) {
    return html`<div class="banner" role="status"><${Icon} name="wifi-off" />${say('chat.offline')}</div>`;
  }
  if (trouble.value === 'lost') {
    return html`<div class="banner" role="status"><${Icon} name="refresh-cw" />${say('chat.began_anew')}</div>`;
  }
  return null;
}

function Entry({ event }) {
  if (SILENT.includes(event.event)) {
    return null;
  }
  const line = event.author === 'system';
  return html`${line ? html`<${SystemLine} event=${event} />` : html`<${Said} event=${event} />`}
    ${cards.value.has(event.seq) && html`<${SecureCard} card=${event.card} />`}
    ${event.links && event.links.length > 0 && html`<${Links} links=${event.links} />`}
    ${open.value === event && html`<${Choices} choices=${event.choices} />`}`;
}

function Log() {
  const log = useRef(null);
  const inner = useRef(null);
  const stuck = useRef(true);
  const [below, setBelow] = useState(false);
  const size = events.value.length + unsent.value.length;
  const mine = unsent.value.length;
  const toEnd = () => {
    log.current.scrollTop = log.current.scrollHeight;
    setBelow(false);
  };
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = log.current;
    stuck.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (stuck.current) {
      setBelow(false);
    }
  };
  useLayoutEffect(() => {
    if (stuck.current || mine) {
      toEnd();
    } else {
      setBelow(true);
    }
  }, [size, mine, owner.value, typing.value, working.value, open.value]);
  useEffect(() => {
    const again = () => stuck.current && toEnd();
    const watcher = new ResizeObserver(again);
    watcher.observe(log.current);
    watcher.observe(inner.current);
    return () => watcher.disconnect();
  }, []);
  return html`<div class="log" ref=${log} role="log" aria-live="polite" aria-label=${say('chat.log')} tabindex="0" onScroll=${onScroll}>
      <div ref=${inner}>
        ${events.value.map((event) => html`<${Entry} key=${event.seq} event=${event} />`)}
        ${unsent.value.map(
          (message) =>
            html`<${Unsent} key=${message.id} message=${message} stuck=${cut.value} onAgain=${() => tellAgain(message.id)} onForget=${() => forget(message.id)} />`,
        )}
        ${state.value && html`<${Uploads} />`}
        ${working.value && !typing.value && html`<${Working} />`}
        ${typing.value && html`<${Typing} author=${typing.value} />`}
        ${state.value && state.value.can_rate && !state.value.rated && html`<${RatingCard} />`}
        ${state.value && state.value.rated && html`<div class="line"><span>${say('chat.rate.thanks')}</span></div>`}
        ${owner.value === 'closed' && html`<${Reopen} />`}
      </div>
    </div>
    ${below && html`<button type="button" class="below" onClick=${toEnd}><${Icon} name="arrow-down" />${say('chat.below')}</button>`}`;
}

/** Numbers stay here: a code or a card may be among them. */
const withoutNumbers = (text) => text.replace(/[0-9０-９](?:[ -]?[0-9０-９]){2,}/g, (run) => '•'.repeat(run.length));

const typingTold = { at: 0, due: 0 };

/** The agent who answers sees what is being typed, where the bank has it so. */
function tellTyping() {
  if (owner.value !== 'agent') {
    return;
  }
  clearTimeout(typingTold.due);
  typingTold.due = setTimeout(() => {
    typingTold.at = Date.now();
    const words = state.value.typing_preview ? { text: withoutNumbers(draft.value) } : {};
    line.value.send({ type: 'typing', ...words });
  }, Math.max(0, typingTold.at + TYPING_TOLD_EVERY_MS - Date.now()));
}

function Composer() {
  const box = useRef(null);
  const digits = lastExpects.value === 'digits' && owner.value === 'bot';
  const send = () => {
    const text = draft.value.trim();
    if (text) {
      clearTimeout(typingTold.due);
      tell(text);
      draft.value = '';
      box.current.focus();
    }
  };
  const onKey = (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !composing(event)) {
      event.preventDefault();
      send();
    }
  };
  const onInput = (event) => {
    draft.value = event.target.value;
    tellTyping();
  };
  useLayoutEffect(() => {
    box.current.style.height = 'auto';
    box.current.style.height = `${Math.min(box.current.scrollHeight + 2, 140)}px`;
  }, [draft.value, large.value]);
  return html`<form class="composer" onSubmit=${(event) => { event.preventDefault(); send(); }}>
    <textarea ref=${box} rows="1" maxlength=${LONGEST_MESSAGE} inputmode=${digits ? 'numeric' : 'text'} enterkeyhint="send" autocomplete="off"
      aria-label=${say('chat.write')} placeholder=${say('chat.write')} value=${draft.value} onInput=${onInput} onKeyDown=${onKey}></textarea>
    <button type="submit" class="primary send" aria-label=${say('chat.send')} disabled=${!draft.value.trim()}><${Icon} name="send" /><span>${say('chat.send')}</span></button>
  </form>`;
}

function Foot() {
  const closed = owner.value === 'closed';
  const human = owner.value === 'bot' || closed;
  const watched = owner.value === 'agent' && state.value.typing_preview;
  return html`<footer class="foot">
    ${owner.value === 'queue' && state.value.queue && html`<${QueueCard} queue=${state.value.queue} since=${queueHeardAt.value} />`}
    <div class="ways">
      ${human && html`<button type="button" class="chip human" onClick=${() => tell(say('chat.ask_human'))}><${Icon} name="headset" />${say('chat.ask_human')}</button>`}
      ${closed && html`<button type="button" class="chip" onClick=${begin}><${Icon} name="plus" />${say('chat.begin')}</button>`}
      <div class="attach"><${AttachButtons} /></div>
    </div>
    ${watched && html`<p class="watched"><${Icon} name="eye" />${say('chat.preview')}</p>`}
    <${Composer} />
  </footer>`;
}

function EndDialog({ dialog }) {
  const shut = () => dialog.current.close();
  const confirm = () => {
    end().then(shut, shut);
  };
  return html`<dialog ref=${dialog} aria-labelledby="end-title">
    <h2 id="end-title">${say('chat.end.title')}</h2>
    <p>${say('chat.end.text')}</p>
    <div class="acts">
      <button type="button" onClick=${shut}>${say('chat.end.stay')}</button>
      <button type="button" class="primary" onClick=${confirm}>${say('chat.end')}</button>
    </div>
  </dialog>`;
}

function Chat() {
  const dialog = useRef(null);
  return html`<${Header} onEnd=${() => dialog.current.showModal()} />
    <${Banner} />
    <main class="middle"><${Log} /></main>
    ${state.value && html`<${Foot} />`}
    <${EndDialog} dialog=${dialog} />`;
}

window.addEventListener('keydown', (event) => {
  const free = !composing(event) && !document.querySelector('dialog[open]');
  if (embedded && event.key === 'Escape' && free) {
    tellParent('minimise');
  }
});

followKeyboard();
speak(firstLanguage()).then(() => {
  effect(() => {
    document.title = state.value ? say('chat.title', { bank: state.value.bank.name }) : document.title;
  });
  render(html`<${Chat} />`, document.getElementById('page'));
  start();
});
