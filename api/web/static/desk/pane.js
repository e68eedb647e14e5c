/** The open conversation: whose it is, what was said by whom, and the box to write in. */
import { html, signal, useEffect, useLayoutEffect, useRef } from '../vendor/core.js';
import { Icon, clockTime, composing, kept, now, say, trusted } from '../lib/page.js';
import { close, drafts, handBack, reply, replyAgain, sides, take, takeReplyBack, tellTyping, write } from './acts.js';
import { current, here, isMine, pending, place, typingAt } from './floor.js';

const LONGEST_REPLY = 2000;
const SILENT = ['act_done', 'verified', 'not_verified'];
const ctrlSends = signal(kept.get('teller.desk.ctrl', false));

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

/** A question with one optional line of text, asked before an act that the customer sees. */
function Question({ dialog, id, title, text, field, confirm, onConfirm }) {
  const box = useRef(null);
  const shut = () => dialog.current.close();
  const submit = (event) => {
    event.preventDefault();
    const words = box.current.value.trim();
    box.current.value = '';
    shut();
    onConfirm(words);
  };
  return html`<dialog ref=${dialog} aria-labelledby=${id}>
    <form onSubmit=${submit}>
      <h2 id=${id}>${title}</h2>
      <p>${text}</p>
      <label><span>${field}</span><textarea ref=${box} rows="3" maxlength="500"></textarea></label>
      <div class="acts">
        <button type="button" onClick=${shut}>${say('desk.cancel')}</button>
        <button type="submit" class="primary">${confirm}</button>
      </div>
    </form>
  </dialog>`;
}

function Acts({ card }) {
  const back = useRef(null);
  const end = useRef(null);
  if (card.owner === 'queue' || card.owner === 'bot') {
    return html`<button type="button" class="primary" onClick=${take}>${say(card.owner === 'bot' ? 'desk.take_over' : 'desk.take')}</button>`;
  }
  if (!isMine(card)) {
    return null;
  }
  return html`<button type="button" onClick=${() => back.current.showModal()}><${Icon} name="corner-up-left" />${say('desk.handback')}</button>
    <button type="button" onClick=${() => end.current.showModal()}><${Icon} name="circle-check" />${say('desk.close')}</button>
    <${Question} dialog=${back} id="back-title" title=${say('desk.handback')} text=${say('desk.handback.text')} field=${say('desk.handback.hint')} confirm=${say('desk.handback')} onConfirm=${handBack} />
    <${Question} dialog=${end} id="close-title" title=${say('desk.close')} text=${say('desk.close.text')} field=${say('desk.close.summary')} confirm=${say('desk.close')} onConfirm=${close} />`;
}

function Head({ card }) {
  const side = sides.value[card.id];
  return html`<header class="head">
    <button type="button" class="quiet narrow" aria-label=${say('desk.back')} onClick=${() => { place.value = 'list'; }}><${Icon} name="arrow-left" /></button>
    <div class="title">
      <h2>${card.title}</h2>
      <p class=${`owner ${card.owner}`}>${ownerWords(card)}</p>
    </div>
    <${Identity} assurance=${side ? side.identity.level : card.assurance} until=${side ? side.identity.expires_at : card.verified_until} />
    <span class="space"></span>
    <${Acts} card=${card} />
    <button type="button" class="quiet narrow" aria-label=${say('desk.panel')} onClick=${() => { place.value = 'side'; }}><${Icon} name="panel-right" /></button>
  </header>`;
}

function speaker(event, card) {
  if (event.author === 'customer') {
    return card.title;
  }
  if (event.author === 'bot') {
    return say('desk.bot');
  }
  return event.agent_name || say('desk.me');
}

