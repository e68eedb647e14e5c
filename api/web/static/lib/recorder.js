/** A voice message: the microphone, written down as a WAV file of 16 kHz. */
const RATE = 16000;
const HEAD_BYTES = 44;
export const LONGEST_SECONDS = 60;

export const possible = () => Boolean(navigator.mediaDevices && window.AudioWorkletNode);

/** Begins to record. Throws what the browser says when it may not. */
export async function record() {
  const microphone = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const context = new AudioContext({ sampleRate: RATE });
  const pieces = [];
  await context.audioWorklet.addModule(new URL('../call/ear.js', import.meta.url).pathname);
  await context.resume();
  const ear = new AudioWorkletNode(context, 'ear', { numberOfOutputs: 0 });
  ear.port.onmessage = (frame) => pieces.push(frame.data);
  context.createMediaStreamSource(microphone).connect(ear);
  const stop = () => {
    microphone.getTracks().forEach((track) => track.stop());
    context.close();
  };
  return { finish: () => { stop(); return wavOf(pieces); }, stop };
}

function wavOf(pieces) {
  const size = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  return new File([headOf(size), ...pieces], 'voice.wav', { type: 'audio/wav' });
}

function headOf(size) {
  const head = new DataView(new ArrayBuffer(HEAD_BYTES));
  const words = (place, text) => Array.from(text).forEach((letter, at) => head.setUint8(place + at, letter.charCodeAt(0)));
  words(0, 'RIFF');
  head.setUint32(4, HEAD_BYTES - 8 + size, true);
  words(8, 'WAVEfmt ');
  head.setUint32(16, 16, true);
  head.setUint16(20, 1, true);
  head.setUint16(22, 1, true);
  head.setUint32(24, RATE, true);
  head.setUint32(28, RATE * 2, true);
  head.setUint16(32, 2, true);
  head.setUint16(34, 16, true);
  words(36, 'data');
  head.setUint32(40, size, true);
  return head.buffer;
}
