/** What a customer attaches: the buttons under the box, and what is on its way. */
import { effect, html, signal, useEffect, useRef } from '../vendor/core.js';
import { Icon, duration, now, say, worded } from '../lib/page.js';
import { Leaving } from '../lib/attached.js';
import { ACCEPTED, LARGEST_BYTES, filesOf, outbox } from '../lib/outbox.js';
import { LONGEST_SECONDS, possible, record } from '../lib/recorder.js';
import { door, events, line } from './conversation.js';

const MEGA = 1024 * 1024;
const mail = outbox((place) => ({ url: `/api/v1/conversations/${place}/attachments`, headers: door().headers }));
const talking = signal(null);
const trouble = signal('');

effect(() => {
  mail.settled(new Set(events.value.map((event) => event.client_message_id).filter(Boolean)));
});

const send = (files) => files.forEach((file) => mail.add(door().id, file));

async function begin() {
  trouble.value = '';
  try {
    talking.value = { ...(await record()), since: Date.now() };
  } catch (refused) {
    trouble.value = refused && refused.name === 'NotAllowedError' ? 'refused' : 'failed';
  }
}

function finish(keep) {
  const { finish: end, stop } = talking.value;
  talking.value = null;
  if (keep) {
    send([end()]);
  } else {
    stop();
  }
}

function Talking() {
  const seconds = (now.value - talking.value.since) / 1000;
  useEffect(() => {
    if (seconds >= LONGEST_SECONDS) {
      finish(true);
    }
  }, [seconds >= LONGEST_SECONDS]);
  return html`<div class="talking" role="group" aria-label=${say('chat.voice.recording')}>
    <i aria-hidden="true"></i><span role="timer"><span class="unseen">${say('chat.voice.recording')}</span> ${duration(seconds)} / ${duration(LONGEST_SECONDS)}</span>
    <button type="button" onClick=${() => finish(false)}><${Icon} name="x" />${say('chat.voice.drop')}</button>
    <button type="button" class="primary" aria-label=${say('chat.voice.send')} onClick=${() => finish(true)}><${Icon} name="send" />${say('chat.send')}</button>
  </div>`;
}

/** Files may be pasted into the box and dropped onto the page as well. */
function useTransfer() {
  useEffect(() => {
    const taken = (event, transfer) => {
      const files = filesOf(transfer);
      if (files.length) {
        event.preventDefault();
        send(files);
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
}

export function AttachButtons() {
  const picker = useRef(null);
  useTransfer();
  const chosen = () => {
    send(filesOf(picker.current));
    picker.current.value = '';
  };
  if (talking.value) {
    return html`<${Talking} />`;
  }
  return html`<button type="button" class="tool" aria-label=${say('chat.attach')} title=${say('chat.attach')} onClick=${() => picker.current.click()}><${Icon} name="paperclip" /></button>
    <input ref=${picker} type="file" hidden multiple accept=${ACCEPTED} aria-label=${say('chat.attach')} onChange=${chosen} />
    ${possible() && html`<button type="button" class="tool" aria-label=${say('chat.voice')} title=${say('chat.voice')} onClick=${begin}><${Icon} name="mic" /></button>`}
    ${trouble.value && html`<p class="attached-failed" role="alert">${say(`chat.voice.${trouble.value}`)}</p>`}`;
}

const whyNot = (code) => worded('page.attached.refused', code, say('page.attached.refused.other')).replace('{most}', String(LARGEST_BYTES / MEGA));

export function Uploads() {
  const offline = line.value !== null && line.value.troubled.value;
  return mail.uploads.value.map(
    (upload) => html`<article key=${upload.id} class=${`said mine pending ${upload.refused ? 'failed' : ''}`} aria-label=${say('chat.you')}>
      <${Leaving} upload=${upload} offline=${offline} why=${upload.refused && whyNot(upload.refused)} onAgain=${() => mail.again(upload.id)} onForget=${() => mail.forget(upload.id)} />
    </article>`,
  );
}
