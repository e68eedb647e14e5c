/** What was attached to a message, as a page shows it: a picture, a player, a file to save. */
import { html, useEffect, useRef, useState } from '../vendor/core.js';
import { Icon, say } from './page.js';

const KILO = 1024;
const WIDEST_PX = 240;
const TALLEST_PX = 260;
const fetched = new Map();

/** The content under an address of this page's own; fetched once. */
function contentOf(id, load) {
  if (!fetched.has(id)) {
    const coming = load(id).then((blob) => URL.createObjectURL(blob));
    coming.catch(() => fetched.delete(id));
    fetched.set(id, coming);
  }
  return fetched.get(id);
}

/** One request for the content of an attachment; a refusal is thrown with its status. */
export async function fetchContent(path, headers) {
  const answer = await fetch(path, { headers, credentials: 'same-origin' });
  if (!answer.ok) {
    throw Object.assign(new Error('refused'), { status: answer.status });
  }
  return answer.blob();
}

function useContent(id, load) {
  const [content, setContent] = useState({ url: '', failed: 0 });
  useEffect(() => {
    let here = true;
    const put = (found) => here && setContent(found);
    contentOf(id, load).then(
      (url) => put({ url, failed: 0 }),
      (problem) => put({ url: '', failed: problem.status || 1 }),
    );
    return () => { here = false; };
  }, [id]);
  return content;
}

export const weight = (bytes) => (bytes < KILO * KILO ? `${Math.max(1, Math.round(bytes / KILO))} KB` : `${(bytes / KILO / KILO).toFixed(1)} MB`);

const WHY = { 404: 'page.attached.not_yours', 410: 'page.attached.gone' };

const Failed = ({ status }) => html`<p class="attached-failed"><${Icon} name="triangle-alert" />${say(WHY[status] || 'page.attached.failed')}</p>`;

function boxOf({ width, height }) {
  const scale = Math.min(1, WIDEST_PX / width, TALLEST_PX / height);
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(32, Math.round(height * scale)) };
}

function Picture({ attachment, load }) {
  const { url, failed } = useContent(attachment.id, load);
  const large = useRef(null);
  if (failed) {
    return html`<${Failed} status=${failed} />`;
  }
  const { width, height } = boxOf(attachment);
  const shown = say('page.attached.picture', { name: attachment.name });
  return html`<button type="button" class="attached-picture" disabled=${!url} aria-label=${say('page.attached.enlarge', { name: attachment.name })} onClick=${() => large.current.showModal()}>
      <img src=${url || undefined} alt=${shown} width=${width} height=${height} />
    </button>
    <dialog class="attached-large" ref=${large} aria-label=${shown} onClick=${() => large.current.close()}>
      ${url && html`<img src=${url} alt=${shown} />`}
      <button type="button" onClick=${() => large.current.close()}><${Icon} name="x" />${say('page.attached.close')}</button>
    </dialog>`;
}

function Voice({ attachment, load }) {
  const { url, failed } = useContent(attachment.id, load);
  if (failed) {
    return html`<${Failed} status=${failed} />`;
  }
  return html`<div class="attached-voice">
    <audio controls preload="metadata" src=${url || undefined} aria-label=${say('page.attached.voice', { seconds: Math.round(attachment.seconds) })}></audio>
  </div>`;
}

function save(url, name) {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

function Paper({ attachment, load }) {
  const [failed, setFailed] = useState(0);
  const fetchIt = () => contentOf(attachment.id, load).then(
    (url) => { setFailed(0); save(url, attachment.name); },
    (problem) => setFailed(problem.status || 1),
  );
  return html`<button type="button" class="attached-file" onClick=${fetchIt}>
      <${Icon} name="file-text" /><span><span class="unseen">${say('page.attached.save')}</span> <b>${attachment.name}</b> <small>${weight(attachment.size)}</small></span><${Icon} name="download" />
    </button>
    ${failed > 0 && html`<${Failed} status=${failed} />`}`;
}

const KINDS = { picture: Picture, voice: Voice, file: Paper };

/** `load`: fetches the content of an attachment, as a blob. */
export function Attached({ attachment, load }) {
  const Kind = KINDS[attachment.kind];
  return html`<${Kind} attachment=${attachment} load=${load} />`;
}

/** One that is still on its way. */
export function Leaving({ upload, offline, why, onAgain, onForget }) {
  const going = say(upload.done ? 'page.attached.arrived' : 'page.attached.going', { share: Math.round(upload.share * 100) });
  const waits = say(offline ? 'page.attached.offline' : 'page.attached.again');
  return html`<div class="leaving">
    ${upload.shown ? html`<img src=${upload.shown} alt="" />` : html`<span class="leaving-name"><${Icon} name=${upload.kind === 'voice' ? 'mic' : 'file-text'} />${upload.file.name}</span>`}
    ${!upload.refused && html`<progress max="1" value=${upload.share} aria-label=${say('page.attached.progress', { name: upload.file.name })}></progress>`}
    <span class=${upload.refused ? 'error' : 'muted'} role="status">${upload.refused ? why : (upload.waits || offline) && !upload.done ? waits : going}</span>
    <span class="leaving-acts">
      ${upload.refused && html`<button type="button" class="quiet" onClick=${onAgain}><${Icon} name="refresh-cw" />${say('page.attached.retry')}</button>`}
      ${!upload.done && html`<button type="button" class="quiet" onClick=${onForget}><${Icon} name="x" />${say('page.attached.remove')}</button>`}
    </span>
  </div>`;
}
