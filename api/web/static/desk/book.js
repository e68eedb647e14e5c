/** The replies at hand, written and changed: one's own, and everybody's for those who lead. */
import { html, signal, useEffect, useState } from '../vendor/core.js';
import { Icon, language, say } from '../lib/page.js';
import { learn } from './canned.js';
import { Dialog, shut } from './dialogs.js';
import { attempt, call, current, leads, wish } from './floor.js';

const items = signal([]);
const NEW = { id: '', heading: '', title: '', text: '', shared: false };
const HOLES = ['customer', 'agent', 'number', 'bank', 'hotline', 'greeting'];

async function reload() {
  const page = await wish('GET', '/canned-replies');
  items.value = page ? page.items : [];
  if (current.value) {
    learn(current.value);
  }
}

function Form({ item, onDone }) {
  const submit = async (event) => {
    event.preventDefault();
    const { heading, title, text, shared } = Object.fromEntries(new FormData(event.currentTarget));
    const body = { heading: heading.trim(), title: title.trim(), text: text.trim(), language: item.language || language.value, shared: shared === 'on' };
    const path = item.id ? `/canned-replies/${item.id}` : '/canned-replies';
    if (await attempt(() => call(item.id ? 'PUT' : 'POST', path, body))) {
      await reload();
      onDone();
    }
  };
  return html`<form onSubmit=${submit}>
    <label><span>${say('desk.book.heading')}</span><input name="heading" required maxlength="60" defaultValue=${item.heading} /></label>
    <label><span>${say('desk.book.title')}</span><input name="title" required maxlength="60" defaultValue=${item.title} /></label>
    <label><span>${say('desk.book.text')}</span><textarea name="text" rows="4" required maxlength="2000" defaultValue=${item.text}></textarea></label>
    <p class="muted">${say('desk.book.holes')} ${HOLES.map((name) => `{${name}}`).join(' ')}</p>
    ${leads() && html`<label class="choice"><input type="checkbox" name="shared" defaultChecked=${item.shared} />${say('desk.book.shared')}</label>`}
    <div class="acts"><button type="button" onClick=${onDone}>${say('desk.cancel')}</button><button type="submit" class="primary">${say('desk.book.save')}</button></div>
  </form>`;
}

function Line({ item, onEdit }) {
  const remove = async () => {
    await attempt(() => call('DELETE', `/canned-replies/${item.id}`));
    reload();
  };
  return html`<li><span><b>${item.title}</b> <small>${item.heading} · ${say(item.shared ? 'desk.canned.shared' : 'desk.canned.own')}</small><br />${item.text}</span>
    ${item.editable && html`<button type="button" class="quiet" aria-label=${say('desk.book.edit', { title: item.title })} onClick=${() => onEdit(item)}><${Icon} name="pencil" /></button>
      <button type="button" class="quiet" aria-label=${say('desk.book.remove', { title: item.title })} onClick=${remove}><${Icon} name="trash-2" /></button>`}
  </li>`;
}

export function Book() {
  const [editing, setEditing] = useState(null);
  useEffect(() => { reload(); }, []);
  return html`<${Dialog} id="book" title=${say('desk.canned.manage')} wide>
    ${editing
      ? html`<${Form} item=${editing} onDone=${() => setEditing(null)} />`
      : html`<ul class="book">${items.value.map((item) => html`<${Line} key=${item.id} item=${item} onEdit=${setEditing} />`)}</ul>
        <div class="acts"><button type="button" onClick=${shut}>${say('desk.dismiss')}</button>
          <button type="button" class="primary" onClick=${() => setEditing(NEW)}><${Icon} name="plus" />${say('desk.book.add')}</button></div>`}
  <//>`;
}
