/** What an agent's desk knows: who is on it, which conversations there are, and how they stand. */
import { batch, computed, signal } from '../vendor/core.js';
import { ask, lasting } from '../lib/line.js';
import { worded } from '../lib/page.js';

const HOME = '/api/v1/desk';
const LIST_LIMIT = 100;
const TYPING_SHOWN_MS = 5000;

export const VIEWS = ['mine', 'queue', 'bot', 'closed'];

export const staff = signal(undefined);
export const presence = signal('offline');
export const counts = signal({ mine: 0, queue: 0, bot: 0, closed: 0 });
export const floor = signal({ online: 0, waiting: 0 });
export const cards = signal({});
export const details = signal({});
export const current = signal('');
export const view = signal('mine');
export const place = signal('list');
export const unread = signal({});
export const typingAt = signal({});
export const pending = signal([]);
export const promises = signal([]);
export const failure = signal('');
export const line = signal(null);


export const here = computed(() => details.value[current.value] || null);

export const call = (method, path, body) => ask(method, HOME + path, { body, headers: { 'X-Teller': 'desk' } });

/** Runs an act of the agent; a refusal is shown, a lost login leads back to the door. */
export async function attempt(act) {
  try {
    return await act();
  } catch (problem) {
    if (problem.status === 401) {
      leave();
    } else {
      failure.value = problem.code ? worded('desk.refused', problem.code, problem.message) : problem.message;
    }
    return null;
  }
}

export function isMine(card) {
  return Boolean(staff.value) && card.owner === 'agent' && card.agent_id === staff.value.id;
}

export function viewOf(card) {
  if (card.owner === 'agent') {
    return isMine(card) ? 'mine' : '';
  }
  return card.owner;
}

function learn(card) {
  const before = details.value[card.id];
  batch(() => {
    cards.value = { ...cards.value, [card.id]: card };
    if (before) {
      details.value = { ...details.value, [card.id]: { ...before, card } };
    }
  });
}

const standing = (frame) => {
  counts.value = frame.counts || counts.value;
  floor.value = frame.floor || floor.value;
};

export async function load(wanted) {
  const page = await attempt(() => call('GET', `/conversations?view=${wanted}&limit=${LIST_LIMIT}`));
  if (!page) {
    return;
  }
  batch(() => {
    const rest = Object.values(cards.value).filter((card) => viewOf(card) !== wanted);
    cards.value = Object.fromEntries(rest.concat(page.items).map((card) => [card.id, card]));
    standing(page);
  });
}

export async function loadPromises() {
  const page = await attempt(() => call('GET', '/promises'));
  promises.value = page ? page.items : promises.value;
}

export async function refresh(id) {
  const detail = await attempt(() => call('GET', `/conversations/${id}`));
  if (detail) {
    details.value = { ...details.value, [id]: detail };
    learn(detail.card);
  }
}

export function open(id) {
  batch(() => {
    current.value = id;
    place.value = 'pane';
    unread.value = { ...unread.value, [id]: 0 };
  });
  refresh(id);
}

export function show(wanted) {
  view.value = wanted;
  load(wanted);
}

function add(id, event) {
  const detail = details.value[id];
  const last = detail && detail.events.length ? detail.events[detail.events.length - 1].seq : 0;
  pending.value = pending.value.filter((reply) => reply.id !== event.client_message_id);
  if (!detail || event.seq <= last) {
    return;
  }
  if (event.seq > last + 1) {
    refresh(id);
    return;
  }
  details.value = { ...details.value, [id]: { ...detail, events: detail.events.concat(event) } };
}

function count(id, event) {
  const card = cards.value[id];
  const looking = id === current.value && !document.hidden;
  if (event.author === 'customer') {
    typingAt.value = { ...typingAt.value, [id]: 0 };
  }
  if (event.author === 'customer' && card && isMine(card) && !looking) {
    unread.value = { ...unread.value, [id]: (unread.value[id] || 0) + 1 };
  }
}

function heardTyping(id) {
  const at = Date.now();
  typingAt.value = { ...typingAt.value, [id]: at };
  setTimeout(() => {
    if (typingAt.value[id] === at) {
      typingAt.value = { ...typingAt.value, [id]: 0 };
    }
  }, TYPING_SHOWN_MS);
}

function noted(id, note) {
  const detail = details.value[id];
  if (detail && !detail.notes.some((each) => each.id === note.id)) {
    details.value = { ...details.value, [id]: { ...detail, notes: detail.notes.concat(note) } };
  }
}

function welcome(frame) {
  presence.value = frame.presence;
  standing(frame);
  load('mine');
  load('queue');
  loadPromises();
  if (view.value === 'bot' || view.value === 'closed') {
    load(view.value);
  }
  if (current.value) {
    refresh(current.value);
  }
}

function hear(frame) {
  switch (frame.type) {
    case 'welcome':
      welcome(frame);
      break;
    case 'card':
      learn(frame.card);
      standing(frame);
      break;
    case 'event':
      add(frame.conversation_id, frame.event);
      count(frame.conversation_id, frame.event);
      break;
    case 'note':
      noted(frame.conversation_id, frame.note);
      break;
    case 'typing':
      heardTyping(frame.conversation_id);
      break;
    case 'presence':
      presence.value = frame.state;
      break;
    default:
  }
}

export function enter(person) {
  staff.value = person;
  if (person.must_change) {
    return;
  }
  line.value = lasting({
    path: () => `${HOME}/socket`,
    hello: () => ({ type: 'hello' }),
    onFrame: hear,
    onRefused: (code) => code === 4401 && (leave() || true),
  });
}

/** Back to the door; drafts stay, everything else of this desk is forgotten. */
export function leave() {
  if (line.value) {
    line.value.close();
  }
  batch(() => {
    line.value = null;
    staff.value = null;
    cards.value = {};
    details.value = {};
    current.value = '';
    pending.value = [];
    place.value = 'list';
  });
}

/** Who comes back to the window has read what is open in it. */
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && current.value) {
    unread.value = { ...unread.value, [current.value]: 0 };
  }
});
