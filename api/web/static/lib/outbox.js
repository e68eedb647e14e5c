/** Files on their way out: one after the other, with progress, tried again until the service has each of them. */
import { signal } from '../vendor/core.js';
import { newId } from './line.js';

const FIRST_WAIT_MS = 1500;
const LONGEST_WAIT_MS = 30000;
const LONGEST_SILENCE_MS = 60000;
export const LARGEST_BYTES = 10 * 1024 * 1024;
export const ACCEPTED = 'image/png,image/jpeg,image/webp,image/gif,.pdf,.txt,.csv,.docx,.xlsx';

const isPicture = (file) => /^image\/(png|jpeg|webp|gif)$/.test(file.type);

export const kindOf = (file) => {
  if (isPicture(file)) {
    return 'picture';
  }
  return file.type === 'audio/wav' ? 'voice' : 'file';
};

const codeOf = (text) => {
  try {
    return JSON.parse(text).code || '';
  } catch (unreadable) {
    return '';
  }
};

/** One attempt. Resolves with the status and the code; status 0: the network failed. */
function put(upload, { url, headers }, onShare) {
  return new Promise((resolve) => {
    const form = new FormData();
    form.append('client_message_id', upload.id);
    form.append('file', upload.file, upload.file.name);
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.timeout = LONGEST_SILENCE_MS + upload.file.size / 16;
    Object.keys(headers).forEach((name) => request.setRequestHeader(name, headers[name]));
    request.upload.onprogress = (event) => event.total && onShare(event.loaded / event.total);
    request.onload = () => resolve({ status: request.status, code: codeOf(request.responseText) });
    request.onerror = () => resolve({ status: 0, code: '' });
    request.ontimeout = request.onerror;
    request.send(form);
  });
}

const comesBack = (status) => status === 0 || status === 429 || status >= 500;

/**
 * @param {(place: string) => { url: string, headers: object }} address where the files of a conversation go
 */
export function outbox(address) {
  const uploads = signal([]);
  let busy = false;
  let failures = 0;
  let retry = 0;

  const change = (id, part) => {
    uploads.value = uploads.value.map((each) => (each.id === id ? { ...each, ...part } : each));
  };

  const wait = () => {
    clearTimeout(retry);
    retry = setTimeout(run, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures));
    failures += 1;
  };

  async function run() {
    clearTimeout(retry);
    const next = uploads.value.find((each) => !each.refused && !each.done);
    if (busy || !next) {
      return;
    }
    busy = true;
    change(next.id, { share: 0, waits: false });
    const answer = await put(next, address(next.place), (share) => change(next.id, { share }));
    busy = false;
    if (comesBack(answer.status)) {
      change(next.id, { waits: true, share: 0 });
      wait();
      return;
    }
    failures = 0;
    change(next.id, answer.status < 300 ? { done: true, share: 1 } : { refused: answer.code || 'refused' });
    run();
  }

  const add = (place, file) => {
    const upload = { id: newId(), place, file, kind: kindOf(file), share: 0, refused: '', waits: false, done: false };
    upload.shown = isPicture(file) ? URL.createObjectURL(file) : '';
    if (file.size > LARGEST_BYTES) {
      upload.refused = 'too_large';
    }
    uploads.value = uploads.value.concat(upload);
    run();
  };

  const again = (id) => {
    change(id, { refused: '', waits: false });
    run();
  };

  /** The service has these, or nobody wants them sent any more. */
  const settled = (ids) => {
    const over = uploads.value.filter((each) => ids.has(each.id));
    if (over.length) {
      over.forEach((each) => each.shown && URL.revokeObjectURL(each.shown));
      uploads.value = uploads.value.filter((each) => !ids.has(each.id));
    }
  };

  const forget = (id) => settled(new Set([id]));

  window.addEventListener('online', () => {
    failures = 0;
    run();
  });
  window.addEventListener('beforeunload', (event) => {
    if (uploads.value.some((each) => !each.refused && !each.done)) {
      event.preventDefault();
    }
  });
  return { uploads, add, again, forget, settled };
}

/** The files that were pasted or dropped. */
export const filesOf = (transfer) => Array.from((transfer && transfer.files) || []);
