/** The page a customer calls on: one large button, what is heard and said, the keys, and a person. */
import { html, render, signal, useEffect, useRef } from '../vendor/core.js';
import { chooseLanguage, firstLanguage, language, otherLanguage, say, speak } from '../lib/page.js';
import { begin, captions, hangUp, muted, partly, possible, press, state, wantHuman } from './line.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const ON_THE_LINE = ['connecting', 'listening', 'thinking', 'speaking'];
const keypad = signal(false);

function Top() {
  return html`<header class="top">
    <h1>${say('call.title')}</h1>
    <a class="quiet" href=${`/chat?lang=${language.value}`}>${say('call.chat')}</a>
    <button type="button" class="quiet" lang=${otherLanguage()} onClick=${() => chooseLanguage(otherLanguage())}>${say('page.other_language')}</button>
  </header>`;
}

function Before() {
  const trouble = possible() ? state.value : 'unsupported';
  const words = trouble === 'idle' ? '' : say(`call.${trouble}`);
  return html`<section class="before">
    ${words && html`<p class="trouble" role="status">${words}</p>`}
    ${possible() && html`<button type="button" class="big" onClick=${begin}>${say(trouble === 'idle' ? 'call.begin' : 'call.again')}</button>`}
    <p class="muted">${say('call.explain')}</p>
  </section>`;
}

function Captions() {
  const end = useRef(null);
  useEffect(() => end.current.scrollIntoView({ block: 'end' }), [captions.value, partly.value]);
  return html`<section class="captions" aria-label=${say('call.captions')} tabindex="0">
    <ol role="log">
      ${captions.value.map((one) => html`<li class=${one.mine ? 'mine' : 'theirs'}><span class="who">${say(one.mine ? 'call.you' : 'call.bot')}</span>${one.text}</li>`)}
    </ol>
    ${partly.value && html`<p class="mine partly">${partly.value}</p>`}
    <span ref=${end}></span>
  </section>`;
}

function Keypad() {
  return html`<div class="keys" role="group" aria-label=${say('call.keypad')}>
    ${KEYS.map((key) => html`<button type="button" aria-label=${say('call.key', { key })} onClick=${() => press(key)}>${key}</button>`)}
  </div>`;
}

function During() {
  return html`<section class="during">
    <p class=${`state ${state.value}`} role="status"><span class="pulse" aria-hidden="true"></span>${say(`call.${state.value}`)}</p>
    <${Captions} />
    ${keypad.value && html`<${Keypad} />`}
    <div class="actions">
      <button type="button" aria-pressed=${muted.value} onClick=${() => { muted.value = !muted.value; }}>${say(muted.value ? 'call.unmute' : 'call.mute')}</button>
      <button type="button" aria-expanded=${keypad.value} onClick=${() => { keypad.value = !keypad.value; }}>${say('call.keypad')}</button>
      <button type="button" class="person" onClick=${wantHuman}>${say('call.human')}</button>
      <button type="button" class="end" onClick=${hangUp}>${say('call.end')}</button>
    </div>
  </section>`;
}

function Page() {
  const on = ON_THE_LINE.includes(state.value);
  return html`<${Top} /><main>${on ? html`<${During} />` : html`<${Before} />${captions.value.length > 0 && html`<${Captions} />`}`}</main>`;
}

speak(firstLanguage()).then(() => {
  document.title = say('call.title');
  render(html`<${Page} />`, document.getElementById('page'));
});
