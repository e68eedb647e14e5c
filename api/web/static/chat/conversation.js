/** The customer's side of one conversation: what was said, what waits to be sent, and whose turn it is. */
import { batch, computed, signal } from '../vendor/core.js';
import { ask, lasting, newId } from '../lib/line.js';
import { kept, language } from '../lib/page.js';

const KEY = 'teller.conversation';
const UNSENT = 'teller.unsent.';
const PAGE_OF_EVENTS = 200;
const TYPING_SHOWN_MS = 5000;
const LISTEN_SECONDS = 20;

export const events = signal([]);
export const unsent = signal([]);
export const state = signal(null);
export const typing = signal('');
export const line = signal(null);
/** Why the page began anew or could not begin: '' | 'lost' | 'unreachable'. */
export const trouble = signal('');
export const owner = computed(() => (state.value ? state.value.owner : 'bot'));

let here = null;
let heardAt = 0;
let typingEnds = 0;
let waiting = [];
let drain = 0;

const pathOf = (rest = '') => `/api/v1/conversations/${here.id}${rest}`;
const withToken = () => ({ Authorization: `Bearer ${here.token}` });
/** Which conversation this is, and what opens it. */
export const door = () => ({ id: here.id, path: pathOf(), headers: withToken() });
export const call = (method, rest, body) => ask(method, pathOf(rest), { body, headers: withToken() });

/** Takes what is new, in its order; what two lines told is taken once. */
function take(arrived) {
  const fresh = arrived.filter((event, at) => event.seq > heardAt && (at === 0 || event.seq !== arrived[at - 1].seq));
  if (!fresh.length) {
    return;
  }
  heardAt = fresh[fresh.length - 1].seq;
  const said = new Set(fresh.map((event) => event.client_message_id).filter(Boolean));
  said.forEach((id) => kept.remove(UNSENT + here.id + '.' + id));
  batch(() => {
    events.value = events.value.concat(fresh);
    unsent.value = unsent.value.filter((message) => !said.has(message.id));
    if (fresh.some((event) => event.author !== 'customer')) {
      typing.value = '';
    }
  });
}

/** Events come one by one and are shown together; a gap is closed by asking. */
function arrive(event) {
  waiting.push(event);
  if (drain) {
    return;
  }
  drain = setTimeout(async () => {
    drain = 0;
    const ordered = waiting.sort((one, other) => one.seq - other.seq);
    waiting = [];
    if (ordered.some((event, at) => event.seq > (at ? ordered[at - 1].seq : heardAt) + 1)) {
      await catchUp().catch(() => ordered.splice(0));
    }
    take(ordered);
  }, 12);
}

async function catchUp() {
  let page;
  do {
    page = await call('GET', `/events?after=${heardAt}&limit=${PAGE_OF_EVENTS}`);
    take(page.events);
    state.value = page.state;
  } while (page.events.length === PAGE_OF_EVENTS);
}

function hush(author) {
  typing.value = author;
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => {
    typing.value = '';
  }, TYPING_SHOWN_MS);
}

function refuse(id, code) {
  unsent.value = unsent.value.map((message) => (message.id === id ? { ...message, refused: code || 'refused' } : message));
}

function hear(frame) {
  switch (frame.type) {
    case 'welcome':
      state.value = frame.state;
      unsent.value.filter((message) => !message.refused).forEach(speakOut);
      break;
    case 'event':
      arrive(frame.event);
      break;
    case 'state':
      state.value = frame.state;
      break;
    case 'typing':
      hush(frame.author);
      break;
    case 'error':
      if (frame.client_message_id) {
        refuse(frame.client_message_id, frame.code);
      }
      break;
    default:
  }
}

function speakOut(message) {
  const frame = { type: 'message', client_message_id: message.id, text: message.text };
  if (message.choice) {
    frame.choice = message.choice;
  }
  return line.value !== null && line.value.send(frame);
}

/** Says something; it is kept until the service has it, through reloads and lost networks. */
export function tell(text, choice = '') {
  const message = { id: newId(), text, choice, at: new Date().toISOString() };
  trouble.value = '';
  kept.set(UNSENT + here.id + '.' + message.id, message);
  unsent.value = unsent.value.concat(message);
  speakOut(message);
}

