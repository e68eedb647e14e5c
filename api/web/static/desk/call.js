/** A call at the desk: speaking with the caller, what the caller heard, and the recording. */
import { html, signal, useEffect, useRef } from '../vendor/core.js';
import { Icon, say, worded } from '../lib/page.js';
import { here, isMine, wish } from './floor.js';
import { join, leave, muted, spoken } from './callline.js';

const told = signal({});
const player = signal(null);

const pathOf = (id) => `/conversations/${id}/call`;
const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`;

async function load(id) {
  const call = await wish('GET', pathOf(id));
  told.value = call ? { ...told.value, [id]: call } : told.value;
}

function play(ms) {
  if (player.value) {
    player.value.currentTime = ms / 1000;
    player.value.play();
  }
}

/** Two-way sound, for whoever holds the conversation; words are read out to the caller all the same. */
function Speaking({ card }) {
  const on = spoken.value.id === card.id ? spoken.value.state : 'out';
  const words = worded('desk.call.state', on);
  return html`<div class="strip call" role="status"><${Icon} name="headset" /><span>${words}</span>
    ${on === 'out' || on === 'over' || on === 'refused'
      ? html`<button type="button" class="primary" onClick=${() => join(card.id)}>${say('desk.call.join')}</button>`
      : html`<button type="button" aria-pressed=${muted.value} onClick=${() => { muted.value = !muted.value; }}>${say(muted.value ? 'call.unmute' : 'call.mute')}</button>
        <button type="button" onClick=${leave}>${say('desk.call.leave')}</button>`}
  </div>`;
}

function Recording({ id, recording }) {
  const audio = useRef(null);
  useEffect(() => {
    player.value = recording.playable ? audio.current : null;
    return () => { player.value = null; };
  }, [id, recording.playable]);
  const gaps = recording.gaps.map((gap) => `${clock(gap.begins_ms)}–${clock(gap.ends_ms)}`).join(' · ');
  const words = worded('desk.call.recording', recording.state);
  return html`<div class="strip call recording"><${Icon} name="history" /><span>${words} ${clock(recording.milliseconds)}${gaps && html` <small>${say('desk.call.gaps', { gaps })}</small>`}</span>
    ${recording.playable && html`<audio ref=${audio} controls preload="none" aria-label=${say('desk.call.player')} src=${`/api/v1/desk${pathOf(id)}/recording`}></audio>`}
  </div>`;
}

export function CallStrip({ card }) {
  useEffect(() => { load(card.id); }, [card.id, card.last_seq, card.owner]);
  const call = told.value[card.id];
  return html`${isMine(card) && html`<${Speaking} card=${card} />`}
    ${call && call.recording && html`<${Recording} id=${card.id} recording=${call.recording} />`}`;
}

const wordsOf = (one) => {
  if (one.heard >= one.characters || one.who === 'customer') {
    return '';
  }
  return one.heard ? say('desk.call.up_to', { words: one.up_to, heard: one.heard, all: one.characters }) : say('desk.call.unheard');
};

/** Under what was said in a call: when, and how much of it the caller heard. */
export function Heard({ event }) {
  const id = here.value ? here.value.card.id : '';
  const call = told.value[id];
  const parts = call ? call.spoken.filter((one) => one.seq === event.seq) : [];
  if (!parts.length) {
    return null;
  }
  const cut = parts.map(wordsOf).filter(Boolean);
  const at = parts[0].starts_ms;
  return html`<p class=${`under ${cut.length ? 'no' : ''}`}>
    ${player.value ? html`<button type="button" class="quiet" aria-label=${say('desk.call.play_from', { time: clock(at) })} onClick=${() => play(at)}>${clock(at)}</button>` : html`<span>${clock(at)}</span>`}
    ${' '}${cut.join(' ')}
  </p>`;
}
