// Takes the microphone at whatever rate it has and gives 16 kHz, 16-bit mono in pieces of 100 ms.

const RATE = 16_000;
const PIECE = 1_600; // samples
const ZERO_CROSSINGS = 12; // of the low-pass on each side, at the lower of the two rates

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.step = sampleRate / RATE;
    this.cutoff = Math.min(1, 1 / this.step);
    this.reach = Math.ceil(ZERO_CROSSINGS / this.cutoff);
    this.history = new Float32Array(0);
    this.at = 0; // of the next output sample, within history
    this.piece = new Int16Array(PIECE);
    this.filled = 0;
    this.squares = 0;
    this.ended = false;
    this.port.onmessage = () => this.finish();
  }

  process(inputs) {
    if (this.ended) return false;
    const channels = inputs[0];
    if (channels.length > 0) this.take(channels[0]);
    return true;
  }

  take(block) {
    const held = new Float32Array(this.history.length + block.length);
    held.set(this.history);
    held.set(block, this.history.length);
    this.history = held;
    while (this.at + this.reach < held.length) {
      this.put(this.interpolate(this.at));
      this.at += this.step;
    }
    const used = Math.max(0, Math.floor(this.at) - this.reach);
    this.history = held.slice(used);
    this.at -= used;
  }

  /** The low-passed sound at a position between samples (Hann-windowed sinc). */
  interpolate(position) {
    const first = Math.max(0, Math.ceil(position - this.reach));
    const last = Math.min(this.history.length - 1, Math.floor(position + this.reach));
    let sum = 0;
    for (let i = first; i <= last; i++) {
      const x = (i - position) * this.cutoff;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      sum += this.history[i] * sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / ZERO_CROSSINGS));
    }
    return sum * this.cutoff;
  }

  put(sample) {
    const clipped = Math.max(-1, Math.min(1, sample));
    this.squares += clipped * clipped;
    this.piece[this.filled++] = Math.round(clipped * 32767);
    if (this.filled === PIECE) this.send();
  }

  send() {
    if (this.filled === 0) return;
    const pcm = this.piece.slice(0, this.filled).buffer;
    const level = Math.sqrt(this.squares / this.filled);
    this.port.postMessage({ pcm, level }, [pcm]);
    this.filled = 0;
    this.squares = 0;
  }

  finish() {
    this.take(new Float32Array(this.reach + 1));
    this.send();
    this.ended = true;
    this.port.postMessage({ ended: true });
  }
}

registerProcessor("capture", Capture);
