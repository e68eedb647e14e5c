/** The loudspeaker, in its own thread: plays what came, tells of marks, stops and holds at once. */
class Mouth extends AudioWorkletProcessor {
  constructor() {
    super();
    this.waiting = [];
    this.place = 0;
    this.held = false;
    this.port.onmessage = (told) => this.take(told.data);
  }

  take(told) {
    if (told.kind === 'flush') {
      this.waiting = [];
      this.place = 0;
    } else if (told.kind === 'pause' || told.kind === 'continue') {
      this.held = told.kind === 'pause';
    } else {
      this.waiting.push(told);
    }
  }

  process(inputs, outputs) {
    const out = outputs[0][0];
    for (let at = 0; at < out.length && !this.held; at += 1) {
      out[at] = this.next();
    }
    return true;
  }

  next() {
    while (this.waiting.length) {
      const first = this.waiting[0];
      if (first.kind === 'mark') {
        this.port.postMessage(first.mark);
      } else if (this.place < first.sound.length) {
        this.place += 1;
        return first.sound[this.place - 1] / 32768;
      }
      this.waiting.shift();
      this.place = 0;
    }
    return 0;
  }
}

registerProcessor('mouth', Mouth);
