/** An agent's line into a call: a microphone, an ear and a socket between them. */
import { signal } from '../vendor/core.js';

const RATE = 16000;
const REFUSED = [4401, 4403, 4404];
const WORKLETS = new URL('../call/', import.meta.url).pathname;

/** Which call, and how it stands: out, joining, talking, verifying, away, over, refused. */
export const spoken = signal({ id: '', state: 'out' });
export const muted = signal(false);

let parts = null;

export async function join(id) {
  leave();
  spoken.value = { id, state: 'joining' };
  try {
    parts = await opened(id);
  } catch (refused) {
    spoken.value = { id, state: 'refused' };
  }
}

export function leave() {
  if (parts) {
    const { microphone, context, socket } = parts;
    parts = null;
    socket.close();
    microphone.getTracks().forEach((track) => track.stop());
    context.close();
  }
  spoken.value = { id: '', state: 'out' };
}

async function opened(id) {
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const context = new AudioContext({ sampleRate: RATE });
  await Promise.all([context.audioWorklet.addModule(`${WORKLETS}ear.js`), context.audioWorklet.addModule(`${WORKLETS}mouth.js`)]);
  await context.resume();
  const ear = new AudioWorkletNode(context, 'ear', { numberOfOutputs: 0 });
  const mouth = new AudioWorkletNode(context, 'mouth', { numberOfInputs: 0, outputChannelCount: [1] });
  context.createMediaStreamSource(microphone).connect(ear);
  mouth.connect(context.destination);
  const socket = connected(id, mouth);
  ear.port.onmessage = (frame) => {
    if (socket.readyState === WebSocket.OPEN && !muted.value) {
      socket.send(frame.data);
    }
  };
  return { microphone, context, socket };
}

function connected(id, mouth) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/channels/phone/agent/${id}`);
  socket.binaryType = 'arraybuffer';
  socket.onmessage = (told) => {
    if (typeof told.data === 'string') {
      spoken.value = { id, state: JSON.parse(told.data).state };
    } else {
      mouth.port.postMessage({ kind: 'sound', sound: new Int16Array(told.data) });
    }
  };
  socket.onclose = (told) => {
    if (parts && parts.socket === socket) {
      leave();
      spoken.value = { id, state: REFUSED.includes(told.code) ? 'refused' : 'over' };
    }
  };
  return socket;
}
