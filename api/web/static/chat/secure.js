/** The secure card: who the customer is, and what proves it, on a path that the conversation never sees. */
import { html, useEffect, useRef, useState } from '../vendor/core.js';
import { Icon, duration, now, say, worded } from '../lib/page.js';
import { call, events } from './conversation.js';

const ASK_APP_EVERY_MS = 2000;
const SETTLED_AFTER_MS = 120;
const OVER = ['done', 'locked', 'ended'];
const OTHER = { code: 'app', app: 'code' };
const MOBILE = /^1\d{10}$/;
const IDENTITY = /^\d{17}[\dX]$/;
const TAIL = /^\d{4}$/;

/** Digits as people type them, in any width and with any gaps. */
const plain = (text) => text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();

/** How a request stands, asked for anew when something was said, when the tab is seen again, and while the app is asked. */
function useStanding(id) {
  const [standing, setStanding] = useState(null);
  const over = standing !== null && OVER.includes(standing.step);
  const asking = standing !== null && standing.step === 'app';
  const settle = (told) => setStanding({ ...told, heardAt: Date.now() });
  const look = () =>
    call('GET', `/verifications/${id}`).then(settle, (problem) => {
      if (problem.status === 404) {
        settle({ step: 'ended' });
      }
    });
  useEffect(() => {
    if (!over) {
      look();
    }
  }, [id, events.value.length]);
  useEffect(() => {
    const seen = () => document.hidden || over || look();
    const timer = asking ? setInterval(seen, ASK_APP_EVERY_MS) : 0;
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [id, over, asking]);
  return [standing, settle];
}

const left = (standing, seconds) => Math.max(0, Math.min(seconds, Math.ceil(seconds - (now.value - standing.heardAt) / 1000)));

/** Why the service did not take it, in words; what it did not explain was not sent. */
function explain(problem) {
  return problem.status ? worded('chat.card.refused', problem.code, say('chat.card.failed')) : say('chat.card.away');
}

function Field({ name, label, hint, wrong, focus, ...rest }) {
  const box = useRef(null);
  useEffect(() => {
    if (focus) {
      box.current.focus();
    }
  }, []);
  return html`<label class="field">
    <span>${label}</span>
    <input ref=${box} name=${name} aria-invalid=${wrong ? 'true' : null} aria-describedby=${hint ? `${name}-hint` : null} required spellcheck="false" ...${rest} />
    ${hint && html`<small id=${`${name}-hint`}>${hint}</small>`}
  </label>`;
}

function Known({ by, onChoose }) {
  const way = (name) => html`<label><input type="radio" name="known" checked=${by === name} onChange=${() => onChoose(name)} /><span>${say(`chat.card.by_${name}`)}</span></label>`;
  return html`<fieldset class="ways-known"><legend class="unseen">${say('chat.card.by')}</legend>${way('phone')}${way('id_number')}</fieldset>`;
}

function Claim({ standing, act, busy, moved }) {
  const [by, setBy] = useState('phone');
  const [wrong, setWrong] = useState('');
  const submit = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const who = plain(form.elements[by].value);
    const tail = plain(form.elements.tail.value);
    const fits = by === 'phone' ? MOBILE.test(who) : IDENTITY.test(who);
    const found = fits ? (TAIL.test(tail) ? '' : 'tail') : by;
    setWrong(found);
    if (found) {
      form.elements[found].focus();
    } else {
      act('claim', { [by]: who, tail });
    }
  };
  return html`<form onSubmit=${submit} noValidate autocomplete="off">
    <p>${say(standing.required ? 'chat.card.claim' : 'chat.card.claim_protect')}</p>
    <${Known} by=${by} onChoose=${setBy} />
    ${by === 'phone'
      ? html`<${Field} key="phone" name="phone" label=${say('chat.card.phone')} type="tel" inputmode="numeric" autocomplete="tel-national" maxlength="20" wrong=${wrong === 'phone'} focus=${moved} />`
      : html`<${Field} key="id_number" name="id_number" label=${say('chat.card.id_number')} type="text" autocomplete="off" autocapitalize="characters" maxlength="24" wrong=${wrong === 'id_number'} focus />`}
    <${Field} name="tail" label=${say('chat.card.tail')} hint=${say('chat.card.tail_hint')} type="text" inputmode="numeric" autocomplete="off" maxlength="4" wrong=${wrong === 'tail'} />
    ${wrong && html`<p class="error" role="alert">${say(`chat.card.wrong_${wrong}`)}</p>`}
    <button type="submit" class="primary" disabled=${busy}>${say(standing.required ? 'chat.card.next' : 'chat.card.protect')}</button>
  </form>`;
}

/** When another may be sent: a button, the time until then, or that there are no more. */
function Again({ standing, act, busy, way }) {
  if (standing.resend_in === null) {
    return html`<p class="muted">${say('chat.card.no_more')}</p>`;
  }
  const wait = left(standing, standing.resend_in);
  const words = wait > 0 ? say('chat.card.again_in', { time: duration(wait) }) : say(`chat.card.again_${way}`);
  return html`<button type="button" class="quiet" disabled=${busy || wait > 0} onClick=${() => act(way === 'app' ? 'app' : 'resend')}><${Icon} name="refresh-cw" />${words}</button>`;
}

