/** What an agent's desk knows: who is on it, which conversations there are, and how they stand. */
import { batch, computed, signal } from '../vendor/core.js';
import { ask, lasting } from '../lib/line.js';
import { worded } from '../lib/page.js';
import { NOTHING, heard, invited, loaded, refreshed, stood, viewOf as viewFor } from './screen.js';

const HOME = '/api/v1/desk';
const LIST_LIMIT = 300;
const TYPING_SHOWN_MS = 5000;
const HIDDEN_FLUSH_MS = 60;

export const VIEWS = ['mine', 'queue', 'bot', 'closed'];

const parts = Object.fromEntries(Object.keys(NOTHING).map((name) => [name, signal(NOTHING[name])]));

export const { cards, details, counts, floor, offers, presence, standing } = parts;
export const staff = signal(undefined);
export const current = signal('');
export const view = signal('mine');
export const place = signal('list');
export const unread = signal({});
export const typingAt = signal({});
export const preview = signal({});
export const pending = signal([]);
export const promises = signal([]);
export const failure = signal('');
export const line = signal(null);
export const arrived = signal(null);
export const asking = signal('');
export const panel = signal('assist');

export const here = computed(() => details.value[current.value] || null);

export const call = (method, path, body) => ask(method, HOME + path, { body, headers: { 'X-Teller': 'desk' } });

const screen = () => Object.fromEntries(Object.keys(parts).map((name) => [name, parts[name].peek()]));

function become(state) {
  batch(() => Object.keys(parts).forEach((name) => { parts[name].value = state[name]; }));
}

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

/** Asks for something that a page can do without. */
export const wish = (method, path, body) => call(method, path, body).catch(() => null);

export const isMine = (card) => Boolean(staff.value) && card.owner === 'agent' && card.agent_id === staff.value.id;

export const leads = () => Boolean(staff.value) && ['supervisor', 'admin'].includes(staff.value.role);

export const viewOf = (card) => viewFor(card, staff.value ? staff.value.id : '');

export async function load(wanted) {
  const asked = screen();
  const page = await attempt(() => call('GET', `/conversations?view=${wanted}&limit=${LIST_LIMIT}`));
  if (page && staff.value) {
    become(loaded(screen(), wanted, page, staff.value.id, asked));
  }
}

export async function loadPromises() {
  const page = await attempt(() => call('GET', '/promises'));
  promises.value = page ? page.items : promises.value;
}

export async function refresh(id) {
  const asked = screen();
  const detail = await attempt(() => call('GET', `/conversations/${id}`));
  if (detail) {
    become(refreshed(screen(), detail, asked));
  }
}

export function open(id) {
  batch(() => {
    current.value = id;
    place.value = 'pane';
    unread.value = { ...unread.value, [id]: 0 };
  });
  look();
  refresh(id);
}

/** Colleagues see who looks at a conversation. */
function look() {
  if (line.value) {
    line.value.send({ type: 'view', conversation_id: document.hidden ? '' : current.value });
  }
}

export function show(wanted) {
  view.value = wanted;
  load(wanted);
}

function count(id, event) {
  const card = cards.value[id];
  const looking = id === current.value && !document.hidden;
  if (event.author !== 'customer') {
    return;
  }
  typingAt.value = { ...typingAt.value, [id]: 0 };
  if (card && isMine(card)) {
    arrived.value = { id, event, looking };
    unread.value = looking ? unread.value : { ...unread.value, [id]: (unread.value[id] || 0) + 1 };
  }
}

function heardTyping(id, text) {
  const at = Date.now();
  typingAt.value = { ...typingAt.value, [id]: at };
  preview.value = { ...preview.value, [id]: text || '' };
  setTimeout(() => {
    if (typingAt.value[id] === at) {
      typingAt.value = { ...typingAt.value, [id]: 0 };
    }
  }, TYPING_SHOWN_MS);
}

async function welcome() {
  VIEWS.filter((each) => each !== 'closed' || view.value === 'closed').forEach(load);
  loadPromises();
  look();
  if (current.value) {
    refresh(current.value);
  }
  const asked = screen();
  const [open_, own] = await Promise.all([wish('GET', '/offers'), wish('GET', '/presence')]);
  if (open_ && own && staff.value) {
    become(stood(invited(screen(), open_.items), own, asked));
  }
}

/** What a frame does beside what the screen knows. */
function notice(frame) {
  switch (frame.type) {
    case 'welcome':
      welcome();
      break;
    case 'event':
      pending.value = pending.value.filter((reply) => reply.id !== frame.event.client_message_id);
      count(frame.conversation_id, frame.event);
      break;
    case 'typing':
      heardTyping(frame.conversation_id, frame.text);
      break;
    case 'promise':
      loadPromises();
      break;
    default:
  }
}

let waiting = [];
let due = false;

/** Frames are applied together, once for each picture that the browser draws. */
function apply() {
  due = false;
  const frames = waiting;
  waiting = [];
  batch(() => {
    become(frames.reduce(heard, screen()));
    frames.forEach(notice);
  });
  const asked = parts.wanting.value;
  parts.wanting.value = [];
  asked.forEach(refresh);
}

function hear(frame) {
  waiting.push(frame);
  if (!due) {
    due = true;
    if (document.hidden) {
      setTimeout(apply, HIDDEN_FLUSH_MS);
    } else {
      requestAnimationFrame(apply);
    }
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
    become(NOTHING);
    current.value = '';
    pending.value = [];
    place.value = 'list';
  });
}

/** Who comes back to the window has read what is open in it. */
document.addEventListener('visibilitychange', () => {
  if (current.value) {
    look();
  }
  if (!document.hidden && current.value) {
    unread.value = { ...unread.value, [current.value]: 0 };
  }
});
