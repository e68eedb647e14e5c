/** What an agent can do to a conversation, and the drafts before it. */
import { effect, signal } from '../vendor/core.js';
import { newId } from '../lib/line.js';
import { kept, language } from '../lib/page.js';
import { attempt, call, current, here, line, load, loadPromises, offers, open, pending, presence, refresh, staff, standing, view, wish } from './floor.js';

const DRAFT = 'teller.desk.draft.';
const UNSENT = 'teller.desk.unsent.';
const TYPING_TOLD_EVERY_MS = 3000;
const ECHO_WITHIN_MS = 1500;
const TRIED_AGAIN_AFTER_MS = 3000;
const SAVED_AFTER_MS = 700;
const DAY_MS = 86400000;
let typingTold = 0;

const at = (rest) => `/conversations/${current.value}/${rest}`;

export async function take() {
  const id = current.value;
  const done = await attempt(() => call('POST', at('take'), {}));
  if (!done) {
    await load('queue');
  } else {
    view.value = 'mine';
  }
  await refresh(id);
}

/** A step on the open conversation, told to the service; true when it was done. */
async function stepped(path, body, id = current.value) {
  const done = await attempt(() => call('POST', `/conversations/${id}/${path}`, body));
  await refresh(id);
  return done !== null;
}

export const handBack = (hint, next) => stepped('handback', { hint, next: next || '' });

export const vouch = (reason) => stepped('vouchings', { reason });

/** For so many days, or until somebody else is named. */
export function nameSteward(id, { agent_id, days }) {
  const until = days ? new Date(Date.now() + Number(days) * DAY_MS).toISOString() : null;
  return attempt(() => call('PUT', `/conversations/${id}/customer/steward`, { agent_id, until })).then((done) => done !== null);
}

export const transfer = (target) => stepped('transfer', target);
export const consult = (agent_id, note) => stepped('consult', { agent_id, note });
export const answerConsult = (accept) => stepped('consult/answer', { accept });
export const endConsult = () => stepped('consult/end', {});
export const borrow = (flow) => stepped('borrow', { flow });
export const requeue = (note) => stepped('requeue', { note });
export const takeOver = (note) => stepped('takeover', { note });
export const whisper = (text) => stepped('whisper', { text });
export const wrapUp = (form) => stepped('wrap-up', form);

/** It is opened at once: whoever has gone on to another customer meanwhile is not called away from there. */
export async function acceptOffer(offer) {
  open(offer.conversation_id);
  const shown = await attempt(() => call('POST', `/offers/${offer.id}/accept`, {}));
  offers.value = offers.value.filter((each) => each.id !== offer.id);
  if (shown) {
    view.value = 'mine';
  }
  await refresh(offer.conversation_id);
}

export async function declineOffer(offer) {
  await attempt(() => call('POST', `/offers/${offer.id}/decline`, { reason: '' }));
  offers.value = offers.value.filter((each) => each.id !== offer.id);
}

export async function note(text) {
  const id = current.value;
  const done = await attempt(() => call('POST', at('notes'), { text }));
  if (done) {
    await refresh(id);
  }
  return done !== null;
}

const isUp = () => Boolean(line.value && line.value.up.value);

async function deliver(reply) {
  try {
    const done = await call('POST', `/conversations/${reply.conversation}/reply`, { client_message_id: reply.id, text: reply.text });
    setTimeout(() => {
      if (pending.value.some((each) => each.id === reply.id)) {
        refresh(reply.conversation);
        pending.value = pending.value.filter((each) => each.id !== reply.id);
      }
    }, ECHO_WITHIN_MS);
    return done;
  } catch (problem) {
    if (problem.status) {
      pending.value = pending.value.map((each) => (each.id === reply.id ? { ...each, failed: problem.message } : each));
    } else {
      setTimeout(() => isUp() && pending.value.filter((each) => each.id === reply.id).forEach(deliver), TRIED_AGAIN_AFTER_MS);
    }
    return null;
  }
}

export function reply(text) {
  const made = { id: newId(), conversation: current.value, text, failed: '', at: Date.now() };
  pending.value = pending.value.concat(made);
  deliver(made);
}

export function replyAgain(id) {
  pending.value = pending.value.map((each) => (each.id === id ? { ...each, failed: '' } : each));
  deliver(pending.value.find((each) => each.id === id));
}

export function takeReplyBack(id) {
  const reply = pending.value.find((each) => each.id === id);
  pending.value = pending.value.filter((each) => each.id !== id);
  return reply.text;
}

export function tellTyping() {
  const now = Date.now();
  if (now - typingTold > TYPING_TOLD_EVERY_MS && line.value) {
    typingTold = now;
    line.value.send({ type: 'typing', conversation_id: current.value });
  }
}

export const choosePresence = (wanted, reason = '') =>
  attempt(async () => {
    const now = await call('PUT', '/presence', reason ? { state: wanted, reason } : { state: wanted });
    presence.value = now.state;
    standing.value = { reason: now.reason || '', until: now.until || null };
  });

