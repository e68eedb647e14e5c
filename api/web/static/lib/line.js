/** How a page talks to the service: requests, and a socket that comes back by itself. */
import { signal } from '../vendor/core.js';

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 15000;
const BANNER_AFTER_MS = 1500;
const SILENCE_MS = 75000;

/** An identifier no one can guess. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** An error the service explained, with its stable code. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.code = problem.code || '';
  }
}

/** One request to the service; a refusal is thrown with its code. */
export async function ask(method, path, { body, headers } = {}) {
  const sent = { method, headers: { Accept: 'application/json', ...headers }, credentials: 'same-origin' };
  if (body !== undefined) {
    sent.body = JSON.stringify(body);
    sent.headers['Content-Type'] = 'application/json';
  }
  const answer = await fetch(path, sent);
  const text = await answer.text();
  const value = text && /json/.test(answer.headers.get('Content-Type') || '') ? JSON.parse(text) : {};
  if (!answer.ok) {
    throw new Refused(answer.status, value);
  }
  return value;
}

const waitBefore = (attempt) => {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return full * (0.5 + Math.random() / 2);
};

const addressOf = (path) => {
  const scheme = location.protocol === 'https:' ? 'wss://' : 'ws://';
  return scheme + location.host + path;
};

/**
 * A socket that reconnects with a growing, jittered wait, and is `troubled` only when it stays away.
 * @param {object} line
 * @param {() => string} line.path where to knock; asked before each attempt
 * @param {() => object} line.hello the first frame; asked before each attempt
 * @param {(frame: object) => void} line.onFrame every frame but pings
 * @param {(code: number) => boolean} line.onRefused a close code of the service; true means: do not try again
 */
export function lasting({ path, hello, onFrame, onRefused }) {
  const up = signal(false);
  const troubled = signal(false);
  let socket = null;
  let attempt = 0;
  let retry = 0;
  let banner = 0;
  let silence = 0;
  let stopped = false;

  const send = (frame) => {
    if (!up.value) {
      return false;
    }
    socket.send(JSON.stringify(frame));
    return true;
  };

  const listen = (connection) => {
    clearTimeout(silence);
    silence = setTimeout(() => connection.close(), SILENCE_MS);
  };

  const down = () => {
    up.value = false;
    clearTimeout(silence);
    if (!banner && !stopped) {
      banner = setTimeout(() => {
        troubled.value = true;
      }, BANNER_AFTER_MS);
    }
  };

  const welcomed = () => {
    attempt = 0;
    clearTimeout(banner);
    banner = 0;
    troubled.value = false;
    up.value = true;
  };

  const heard = (connection, frame) => {
    listen(connection);
    if (frame.type === 'ping') {
      connection.send('{"type":"pong"}');
      return;
    }
    if (frame.type === 'welcome') {
      welcomed();
    }
    onFrame(frame);
  };

  const lost = (connection, code) => {
    if (connection !== socket) {
      return;
    }
    socket = null;
    down();
    if (stopped || onRefused(code)) {
      return;
    }
    clearTimeout(retry);
    retry = setTimeout(open, waitBefore(attempt));
    attempt += 1;
  };

  function open() {
    clearTimeout(retry);
    if (stopped || socket) {
      return;
    }
    const connection = new WebSocket(addressOf(path()));
    socket = connection;
    connection.onopen = () => connection.send(JSON.stringify(hello()));
    connection.onmessage = (message) => {
      if (connection === socket) {
        heard(connection, JSON.parse(message.data));
      }
    };
    connection.onclose = (closed) => lost(connection, closed.code);
    listen(connection);
    down();
  }

  const again = () => {
    attempt = 0;
    open();
  };

  const cut = () => {
    const connection = socket;
    if (connection) {
      lost(connection, 1006);
      connection.close();
    }
  };

  const close = () => {
    stopped = true;
    clearTimeout(retry);
    clearTimeout(banner);
    clearTimeout(silence);
    troubled.value = false;
    window.removeEventListener('online', again);
    window.removeEventListener('offline', cut);
    if (socket) {
      socket.close();
    }
    socket = null;
    up.value = false;
  };

  window.addEventListener('online', again);
  window.addEventListener('offline', cut);
  open();
  return { up, troubled, send, close };
}
