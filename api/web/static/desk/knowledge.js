/** The knowledge: looked up, read, put into a reply, or reported as wrong. */
import { html, useEffect, useState } from '../vendor/core.js';
import { ask } from '../lib/line.js';
import { Icon, say, trusted } from '../lib/page.js';
import { insert } from './composer.js';
import { attempt, here, isMine } from './floor.js';
import { Wrong } from './assist.js';

const SEARCH_AFTER_MS = 250;

function Passage({ passage }) {
  const percent = Math.round(passage.confidence * 100);
  const detail = here.value;
  return html`<details class="card passage">
    <summary><b>${passage.title}</b> <small>v${passage.version} · ${passage.category} · ${say('desk.knowledge.confidence', { percent })}</small></summary>
    <div class="preview" dangerouslySetInnerHTML=${trusted(passage.html)}></div>
    <div class="row">
      <${Wrong} article=${passage} />
      <button type="button" disabled=${!detail || !isMine(detail.card)} onClick=${() => insert(detail.card.id, passage.answer)}>${say('desk.knowledge.insert')}</button>
    </div>
  </details>`;
}

export function Knowledge() {
  const [words, setWords] = useState('');
  const [found, setFound] = useState(null);
  const language = here.value ? here.value.card.language : 'zh-CN';
  useEffect(() => {
    if (!words.trim()) {
      setFound(null);
      return undefined;
    }
    const timer = setTimeout(async () => {
      const query = new URLSearchParams({ q: words.trim(), language });
      const answer = await attempt(() => ask('GET', `/api/v1/knowledge/search?${query}`));
      setFound(answer ? answer.passages : []);
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [words, language]);
  const none = say(found === null ? 'desk.knowledge.start' : 'desk.knowledge.none');
  return html`<div class="find">
      <${Icon} name="search" />
      <input id="learn" type="search" aria-label=${say('desk.knowledge.search')} placeholder=${say('desk.knowledge.search')} value=${words} onInput=${(event) => setWords(event.target.value)} />
    </div>
    <div aria-live="polite">
      ${found && found.length ? found.map((passage) => html`<${Passage} key=${passage.article_id} passage=${passage} />`) : html`<p class="nothing">${none}</p>`}
    </div>`;
}
