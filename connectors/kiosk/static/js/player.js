// Plays speech: a WAV file at once, or PCM as it comes. One voice at a time.

const LEAD_S = 0.08; // before the first piece of a stream, so that the next ones come in time
const SLACK_S = 2; // after which a sound counts as over although the browser did not say so
const STALL_S = 20; // longest wait for the next piece of a stream

let context = null;

/** The page's audio context; browsers let it sound only after a touch or a key. */
export function audioContext() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume().catch(() => {});
  return context;
}

export class Player {
  /** @param onEnd called when what was being said has been said */
  constructor(onEnd) {
    this.onEnd = onEnd;
    this.playing = new Set();
    this.stream = null;
    this.until = 0; // when the last sound ends, in the context's time
    this.limit = null;
  }

  get busy() {
    return this.playing.size > 0 || this.stream !== null;
  }

  /** Be silent at once. */
  stop() {
    clearTimeout(this.limit);
    this.until = 0;
    this.stream = null;
    const sounding = [...this.playing];
    this.playing.clear();
    for (const source of sounding) source.stop();
  }

  /** Play the bytes of a WAV file; gives its length in seconds. Rejects when it is no sound. */
  async play(bytes, signal) {
    const buffer = await audioContext().decodeAudioData(bytes);
    if (signal?.aborted) return 0;
    this.stop();
    this.#start(buffer, 0);
    return buffer.duration;
  }

  /** PCM of `rate` Hz, 16-bit little-endian mono, will follow. */
  open(rate) {
    this.stop();
    this.stream = { rate, next: audioContext().currentTime + LEAD_S };
    this.#watch();
  }

  /** The next piece of the stream. */
  push(bytes) {
    if (!this.stream || bytes.byteLength < 2) return;
    const view = new DataView(bytes);
    const length = Math.floor(bytes.byteLength / 2);
    const buffer = audioContext().createBuffer(1, length, this.stream.rate);
    const samples = buffer.getChannelData(0);
    for (let i = 0; i < length; i++) samples[i] = view.getInt16(2 * i, true) / 32768;
    const at = Math.max(this.stream.next, context.currentTime);
    this.stream.next = at + buffer.duration;
    this.#start(buffer, at);
  }

  /** No more of the stream will come. */
  close() {
    this.stream = null;
    if (this.busy) this.#watch();
    else this.#over();
  }

  /** End at the latest soon after the last sound: a context that the browser suspended never says so. */
  #watch() {
    clearTimeout(this.limit);
    const left_s = Math.max(0, this.until - context.currentTime) + (this.stream ? STALL_S : SLACK_S);
    this.limit = setTimeout(() => this.#over(), left_s * 1000);
  }

  #over() {
    this.stop();
    this.onEnd();
  }

  #start(buffer, at) {
    const source = new AudioBufferSourceNode(audioContext(), { buffer });
    source.connect(context.destination);
    source.addEventListener("ended", () => {
      if (this.playing.delete(source) && !this.busy) this.#over();
    });
    this.playing.add(source);
    source.start(at);
    this.until = Math.max(at, context.currentTime) + buffer.duration;
    this.#watch();
  }
}
