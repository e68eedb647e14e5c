/** One call: a microphone, a loudspeaker and a socket between them. */
import { signal } from '../vendor/core.js';
import { language } from '../lib/page.js';

const RATE = 16000;
const ENDS = { 4429: 'full', 4503: 'no_voice' };

/** idle, connecting, listening, thinking, speaking, ended, or why there is no call. */
export const state = signal('idle');
export const captions = signal([]);
export const partly = signal('');
export const muted = signal(false);

let parts = null;

export const possible = () => Boolean(navigator.mediaDevices && window.AudioWorkletNode && window.WebSocket);

export async function begin() {
  captions.value = [];
  partly.value = '';
  state.value = 'connecting';
  try {
    parts = await opened();
  } catch (refused) {
    state.value = refused && refused.name === 'NotAllowedError' ? 'refused' : 'failed';
  }
}

export const press = (key) => send({ type: 'key', key });
export const wantHuman = () => send({ type: 'human' });

export function hangUp() {
  send({ type: 'bye' });
  close('ended');
}

async function opened() {
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const context = new AudioContext({ sampleRate: RATE });
  const here = new URL('./', import.meta.url).pathname;
  await Promise.all([context.audioWorklet.addModule(`${here}ear.js`), context.audioWorklet.addModule(`${here}mouth.js`)]);
  await context.resume();
  const ear = new AudioWorkletNode(context, 'ear', { numberOfOutputs: 0 });
  const mouth = new AudioWorkletNode(context, 'mouth', { numberOfInputs: 0, outputChannelCount: [1] });
  context.createMediaStreamSource(microphone).connect(ear);
  mouth.connect(context.destination);
  const socket = connected(mouth);
  ear.port.onmessage = (frame) => {
    if (socket.readyState === WebSocket.OPEN) {
      socket.send(muted.value ? new ArrayBuffer(frame.data.byteLength) : frame.data);
    }
  };
  mouth.port.onmessage = (mark) => send({ type: 'played', mark: mark.data });
  return { microphone, context, socket };
}

function connected(mouth) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/channels/phone/browser`);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', rate: RATE, language: language.value }));
  socket.onmessage = (told) => {
    if (typeof told.data === 'string') {
      heed(JSON.parse(told.data), mouth);
    } else {
      mouth.port.postMessage({ kind: 'sound', sound: new Int16Array(told.data) });
    }
  };
  socket.onclose = (told) => close(ENDS[told.code] || (state.value === 'connecting' ? 'failed' : 'ended'));
  return socket;
}

function heed(told, mouth) {
  if (told.type === 'mark') {
    mouth.port.postMessage({ kind: 'mark', mark: told.mark });
    return;
  }
  if (['flush', 'pause', 'continue'].includes(told.type)) {
    mouth.port.postMessage({ kind: told.type });
    if (told.type !== 'continue') {
      state.value = 'listening';
    }
    return;
  }
  if (told.type === 'partly_heard') {
    partly.value = told.text;
    state.value = 'listening';
  } else if (told.type === 'heard' || told.type === 'said') {
    partly.value = '';
    captions.value = [...captions.value, { mine: told.type === 'heard', text: told.text }];
    state.value = told.type === 'heard' ? 'thinking' : 'speaking';
  } else if (told.type === 'listening') {
    state.value = 'listening';
  }
}

function send(told) {
  if (parts && parts.socket.readyState === WebSocket.OPEN) {
    parts.socket.send(JSON.stringify(told));
  }
}

function close(why) {
  if (!['idle', 'ended', 'refused'].includes(state.value)) {
    state.value = why;
  }
  if (parts) {
    parts.socket.close();
    parts.microphone.getTracks().forEach((track) => track.stop());
    parts.context.close();
    parts = null;
  }
}
