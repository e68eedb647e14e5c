/** What calls an agent: sounds, notices of the desktop, the title; each as the agent chose. */
import { effect, html, signal } from '../vendor/core.js';
import { kept, say } from '../lib/page.js';
import { Dialog, shut } from './dialogs.js';
import { arrived, cards, floor, offers, open, presence, staff, unread } from './floor.js';

const KEY = 'teller.desk.alerts';
const AGAIN_MS = 4000;
const TONES = { offer: [660, 880], message: [880], queue: [740] };
const TONE_SECONDS = 0.22;
const SOUNDS = ['all', 'mine', 'offers', 'none'];
const WANTED = { offer: ['all', 'mine', 'offers'], message: ['all', 'mine'], queue: ['all'] };
export const chosen = signal({ sound: 'all', volume: 60, desktop: false, ...kept.get(KEY, {}) });
let speaker = null;
let ringing = 0;
let waitingBefore = 0;

const wake = () => { speaker = speaker || new AudioContext(); };

/** A browser lets a page sound only after a first press. */
window.addEventListener('pointerdown', wake, { once: true });
window.addEventListener('keydown', wake, { once: true });

function tone(hertz, at, loudness) {
  const source = speaker.createOscillator();
  const volume = speaker.createGain();
  source.frequency.value = hertz;
  volume.gain.setValueAtTime(loudness, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_SECONDS);
  source.connect(volume).connect(speaker.destination);
  source.start(at);
  source.stop(at + TONE_SECONDS);
}

export function sound(kind) {
  const { volume } = chosen.peek();
  if (speaker && volume > 0 && WANTED[kind].includes(chosen.peek().sound)) {
    TONES[kind].forEach((hertz, place) => tone(hertz, speaker.currentTime + place * TONE_SECONDS, volume / 200));
  }
}

/** Only to somebody who looks elsewhere, and never with what the customer said. */
function notify(title, id) {
  if (!chosen.peek().desktop || !document.hidden || !('Notification' in window) || Notification.permission !== 'granted') {
    return;
  }
  const shown = new Notification(title, { tag: id });
  shown.onclick = () => {
    window.focus();
    open(id);
    shown.close();
  };
}

const ring = () => sound('offer');

/** An offer rings until it is answered; what is accepted never rings. */
effect(() => {
  const open_ = offers.value;
  clearInterval(ringing);
  if (open_.length && presence.value === 'online') {
    ring();
    notify(say('desk.alert.offer'), open_[0].conversation_id);
    ringing = setInterval(ring, AGAIN_MS);
  }
});

effect(() => {
  const news = arrived.value;
  if (news && !news.looking) {
    const card = cards.peek()[news.id];
    sound('message');
    notify(say('desk.alert.message', { title: card ? card.title : '' }), news.id);
  }
});

effect(() => {
  const { waiting } = floor.value;
  if (waiting > waitingBefore && presence.peek() === 'online') {
    sound('queue');
    notify(say('desk.alert', { waiting }), 'queue');
  }
  waitingBefore = waiting;
  const fresh = Object.values(unread.value).reduce((sum, each) => sum + each, 0) + offers.value.length;
  const name = say('desk.title');
  const calls = fresh ? say('desk.alert.fresh', { fresh }) : say('desk.alert', { waiting });
  document.title = staff.value && (fresh || waiting) ? `${calls} - ${name}` : name;
});

function choose(part) {
  chosen.value = { ...chosen.value, ...part };
  kept.set(KEY, chosen.value);
}

async function chooseDesktop(event) {
  const wished = event.target.checked;
  const granted = wished && 'Notification' in window ? await Notification.requestPermission() : 'denied';
  choose({ desktop: wished && granted === 'granted' });
}

export function Settings() {
  const now = chosen.value;
  return html`<${Dialog} id="alerts" title=${say('desk.alerts')}>
    <fieldset><legend>${say('desk.alerts.sound')}</legend>
      ${SOUNDS.map((name) => html`<label class="choice" key=${name}><input type="radio" name="sound" checked=${now.sound === name} onChange=${() => choose({ sound: name })} />${say(`desk.alerts.sound.${name}`)}</label>`)}
    </fieldset>
    <label><span>${say('desk.alerts.volume')}</span><input type="range" min="0" max="100" step="5" value=${now.volume} onChange=${(event) => { choose({ volume: Number(event.target.value) }); sound('offer'); }} /></label>
    <label class="choice"><input type="checkbox" checked=${now.desktop} onChange=${chooseDesktop} />${say('desk.alerts.desktop')}</label>
    <p class="muted">${say('desk.alerts.desktop.text')}</p>
    <div class="acts"><button type="button" class="primary" onClick=${shut}>${say('desk.dismiss')}</button></div>
  <//>`;
}
