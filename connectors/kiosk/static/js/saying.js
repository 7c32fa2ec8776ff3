// What waits to be said aloud: one thing after another, and only while nobody else speaks.

const GAP_MS = 400; // of quiet before the next

export class Saying {
  /** @param on free(): whether it is quiet; say(item) */
  constructor(on) {
    this.on = on;
    this.waiting = [];
    this.timer = null;
  }

  /** Say it when its turn comes; one of the same `kind` that still waits is out of date. */
  add(item) {
    if (item.kind) this.outdate(item.kind);
    this.waiting.push(item);
    this.wake();
  }

  /** Its turn had come, but it was not heard: it comes first again. */
  putBack(item) {
    this.waiting.unshift(item);
  }

  /** What waits of this kind is no longer so. */
  outdate(kind) {
    this.waiting = this.waiting.filter((item) => item.kind !== kind);
  }

  /** It is said otherwise. */
  drop(item) {
    this.waiting = this.waiting.filter((other) => other !== item);
  }

  /** It may be quiet now. */
  wake() {
    if (this.timer !== null || this.waiting.length === 0) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.waiting.length > 0 && this.on.free()) this.on.say(this.waiting.shift());
    }, GAP_MS);
  }

  /** Nothing of it is wanted any more. */
  clear() {
    this.waiting = [];
  }
}
