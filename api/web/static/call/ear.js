/** The microphone, in its own thread: 20 ms of 16-bit sound at a time. */
const FRAME = 320;

class Ear extends AudioWorkletProcessor {
  constructor() {
    super();
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
  }

  process(inputs) {
    const heard = inputs[0][0] || [];
    for (let place = 0; place < heard.length; place += 1) {
      const level = Math.max(-1, Math.min(1, heard[place]));
      this.frame[this.filled] = Math.round(level * 32767);
      this.filled += 1;
      if (this.filled === FRAME) {
        this.port.postMessage(this.frame.slice().buffer);
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor('ear', Ear);
