/** What is asked at the end: was it solved, how well, and why; and the way back in one tap. */
import { html, useState } from '../vendor/core.js';
import { say } from '../lib/page.js';
import { rate, tell } from './conversation.js';

const STARS = [1, 2, 3, 4, 5];
const GOOD_FROM = 4;
const PRAISE = ['quick', 'clear', 'friendly'];
const BLAME = ['not_answered', 'unclear', 'slow', 'repeated', 'no_person', 'unfriendly'];

function Solved({ value, onChange }) {
  const answer = (solved, key) => html`<label class="choice">
    <input type="radio" name="solved" checked=${value === solved} onChange=${() => onChange(solved)} /><span>${say(key)}</span>
  </label>`;
  return html`<fieldset>
    <legend>${say('chat.rate.solved')}</legend>
    ${answer(true, 'chat.rate.solved_yes')} ${answer(false, 'chat.rate.solved_no')}
  </fieldset>`;
}

function Stars({ value, onChange }) {
  return html`<fieldset class="stars">
    <legend>${say('chat.rate.stars')}</legend>
    ${STARS.map(
      (star) => html`<label class="choice">
        <input type="radio" name="stars" checked=${value === star} onChange=${() => onChange(star)} />
        <span><b>${star}</b><small>${say(`chat.rate.${star}`)}</small></span>
      </label>`,
    )}
  </fieldset>`;
}

function Reasons({ stars, value, onChange }) {
  const codes = stars >= GOOD_FROM ? PRAISE : BLAME;
  const turn = (code) => onChange(value.includes(code) ? value.filter((one) => one !== code) : [...value, code]);
  return html`<fieldset>
    <legend>${say('chat.rate.why')}</legend>
    ${codes.map(
      (code) => html`<label class="choice" key=${code}>
        <input type="checkbox" checked=${value.includes(code)} onChange=${() => turn(code)} /><span>${say(`chat.rate.why.${code}`)}</span>
      </label>`,
    )}
  </fieldset>`;
}

export function RatingCard() {
  const [solved, setSolved] = useState(null);
  const [stars, setStars] = useState(null);
  const [reasons, setReasons] = useState([]);
  const [comment, setComment] = useState('');
  const [failed, setFailed] = useState(false);
  const weigh = (star) => {
    setStars(star);
    setReasons([]);
  };
  const submit = (event) => {
    event.preventDefault();
    const words = comment.trim();
    rate({ solved, stars, reasons, ...(words ? { comment: words } : {}) }).catch(() => setFailed(true));
  };
  return html`<form class="card rating" aria-label=${say('chat.rate')} onSubmit=${submit}>
    <h2>${say('chat.rate')}</h2>
    <${Solved} value=${solved} onChange=${setSolved} />
    ${solved !== null && html`<${Stars} value=${stars} onChange=${weigh} />`}
    ${stars !== null && html`<${Reasons} stars=${stars} value=${reasons} onChange=${setReasons} />`}
    ${stars !== null &&
    html`<textarea rows="2" maxlength="500" aria-label=${say('chat.rate.comment')} placeholder=${say('chat.rate.comment')} value=${comment} onInput=${(event) => setComment(event.target.value)}></textarea>`}
    <button type="submit" class="primary" disabled=${solved === null}>${say('chat.rate.send')}</button>
    ${failed && html`<p role="alert" class="error">${say('chat.rate.failed')}</p>`}
  </form>`;
}

/** An ended conversation goes on with a person, with all that was said. */
export function Reopen() {
  return html`<div class="line"><button type="button" onClick=${() => tell(say('chat.reopen.words'), 'human')}>${say('chat.reopen')}</button></div>`;
}
