/** The box to write in: a reply, or a note for colleagues; with replies at hand behind a slash. */
import { html, signal, useEffect, useRef } from '../vendor/core.js';
import { Icon, composing, kept, later, say } from '../lib/page.js';
import { drafts, note, reply, tellTyping, write } from './acts.js';
import { isMine } from './floor.js';

const LONGEST_REPLY = 2000;
const ctrlSends = signal(kept.get('teller.desk.ctrl', false));
const noteWords = signal({});
export const writesNote = signal(false);
/** What was typed after the slash; null while no reply is looked for. */
export const looked = signal(null);
/** Set by the open list of replies: takes the keys that belong to it. */
export const picking = { key: null };
const AttachButton = later(() => import('./attach.js'), 'AttachButton');
const Canned = later(() => import('./canned.js'), 'Canned');

const boxOf = () => document.getElementById('reply');

/** Puts words into the draft of a conversation, after what stands there. */
export function insert(id, text) {
  const before = drafts.value[id] || '';
  writesNote.value = false;
  write(id, before ? `${before}\n${text}` : text);
  const box = boxOf();
  if (box) {
    box.focus();
  }
}

/** In place of the slash and what was typed after it. */
export function replaceSlash(id, text) {
  looked.value = null;
  write(id, text);
  const box = boxOf();
  if (box) {
    box.focus();
  }
}

const sends = (event) => {
  if (event.key !== 'Enter' || composing(event) || event.shiftKey || event.altKey) {
    return false;
  }
  const held = event.ctrlKey || event.metaKey;
  return ctrlSends.value ? held : true;
};

function chooseCtrl(event) {
  ctrlSends.value = event.target.checked;
  kept.set('teller.desk.ctrl', ctrlSends.value);
}

const slashed = (text) => (/^[/／、][^\n]{0,40}$/.test(text) ? text.slice(1) : null);

function Modes() {
  return html`<div class="modes" role="group" aria-label=${say('desk.write.mode')}>
    <button type="button" aria-pressed=${!writesNote.value} onClick=${() => { writesNote.value = false; }}>${say('desk.write.reply')}</button>
    <button type="button" aria-pressed=${writesNote.value} onClick=${() => { writesNote.value = true; }}><${Icon} name="sticky-note" />${say('desk.write.note')}</button>
  </div>`;
}

function Row({ card, open, empty }) {
  const tip = writesNote.value ? say('desk.write.note.tip') : say(ctrlSends.value ? 'desk.write.ctrl' : 'desk.write.enter');
  return html`<div class="row">
    <${Modes} />
    <button type="button" class="quiet" disabled=${!open || writesNote.value} onClick=${() => { looked.value = looked.value === null ? '' : null; boxOf().focus(); }}><kbd>/</kbd> ${say('desk.canned')}</button>
    <${AttachButton} card=${card} open=${open && !writesNote.value} />
    <label class="tick"><input type="checkbox" checked=${ctrlSends.value} onChange=${chooseCtrl} />${say('desk.write.choose')}</label>
    <span class="hint">${open || writesNote.value ? tip : ''}</span>
    <button type="submit" class="primary" disabled=${empty || (!open && !writesNote.value)}><${Icon} name=${writesNote.value ? 'sticky-note' : 'send'} />${say(writesNote.value ? 'desk.notes.add' : 'desk.send')}</button>
  </div>`;
}

function useBox(card, open) {
  const box = useRef(null);
  useEffect(() => {
    looked.value = null;
    if (open) {
      box.current.focus();
    }
  }, [card.id, open]);
  return box;
}

/** A draft is kept by its conversation, so that it never reaches anybody else. */
function useWords(card, open) {
  const id = card.id;
  const text = writesNote.value ? noteWords.value[id] || '' : drafts.value[id] || '';
  const put = (words) => {
    if (writesNote.value) {
      noteWords.value = { ...noteWords.value, [id]: words };
      return;
    }
    write(id, words);
    looked.value = open ? slashed(words) : null;
  };
  const send = async () => {
    const written = writesNote.value ? noteWords.value : drafts.value;
    const words = (written[id] || '').trim();
    if (!words) {
      return;
    }
    if (writesNote.value) {
      if (await note(words)) {
        noteWords.value = { ...noteWords.value, [id]: '' };
      }
    } else if (open) {
      reply(words);
      write(id, '');
    }
  };
  return { text, put, send };
}

export function Composer({ card }) {
  const open = isMine(card);
  const box = useBox(card, open);
  const { text, put, send } = useWords(card, open);
  const listing = looked.value !== null && open && !writesNote.value;
  const onKey = (event) => {
    if (listing && !composing(event) && picking.key && picking.key(event)) {
      event.preventDefault();
    } else if (sends(event)) {
      event.preventDefault();
      send();
    }
  };
  const onInput = (event) => {
    put(event.target.value);
    if (open && !writesNote.value) {
      tellTyping();
    }
  };
  const hint = say(card.owner === 'closed' ? 'desk.write.closed' : 'desk.write.not_mine');
  const label = say(writesNote.value ? 'desk.write.note.box' : 'desk.write');
  return html`<form class=${`composer ${writesNote.value ? 'noting' : ''}`} onSubmit=${(event) => { event.preventDefault(); send(); }}>
    ${listing && html`<${Canned} card=${card} />`}
    <textarea id="reply" ref=${box} rows="3" maxlength=${LONGEST_REPLY} aria-label=${label} placeholder=${open || writesNote.value ? label : hint}
      aria-controls=${listing ? 'canned' : null} aria-autocomplete="list" value=${text} onInput=${onInput} onKeyDown=${onKey}></textarea>
    <${Row} card=${card} open=${open} empty=${!text.trim()} />
  </form>`;
}