export async function keep(id, outcome, how = 'keep') {
  await attempt(() => call('POST', `/promises/${id}/${how}`, { outcome }));
  await loadPromises();
}

/** Work orders, and what stands beside each open conversation. */
export const matters = signal({ items: [], counts: { open: 0, mine: 0, overdue: 0 }, branches: [] });
export const sides = signal({});
let listed = '';

export async function loadMatters(wanted, branch) {
  listed = `view=${wanted}&branch=${encodeURIComponent(branch)}`;
  const page = await attempt(() => call('GET', `/matters?${listed}&language=${language.value}`));
  matters.value = page || matters.value;
}

export async function look(id) {
  const side = await attempt(() => call('GET', `/conversations/${id}/side?language=${language.value}`));
  if (side && side.identity.asked) {
    const asked = await attempt(() => call('GET', `/conversations/${id}/verification`));
    side.identity.attempts = asked ? asked.attempts : '';
  }
  if (side) {
    sides.value = { ...sides.value, [id]: side };
  }
}

export async function step(matter, state, outcome = '') {
  await attempt(() => call('POST', `/matters/${matter.id}/steps?language=${language.value}`, { state, outcome }));
  const page = await attempt(() => call('GET', `/matters?${listed || 'view=open'}&language=${language.value}`));
  matters.value = page || matters.value;
  if (current.value) {
    await look(current.value);
  }
}

export async function askIdentity(id) {
  await attempt(() => call('POST', `/conversations/${id}/verification-requests`));
  await look(id);
}

export const drafts = signal(Object.fromEntries(kept.keys(DRAFT).map((key) => [key.slice(DRAFT.length), kept.get(key, '')])));
const unsaved = new Map();

/** A draft stands on the service; this browser keeps it until that is sure. */
export function write(id, text) {
  drafts.value = { ...drafts.value, [id]: text };
  kept.set(DRAFT + id, text);
  clearTimeout(unsaved.get(id));
  unsaved.set(id, setTimeout(() => saveDraft(id), SAVED_AFTER_MS));
}

/** What was sent stays a draft on the service until it has arrived: this browser may die meanwhile. */
async function saveDraft(id) {
  clearTimeout(unsaved.get(id));
  unsaved.delete(id);
  const text = drafts.value[id] || '';
  if (!text && pending.value.some((each) => each.conversation === id)) {
    unsaved.set(id, setTimeout(() => saveDraft(id), SAVED_AFTER_MS));
    return;
  }
  const saved = await wish('PUT', `/conversations/${id}/draft`, { text, kind: 'reply' });
  if ((saved || !text) && !unsaved.has(id)) {
    kept.remove(DRAFT + id);
  }
}

const saveDrafts = () => Array.from(unsaved.keys()).forEach(saveDraft);

/** Whether the draft was sent after all, by a browser that died before it could say so. */
function arrived({ draft, events, card }) {
  const words = draft.text.trim();
  const since = new Date(draft.at);
  const same = (each) => each.author === 'agent' && each.text.trim() === words && new Date(each.at) >= since;
  return events.some(same) || pending.peek().some((each) => each.conversation === card.id && each.text === words);
}

/** The draft that another browser of this agent left, where this one has none. */
effect(() => {
  const detail = here.value;
  if (!detail || !detail.draft || detail.card.id in drafts.peek()) {
    return;
  }
  if (arrived(detail)) {
    write(detail.card.id, '');
  } else {
    drafts.value = { ...drafts.peek(), [detail.card.id]: detail.draft.text };
  }
});

document.addEventListener('visibilitychange', saveDrafts);
window.addEventListener('pagehide', saveDrafts);

/** Late work orders are counted from the first moment on. */
effect(() => {
  if (line.value && line.value.up.value) {
    loadMatters('open', '');
  }
});

const unsentOf = (person) => `${UNSENT}${person.id}.`;
let held = [];

/** What an agent sent is kept until it has arrived, through reloads and closed windows; for this agent alone. */
effect(() => {
  const person = staff.value;
  const now = pending.value;
  if (!person) {
    held = [];
    return;
  }
  const ids = now.map((each) => each.id);
  held.filter((id) => !ids.includes(id)).forEach((id) => kept.remove(unsentOf(person) + id));
  now.forEach((each) => kept.set(unsentOf(person) + each.id, each));
  held = ids;
});

effect(() => {
  if (staff.value) {
    const left = kept.keys(unsentOf(staff.value)).map((key) => kept.get(key)).filter(Boolean);
    const known = pending.peek().map((each) => each.id);
    pending.value = pending.peek().concat(left.filter((each) => !known.includes(each.id)).sort((one, other) => one.at - other.at));
  }
});

/** What was written while the line was down goes out when it is back. */
effect(() => {
  if (line.value && line.value.up.value) {
    pending.peek().filter((each) => !each.failed).forEach(deliver);
  }
});