function Words({ event }) {
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

function Said({ event, card }) {
  if (SILENT.includes(event.event)) {
    return null;
  }
  if (event.author === 'system') {
    return html`<div class="line"><span>${event.text}</span> <time datetime=${event.at}>${clockTime(event.at)}</time></div>`;
  }
  return html`<article class=${`said ${event.author}`} aria-label=${speaker(event, card)}>
    <header>
      ${event.author === 'bot' && html`<${Icon} name="bot" />`} ${speaker(event, card)} <time datetime=${event.at}>${clockTime(event.at)}</time>
    </header>
    <${Words} event=${event} />
    <${Turned} event=${event} />
  </article>`;
}

const Note = ({ note }) => html`<article class="note">
  <header><${Icon} name="sticky-note" />${say('desk.note', { name: note.agent_name })} <time datetime=${note.at}>${clockTime(note.at)}</time></header>
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

function Log({ detail }) {
  const log = useRef(null);
  const waiting = pending.value.filter((each) => each.conversation === detail.card.id);
  const size = detail.events.length + detail.notes.length + waiting.length;
  const typing = typingAt.value[detail.card.id];
  useLayoutEffect(() => {
    log.current.scrollTop = log.current.scrollHeight;
  }, [detail.card.id, size, typing]);
  const notesAfter = (seq) => detail.notes.filter((note) => note.after_seq === seq);
  return html`<div class="log" ref=${log} role="log" aria-live="polite" aria-label=${say('desk.log')} tabindex="0">
    ${detail.events.map(
      (event) => html`<${Said} key=${event.seq} event=${event} card=${detail.card} />${notesAfter(event.seq).map((note) => html`<${Note} key=${note.id} note=${note} />`)}`,
    )}
    ${waiting.map((each) => html`<${Sending} key=${each.id} each=${each} />`)}
    ${typing ? html`<div class="line">${say('desk.typing')}</div>` : null}
  </div>`;
}

/** Puts words into the draft of a conversation, after what stands there. */
export function insert(id, text) {
  const before = drafts.value[id] || '';
  write(id, before ? `${before}\n${text}` : text);
  const box = document.getElementById('reply');
  if (box) {
    box.focus();
  }
}

const sends = (event) => {
  if (event.key !== 'Enter' || composing(event) || event.shiftKey) {
    return false;
  }
  const held = event.ctrlKey || event.metaKey;
  return ctrlSends.value ? held : true;
};

function chooseCtrl(event) {
  ctrlSends.value = event.target.checked;
  kept.set('teller.desk.ctrl', ctrlSends.value);
}

export function Composer({ card }) {
  const box = useRef(null);
  const draft = drafts.value[card.id] || '';
  const open = isMine(card);
  const send = () => {
    const text = draft.trim();
    if (text && open) {
      reply(text);
      write(card.id, '');
    }
  };
  const onKey = (event) => {
    if (sends(event)) {
      event.preventDefault();
      send();
    }
  };
  const onInput = (event) => {
    write(card.id, event.target.value);
    if (open) {
      tellTyping();
    }
  };
  useEffect(() => {
    if (open) {
      box.current.focus();
    }
  }, [card.id, open]);
  const hint = say(card.owner === 'closed' ? 'desk.write.closed' : 'desk.write.not_mine');
  return html`<form class="composer" onSubmit=${(event) => { event.preventDefault(); send(); }}>
    <textarea id="reply" ref=${box} rows="3" maxlength=${LONGEST_REPLY} aria-label=${say('desk.write')} placeholder=${open ? say('desk.write') : hint}
      value=${draft} onInput=${onInput} onKeyDown=${onKey}></textarea>
    <div class="row">
      <label class="tick"><input type="checkbox" checked=${ctrlSends.value} onChange=${chooseCtrl} />${say('desk.write.choose')}</label>
      <span class="hint">${open ? say(ctrlSends.value ? 'desk.write.ctrl' : 'desk.write.enter') : ''}</span>
      <button type="submit" class="primary" disabled=${!open || !draft.trim()}><${Icon} name="send" />${say('desk.send')}</button>
    </div>
  </form>`;
}

export function Pane() {
  const detail = here.value;
  if (!detail) {
    return html`<main class="pane vacant"><p><${Icon} name="message-circle" />${say(current.value ? 'desk.loading' : 'desk.pick')}</p></main>`;
  }
  return html`<main class="pane" aria-label=${detail.card.title}>
    <${Head} card=${detail.card} key=${`head-${detail.card.id}`} />
    <${Log} detail=${detail} />
    <${Composer} card=${detail.card} key=${detail.card.id} />
  </main>`;
}
