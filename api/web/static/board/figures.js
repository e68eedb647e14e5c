/** What the board shows, asked for anew every few seconds, and how a figure is written. */
import { signal } from '../vendor/core.js';
import { ask } from '../lib/line.js';
import { duration, say, worded } from '../lib/page.js';

const HOME = '/api/v1/desk';
const EVERY_MS = 5000;

export const board = signal(null);
export const hours = signal(null);
export const away = signal('');
export const failure = signal('');

export const call = (method, path, body) => ask(method, HOME + path, { body, headers: { 'X-Teller': 'board' } });

/** Runs a step of the supervisor; a refusal is shown. True when it was done. */
export async function attempt(act) {
  try {
    await act();
    failure.value = '';
  } catch (problem) {
    failure.value = worded('desk.refused', problem.code, problem.message);
    return false;
  }
  await look();
  return true;
}

/** The figures stay when the service is away; their own time says how old they are. */
export async function look() {
  try {
    board.value = await call('GET', '/board');
    away.value = '';
  } catch (problem) {
    away.value = [401, 403].includes(problem.status) ? 'refused' : 'away';
  }
}

export async function readHours() {
  hours.value = await call('GET', '/hours').catch(() => null);
}

export function begin() {
  look();
  setInterval(() => document.hidden || look(), EVERY_MS);
  document.addEventListener('visibilitychange', () => document.hidden || look());
}

const WRITTEN = {
  seconds: (value) => duration(value),
  share: (value) => say('desk.board.percent', { percent: Math.round(value * 1000) / 10 }),
};

/** A figure in its unit; a dash where nothing is known. */
export const written = (value, unit) => (value === null || value === undefined ? '–' : (WRITTEN[unit] || String)(value));
