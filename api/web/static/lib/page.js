/** What every page stands on: its words, its icons, the one door for HTML, and what the browser keeps. */
import { html, signal } from '../vendor/core.js';

const HERE = new URL('../', import.meta.url).pathname;
const LANGUAGES = ['zh-CN', 'en'];

export const language = signal('zh-CN');
const words = signal({});

/** A stored value that survives a reload; a browser that forbids storage forgets it. */
export const kept = {
  get(key, otherwise = null) {
    try {
      const text = localStorage.getItem(key);
      return text === null ? otherwise : JSON.parse(text);
    } catch (refused) {
      return otherwise;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch (refused) {
      return false;
    }
    return true;
  },
  remove(key) {
    try {
      localStorage.removeItem(key);
    } catch (refused) {
      return false;
    }
    return true;
  },
  keys(prefix) {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    } catch (refused) {
      return [];
    }
  },
};

/** The language asked for in the address, else the one chosen before, else the page's own. */
export function firstLanguage() {
  const asked = new URLSearchParams(location.search).get('lang');
  const wish = asked || kept.get('teller.language') || document.documentElement.lang;
  return String(wish).toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}

export async function speak(wish) {
  const chosen = LANGUAGES.includes(wish) ? wish : 'zh-CN';
  const answer = await fetch(`${HERE}i18n/${chosen}.json`);
  words.value = await answer.json();
  language.value = chosen;
  document.documentElement.lang = chosen;
}

export function chooseLanguage(wish) {
  kept.set('teller.language', wish);
  return speak(wish);
}

export const otherLanguage = () => (language.value === 'en' ? 'zh-CN' : 'en');

/** The words under a key, with `{name}` filled in. */
export function say(key, values = {}) {
  const text = words.value[key];
  if (text === undefined) {
    return key;
  }
  return text.replace(/\{(\w+)\}/g, (hole, name) => (name in values ? String(values[name]) : hole));
}

/** The words for a name that the service gave; the name itself, or what else is known, where there are none. */
export const worded = (stem, name, otherwise = name) => (`${stem}.${name}` in words.value ? say(`${stem}.${name}`) : otherwise);

export function Icon({ name }) {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href=${`${HERE}icons.svg#${name}`} /></svg>`;
}

/** A part of a page that is fetched when it is first shown. */
export function later(load, name) {
  const part = signal(null);
  let asked = false;
  return function Later(props) {
    if (!asked) {
      asked = true;
      load().then((module) => { part.value = module[name]; }, () => { asked = false; });
    }
    return part.value ? html`<${part.value} ...${props} />` : null;
  };
}

const policy = window.trustedTypes
  ? window.trustedTypes.createPolicy('teller', { createHTML: (clean) => clean })
  : { createHTML: (clean) => clean };

/** The only way for HTML into the page; the service has already cleaned what comes here. */
export const trusted = (clean) => ({ __html: policy.createHTML(clean) });

/** A key press that belongs to an input method: it must never send. */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** An instant as a clock time, with its day in front when that is not today. */
export function clockTime(at) {
  const then = new Date(at);
  const sameDay = then.toDateString() === new Date().toDateString();
  const clock = { hour: '2-digit', minute: '2-digit', hour12: false };
  const day = sameDay ? {} : { month: 'numeric', day: 'numeric' };
  return new Intl.DateTimeFormat(language.value, { ...day, ...clock }).format(then);
}

/** Seconds as minutes and seconds, 65 as 1:05. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  return `${minutes}:${String(whole % 60).padStart(2, '0')}`;
}

/** What ticks once a second, for every timer on the page. */
export const now = signal(Date.now());
setInterval(() => {
  now.value = Date.now();
}, 1000);

/** Keeps the page above the keyboard of a phone that lays its keyboard over the page. */
export function followKeyboard() {
  const view = window.visualViewport;
  if (!view) {
    return;
  }
  view.addEventListener('resize', () => {
    if (view.scale === 1) {
      document.documentElement.style.setProperty('--page-height', `${view.height}px`);
    }
  });
}
