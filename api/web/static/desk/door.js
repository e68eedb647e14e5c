/** The door of the desk: log in, and a first password of one's own. */
import { html, useState } from '../vendor/core.js';
import { say } from '../lib/page.js';
import { call, enter, staff } from './floor.js';

const SHORTEST_PASSWORD = 10;

const REFUSALS = { 401: 'desk.login.wrong', 423: 'desk.login.later', 429: 'desk.login.later' };

const wordsFor = (problem) => say(REFUSALS[problem.status] || 'desk.login.away');

function Field({ label, name, type, complete, focus, shortest }) {
  return html`<label>
    <span>${label}</span>
    <input name=${name} type=${type} autocomplete=${complete} autofocus=${focus} minlength=${shortest} required />
  </label>`;
}

function useSubmit(act, explain) {
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = Object.fromEntries(new FormData(form));
    setBusy(true);
    setFailed('');
    try {
      await act(fields);
    } catch (problem) {
      setFailed(explain(problem));
    }
    setBusy(false);
  };
  return { failed, busy, onSubmit };
}

export function Login() {
  const { failed, busy, onSubmit } = useSubmit(async (fields) => {
    const answer = await call('POST', '/login', fields);
    enter(answer.staff);
  }, wordsFor);
  return html`<main class="door">
    <form class="card" onSubmit=${onSubmit}>
      <h1>${say('desk.login.title')}</h1>
      <${Field} label=${say('desk.login.name')} name="name" type="text" complete="username" focus />
      <${Field} label=${say('desk.login.password')} name="password" type="password" complete="current-password" />
      ${failed && html`<p class="error" role="alert">${failed}</p>`}
      <button type="submit" class="primary" disabled=${busy}>${say('desk.login')}</button>
    </form>
  </main>`;
}

export function FirstPassword() {
  const { failed, busy, onSubmit } = useSubmit(
    async (fields) => {
      await call('POST', '/password', { old: fields.old, new: fields.new });
      enter({ ...staff.value, must_change: false });
    },
    (problem) => (problem.status ? say('desk.password.refused') : say('desk.login.away')),
  );
  return html`<main class="door">
    <form class="card" onSubmit=${onSubmit}>
      <h1>${say('desk.password.title')}</h1>
      <p>${say('desk.password.must')}</p>
      <input type="text" name="name" autocomplete="username" value=${staff.value.name} hidden readonly />
      <${Field} label=${say('desk.password.old')} name="old" type="password" complete="current-password" focus />
      <${Field} label=${say('desk.password.new')} name="new" type="password" complete="new-password" shortest=${SHORTEST_PASSWORD} />
      ${failed && html`<p class="error" role="alert">${failed}</p>`}
      <button type="submit" class="primary" disabled=${busy}>${say('desk.password.save')}</button>
    </form>
  </main>`;
}
