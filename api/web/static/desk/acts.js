/** What an agent can do: take, reply, note, hand back, close, keep a promise; and the drafts before it. */
import { effect, signal } from '../vendor/core.js';
import { newId } from '../lib/line.js';
import { kept, language } from '../lib/page.js';
import { attempt, call, current, line, load, loadPromises, pending, presence, refresh, view } from './floor.js';

const DRAFT = 'teller.desk.draft.';
const TYPING_TOLD_EVERY_MS = 3000;
const ECHO_WITHIN_MS = 1500;
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

export async function handBack(hint) {
  await attempt(() => call('POST', at('handback'), hint ? { hint } : {}));
  await refresh(current.value);
}

export async function close(summary) {
  await attempt(() => call('POST', at('close'), summary ? { summary } : {}));
  await refresh(current.value);
}

export async function note(text) {
  const id = current.value;
  const done = await attempt(() => call('POST', at('notes'), { text }));
  if (done) {
    await refresh(id);
  }
  return done !== null;
}

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
    }
    return null;
  }
}

export function reply(text) {
  const made = { id: newId(), conversation: current.value, text, failed: '' };
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

export const choosePresence = (wanted) =>
  attempt(async () => {
    await call('PUT', '/presence', { state: wanted });
    presence.value = wanted;
  });

export async function keep(id, outcome) {
  await attempt(() => call('POST', `/promises/${id}/keep`, { outcome }));
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

export function write(id, text) {
  drafts.value = { ...drafts.value, [id]: text };
  if (text) {
    kept.set(DRAFT + id, text);
  } else {
    kept.remove(DRAFT + id);
  }
}

/** Late work orders are counted from the first moment on. */
effect(() => {
  if (line.value && line.value.up.value) {
    loadMatters('open', '');
  }
});

/** What was written while the line was down goes out when it is back. */
effect(() => {
  if (line.value && line.value.up.value) {
    pending.peek().filter((each) => !each.failed).forEach(deliver);
  }
});
