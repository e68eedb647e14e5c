/** What an agent attaches, and how the desk shows what others did. */
import { effect, html, useEffect, useRef } from '../vendor/core.js';
import { Icon, say, worded } from '../lib/page.js';
import { Attached, Leaving, fetchContent } from '../lib/attached.js';
import { ACCEPTED, LARGEST_BYTES, filesOf, outbox } from '../lib/outbox.js';
import { details, here, isMine, line } from './floor.js';

const MEGA = 1024 * 1024;
const MARK = { 'X-Teller': 'desk' };
const addressOf = (id) => `/api/v1/desk/conversations/${id}/attachments`;
const mail = outbox((place) => ({ url: addressOf(place), headers: MARK }));

effect(() => {
  const waiting = mail.uploads.value;
  const detailed = details.value;
  if (waiting.length) {
    const places = Array.from(new Set(waiting.map((each) => each.place)));
    const said = places.map((place) => (detailed[place] ? detailed[place].events : []).map((event) => event.client_message_id));
    mail.settled(new Set([].concat(...said).filter(Boolean)));
  }
});

export function AttachButton({ card, open }) {
  const picker = useRef(null);
  const send = (files) => files.forEach((file) => mail.add(card.id, file));
  useEffect(() => {
    const taken = (event, transfer) => {
      const files = filesOf(transfer);
      if (files.length && here.value && isMine(here.value.card)) {
        event.preventDefault();
        files.forEach((file) => mail.add(here.value.card.id, file));
      }
    };
    const paste = (event) => taken(event, event.clipboardData);
    const drop = (event) => taken(event, event.dataTransfer);
    const over = (event) => event.preventDefault();
    window.addEventListener('paste', paste);
    window.addEventListener('drop', drop);
    window.addEventListener('dragover', over);
    return () => {
      window.removeEventListener('paste', paste);
      window.removeEventListener('drop', drop);
      window.removeEventListener('dragover', over);
    };
  }, []);
  const chosen = () => {
    send(filesOf(picker.current));
    picker.current.value = '';
  };
  return html`<button type="button" class="quiet" disabled=${!open} aria-label=${say('desk.attach')} title=${say('desk.attach')} onClick=${() => picker.current.click()}><${Icon} name="paperclip" /></button>
    <input ref=${picker} type="file" hidden multiple accept=${ACCEPTED} aria-label=${say('desk.attach')} onChange=${chosen} />`;
}

const whyNot = (code) => worded('page.attached.refused', code, say('page.attached.refused.other')).replace('{most}', String(LARGEST_BYTES / MEGA));

export function Uploads({ id }) {
  const offline = line.value !== null && line.value.troubled.value;
  return mail.uploads.value.filter((upload) => upload.place === id).map(
    (upload) => html`<article key=${upload.id} class=${`said agent pending ${upload.refused ? 'failed' : ''}`} aria-label=${say('desk.me')}>
      <${Leaving} upload=${upload} offline=${offline} why=${upload.refused && whyNot(upload.refused)} onAgain=${() => mail.again(upload.id)} onForget=${() => mail.forget(upload.id)} />
    </article>`,
  );
}

/** How far the words of a voice message are; nothing when they stand below. */
function wordsOf(event, detail) {
  if (event.attachment.kind !== 'voice' || event.author !== 'customer') {
    return '';
  }
  if (!event.attachment.awaits_words) {
    return say('desk.voice.unwritten');
  }
  const key = `heard/${event.id}`;
  return detail && detail.events.some((each) => each.client_message_id === key) ? '' : say('desk.voice.waits');
}

export function Brought({ event }) {
  const detail = here.value;
  const path = addressOf(detail ? detail.card.id : '');
  const words = wordsOf(event, detail);
  const load = (id) => fetchContent(`${path}/${id}`, MARK);
  const seen = detail ? `${detail.card.owner}${detail.card.agent_id || ''}` : '';
  return html`<${Attached} key=${seen} attachment=${event.attachment} load=${load} />
    ${words && html`<small class="attached-note">${words}</small>`}`;
}

/** What was heard in a voice message. */
export const Transcribed = ({ event }) => html`<div class="bubble plain"><small class="attached-note">${say('desk.voice.words')}</small>${event.text || say('desk.voice.nothing')}</div>`;