function First({ act, busy, way }) {
  return html`<p>${say(`chat.card.${way}_first`)}</p>
    <button type="button" class="primary" disabled=${busy} onClick=${() => act(way === 'app' ? 'app' : 'resend')}>${say(`chat.card.send_${way}`)}</button>`;
}

function Expires({ standing }) {
  const seconds = left(standing, standing.expires_in);
  return html`<p class="muted"><${Icon} name="clock" />${seconds ? html`${say('chat.card.expires')} <span class="timer">${duration(seconds)}</span>` : say('chat.card.expired')}</p>`;
}

function Code(props) {
  const { standing, act, busy, moved } = props;
  if (!standing.sent) {
    return html`<${First} ...${props} way="code" />`;
  }
  const submit = (event) => {
    event.preventDefault();
    const box = event.currentTarget.elements.code;
    const code = plain(box.value);
    box.value = '';
    box.focus();
    if (code) {
      act('code', { code });
    }
  };
  return html`<form onSubmit=${submit} noValidate>
    <p>${say('chat.card.code_sent')}</p>
    <${Field} name="code" label=${say('chat.card.code')} hint=${say('chat.card.code_hint')} type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="12" focus=${moved} />
    ${standing.attempts === 'last' && html`<p class="error">${say('chat.card.last')}</p>`}
    <${Expires} standing=${standing} />
    <button type="submit" class="primary" disabled=${busy || standing.attempts === 'none'}>${say('chat.card.check')}</button>
    <${Again} ...${props} way="code" />
  </form>`;
}

function App(props) {
  if (!props.standing.sent) {
    return html`<${First} ...${props} way="app" />`;
  }
  return html`<div role="status"><p><${Icon} name="smartphone" />${say('chat.card.app_sent')}</p></div>
    <${Expires} standing=${props.standing} />
    <${Again} ...${props} way="app" />`;
}

const FORMS = { claim: Claim, code: Code, app: App };

function Ways({ standing, act, busy }) {
  const other = OTHER[standing.step];
  const offered = other && (standing.methods || []).includes(other);
  return html`<div class="acts">
    ${offered && html`<button type="button" class="quiet" disabled=${busy} onClick=${() => act(other === 'app' ? 'app' : 'resend')}>${say(`chat.card.use_${other}`)}</button>`}
    <button type="button" class="quiet" disabled=${busy} onClick=${() => act('cancel')}>${say('chat.card.cancel')}</button>
  </div>`;
}

function Over({ standing }) {
  const good = standing.step === 'done';
  const words = say(good && !standing.required ? 'chat.card.done_protect' : `chat.card.${standing.step}`);
  return html`<p class=${`over ${good ? 'good' : ''}`} role="status"><${Icon} name=${good ? 'circle-check' : 'shield-off'} />${words}</p>`;
}

function Open({ standing, settle, card }) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const [moved, setMoved] = useState(false);
  const act = async (way, body = {}) => {
    setBusy(true);
    setWrong('');
    try {
      const told = await call('POST', `/verifications/${card.id}/${way}`, body);
      setMoved(true);
      setWrong(told.result ? worded('chat.card.result', told.result, '') : '');
      settle(told);
    } catch (problem) {
      setWrong(explain(problem));
    }
    setBusy(false);
  };
  const Form = FORMS[standing.step];
  return html`${wrong && html`<p class="error" role="alert">${wrong}</p>`}
    <${Form} key=${standing.step} standing=${standing} act=${act} busy=${busy} moved=${moved} />
    <${Ways} standing=${standing} act=${act} busy=${busy} />
    <p class="safe"><${Icon} name="shield-check" />${say('chat.card.safe')}</p>`;
}

/** A card that is taller than the log is read from its beginning. */
function useBeginning(open) {
  const box = useRef(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      const log = box.current && box.current.closest('.log');
      const hidden = log ? log.getBoundingClientRect().top - box.current.getBoundingClientRect().top : 0;
      if (open && hidden > 0) {
        log.scrollTop -= hidden + 8;
      }
    }, SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [open]);
  return box;
}

export function SecureCard({ card }) {
  const [standing, settle] = useStanding(card.id);
  const open = standing !== null && standing.step in FORMS;
  const box = useBeginning(open);
  if (standing === null) {
    return null;
  }
  return html`<section ref=${box} class=${`card secure ${open ? '' : 'shut'}`} aria-live="off" aria-label=${say('chat.card')}>
    <h2><${Icon} name="shield-check" />${say('chat.card')}</h2>
    ${card.title && html`<p class="purpose">${card.title}</p>`}
    ${open ? html`<${Open} standing=${standing} settle=${settle} card=${card} />` : html`<${Over} standing=${standing} />`}
  </section>`;
}