export function tellAgain(id) {
  const message = unsent.value.find((each) => each.id === id);
  const cleared = { ...message, refused: '' };
  unsent.value = unsent.value.map((each) => (each.id === id ? cleared : each));
  speakOut(cleared);
}

export function forget(id) {
  kept.remove(UNSENT + here.id + '.' + id);
  unsent.value = unsent.value.filter((message) => message.id !== id);
}

export async function judge(seq, helpful, reason) {
  const body = reason ? { seq, helpful, reason } : { seq, helpful };
  await call('POST', '/feedback', body);
  events.value = events.value.map((event) => (event.seq === seq ? { ...event, helpful } : event));
}

export async function rate(rating) {
  await call('POST', '/rating', rating);
  state.value = { ...state.value, rated: true };
}

export async function end() {
  await call('POST', '/close');
  await catchUp();
}

/** A lost or foreign token ends this conversation; the page begins another and says so. */
function refusedBy(code) {
  if (code !== 4401 && code !== 4404) {
    return false;
  }
  lose();
  return true;
}

function lose() {
  const orphans = unsent.value;
  orphans.forEach((message) => forget(message.id));
  kept.remove(KEY);
  begin().then(() => {
    trouble.value = 'lost';
    orphans.forEach((message) => tell(message.text));
  });
}

function join(stored) {
  here = stored;
  heardAt = 0;
  batch(() => {
    events.value = [];
    unsent.value = kept
      .keys(UNSENT + here.id + '.')
      .map((key) => kept.get(key))
      .filter(Boolean)
      .sort((one, other) => (one.at < other.at ? -1 : 1));
  });
}

function connect() {
  if (line.value) {
    line.value.close();
  }
  line.value = lasting({
    path: () => pathOf('/socket'),
    hello: () => ({ type: 'hello', token: here.token, after: heardAt }),
    onFrame: hear,
    onRefused: refusedBy,
  });
}

function source() {
  const asked = new URLSearchParams(location.search).get('source');
  return asked ? { source: asked.slice(0, 100) } : {};
}

/** A conversation from the beginning; the other tab's, if it was quicker. */
export async function begin() {
  trouble.value = '';
  const before = kept.get(KEY);
  const made = await ask('POST', '/api/v1/conversations', {
    body: { channel: 'web', language: language.value, ...source() },
  });
  const other = kept.get(KEY);
  if (other && (!before || other.id !== before.id)) {
    return resume(other);
  }
  const mine = { id: made.conversation_id, token: made.token };
  kept.set(KEY, mine);
  join(mine);
  state.value = made.state;
  take(made.events);
  connect();
  return undefined;
}

async function resume(stored) {
  join(stored);
  try {
    await catchUp();
  } catch (refused) {
    if (refused.status === 401 || refused.status === 404) {
      return lose();
    }
    if (refused.status) {
      throw refused;
    }
  }
  connect();
  return undefined;
}

/** Goes on with the kept conversation, else begins one; tried again while the service is away. */
export async function start() {
  const stored = kept.get(KEY);
  try {
    await (stored ? resume(stored) : begin());
    trouble.value = trouble.value === 'unreachable' ? '' : trouble.value;
  } catch (refused) {
    trouble.value = 'unreachable';
    setTimeout(start, 3000);
  }
}

/** Another tab began a new conversation: this one goes with it. */
window.addEventListener('storage', (change) => {
  const stored = kept.get(KEY);
  if (change.key === KEY && stored && here && stored.id !== here.id) {
    resume(stored);
  }
});

/** While no socket stands, the events are fetched by long requests instead. */
async function listenWithoutSocket() {
  if (here && line.value && line.value.troubled.value && navigator.onLine) {
    try {
      const page = await call('GET', `/events?after=${heardAt}&limit=${PAGE_OF_EVENTS}&wait=${LISTEN_SECONDS}`);
      take(page.events);
      state.value = page.state;
      await postUnsent();
    } catch (away) {
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
  setTimeout(listenWithoutSocket, 1000);
}

async function postUnsent() {
  const message = unsent.value.find((each) => !each.refused);
  if (!message) {
    return;
  }
  try {
    await call('POST', '/messages', { client_message_id: message.id, text: message.text, choice: message.choice });
  } catch (problem) {
    if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
      refuse(message.id, problem.code);
    }
  }
}

listenWithoutSocket();
