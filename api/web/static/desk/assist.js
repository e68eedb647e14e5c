/** Help with an answer: what was said, how it felt, what need not be asked, and replies to use. */
import { html, signal, useEffect, useState } from '../vendor/core.js';
import { Icon, clockTime, say, trusted, worded } from '../lib/page.js';
import { sides } from './acts.js';
import { Beside } from './beside.js';
import { insert } from './composer.js';
import { report } from './dialogs.js';
import { here, isMine, wish } from './floor.js';

const REASONS = ['wrong', 'outdated', 'off_topic', 'unclear'];
const helps = signal({});

async function read(id) {
  const told = await wish('GET', `/conversations/${id}/assist`);
  if (told) {
    helps.value = { ...helps.value, [id]: told };
  }
}

/** Puts the suggested reply of this number into the draft; false when there is none. */
export function insertSuggestion(number) {
  const detail = here.value;
  const help = detail && helps.value[detail.card.id];
  const one = help && help.suggestions[number - 1];
  if (!one || !isMine(detail.card)) {
    return false;
  }
  insert(detail.card.id, one.answer);
  return true;
}

/** Says to those who write it that an article is wrong, and how. */
export function Wrong({ article }) {
  const [told, setTold] = useState('');
  const [asking, setAsking] = useState(false);
  const tell = async (reason) => {
    const done = await report(article, here.value ? here.value.card.id : '', reason);
    setAsking(false);
    setTold(done ? 'desk.assist.reported' : '');
  };
  if (told) {
    return html`<span class="muted" role="status">${say(told)}</span>`;
  }
  if (asking) {
    return html`<span class="reasons" role="group" aria-label=${say('desk.assist.wrong.how')}>${REASONS.map((name) => html`<button type="button" class="quiet" key=${name} onClick=${() => tell(name)}>${say(`desk.assist.wrong.${name}`)}</button>`)}</span>`;
  }
  return html`<button type="button" class="quiet" title=${say('desk.assist.wrong')} onClick=${() => setAsking(true)}><${Icon} name="thumbs-down" />${say('desk.assist.wrong')}</button>`;
}

function validity(one) {
  if (one.valid_to) {
    return say('desk.assist.valid_to', { time: clockTime(one.valid_to) });
  }
  const since = one.valid_from || one.published_at;
  return since ? say('desk.assist.valid_from', { time: clockTime(since) }) : '';
}

function Suggestion({ one, number }) {
  const detail = here.value;
  const percent = Math.round(one.confidence * 100);
  return html`<article class="card suggestion" aria-label=${one.title}>
    <div class="preview" dangerouslySetInnerHTML=${trusted(one.html)}></div>
    <p class="muted">${say('desk.sources')}${one.title} v${one.version} · ${validity(one)} · ${say('desk.knowledge.confidence', { percent })}</p>
    <div class="row"><${Wrong} article=${one} />
      <button type="button" disabled=${!isMine(detail.card)} onClick=${() => insertSuggestion(number)}>${say('desk.knowledge.insert')} <kbd>Alt+${number}</kbd></button></div>
  </article>`;
}

const jump = (seq) => {
  const said = document.querySelector(`.log [data-seq="${seq}"]`);
  if (said) {
    said.scrollIntoView({ block: 'center' });
  }
};

function Told({ help }) {
  return html`<section class="card"><h3>${say('desk.assist.summary')} <span class=${`badge mood ${help.mood}`} title=${help.mood_words}>${say(`desk.mood.${help.mood}`)}</span></h3>
    ${help.summary.length ? html`<ul class="told-lines">${help.summary.map((line) => html`<li key=${line.text}><button type="button" class="quote" onClick=${() => jump(line.seq)}>${line.text}</button></li>`)}</ul>` : html`<p class="muted">${say('desk.assist.nothing')}</p>`}
    ${help.mood_words && html`<p class="muted">${say('desk.mood.shows', { words: help.mood_words })}</p>`}
    ${help.answered.length > 0 && html`<h3>${say('desk.assist.answered')}</h3>
      <dl class="answered">${help.answered.map((one) => html`<div key=${one.seq}><dt>${one.question}</dt><dd>${one.answer}</dd></div>`)}</dl>`}
  </section>`;
}

function Tried({ tried }) {
  if (!tried.length) {
    return html`<p class="muted">${say('desk.tried.none')}</p>`;
  }
  return html`<ul class="tried">
    ${tried.map((each) => html`<li>${each.question}<small>${each.title} v${each.version}</small></li>`)}
  </ul>`;
}

function Came({ handoff }) {
  const { wants, misses } = handoff.package;
  const side = sides.value[here.value.card.id];
  const intent = side ? side.intent : '';
  return html`<section class="card">
    <h3>${say('desk.why')}</h3>
    <p><b>${worded('desk.reason', handoff.reason)}</b> ${handoff.urgent && html`<span class="badge bad">${say('desk.urgent')}</span>`}</p>
    <p class="muted">${say('desk.asked_at', { time: clockTime(handoff.asked_at) })}${handoff.skill ? html` · ${say('desk.skill', { skill: worded('desk.skills', handoff.skill) })}` : ''}</p>
    <h3>${say('desk.wants')}</h3>
    <blockquote>${wants}</blockquote>
    ${intent && html`<p class="muted">${say('desk.intent', { intent })}</p>`}
    ${misses > 0 && html`<p class="muted">${say('desk.misses', { count: misses })}</p>`}
    <h3>${say('desk.tried')}</h3><${Tried} tried=${handoff.package.tried} />
  </section>`;
}

function Rated({ rating }) {
  const solved = rating.solved === null ? '' : say(rating.solved ? 'desk.rating.solved' : 'desk.rating.unsolved');
  return html`<section class="card">
    <h3>${say('desk.rating')}</h3>
    <p>${solved} ${rating.stars ? say('desk.rating.stars', { stars: rating.stars }) : ''}</p>
    ${rating.comment && html`<blockquote>${rating.comment}</blockquote>`}
  </section>`;
}

/** Read anew whenever the customer has said something. */
function useHelp(detail) {
  const said = detail ? detail.events.filter((event) => event.author === 'customer').length : 0;
  const id = detail ? detail.card.id : '';
  useEffect(() => {
    if (id) {
      read(id);
    }
  }, [id, said]);
  return helps.value[id];
}

export function Assist() {
  const detail = here.value;
  const help = useHelp(detail);
  if (!detail) {
    return html`<p class="nothing">${say('desk.pick')}</p>`;
  }
  const { handoff } = detail;
  return html`<${Beside} detail=${detail}>
      ${help && html`<${Told} help=${help} />`}
      ${help && help.suggestions.length > 0 && html`<h3 class="part">${say('desk.assist.suggestions')}</h3>`}
      ${help && help.suggestions.map((one, place) => html`<${Suggestion} key=${one.article_id} one=${one} number=${place + 1} />`)}
      ${handoff ? html`<${Came} handoff=${handoff} />` : html`<p class="nothing">${say('desk.no_handoff')}</p>`}
    <//>
    ${detail.rating && html`<${Rated} rating=${detail.rating} />`}`;
}
