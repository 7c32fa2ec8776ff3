// How slow and how loud the page has things said while no answer of the server's can change it.

const STEPS = {
  slower: { field: "rate", factor: 0.8, least: 0.5, most: 1.5 },
  louder: { field: "volume", factor: 1.35, least: 0, most: 2 },
};

export class Pace {
  constructor() {
    this.reset();
  }

  /** The voice as it normally is. */
  reset() {
    this.rate = 1;
    this.volume = 1;
    this.yield();
  }

  /** A step of "slower" or "louder" that the server has taken too. */
  follow(key) {
    const { field, factor, least, most } = STEPS[key];
    this[field] = Number(Math.min(most, Math.max(least, this[field] * factor)).toFixed(3));
  }

  /** A step that only the page knows of: from now on it says how. */
  take(key) {
    this.follow(key);
    this.own = true;
  }

  /** What the server keeps of the visit holds again. */
  yield() {
    this.own = false;
  }

  /** What to ask for with each thing that is said. */
  get fields() {
    return this.own ? { rate: this.rate, volume: this.volume } : {};
  }
}
