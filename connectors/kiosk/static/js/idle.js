// Notices that nobody is there any more: asks, waits a little, then has everything cleared.

import { byId } from "./dom.js";
import { say } from "./labels.js";

const SIGNS = ["pointerdown", "keydown", "input", "wheel", "touchmove"];
const DEFAULTS = { idle: 90, grace: 15 };

/** Seconds from the page's address (?idle=…&grace=…), or the defaults. */
export function idleTimes(search) {
  const given = new URLSearchParams(search);
  const seconds = (name) => {
    const value = Number(given.get(name));
    return value > 0 ? value : DEFAULTS[name];
  };
  return { idle: seconds("idle"), grace: seconds("grace") };
}

export class Idle {
  /**
   * @param times idle and grace in seconds
   * @param ask pristine(): nothing to ask about; busy(): it is speaking or listening;
   *   patience(): factor on the idle time; clear()
   */
  constructor(times, ask) {
    this.times = times;
    this.ask = ask;
    this.dialog = byId("idle");
    this.timer = null;
    this.ticks = null;
    for (const sign of SIGNS) document.addEventListener(sign, () => this.seen(), { capture: true, passive: true });
    byId("idle-stay").addEventListener("click", () => this.seen());
    this.dialog.addEventListener("cancel", () => this.seen());
    this.seen();
  }

  /** Somebody is there. */
  seen() {
    this.#hide();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#nobody(), this.times.idle * this.ask.patience() * 1000);
  }

  #nobody() {
    if (this.ask.pristine() || this.ask.busy()) {
      if (!this.ask.busy()) this.ask.clear();
      this.seen();
      return;
    }
    let left = Math.ceil(this.times.grace);
    const show = () => (byId("idle-text").textContent = say("idle_text", { seconds: left }));
    show();
    this.dialog.showModal();
    this.ticks = setInterval(() => {
      left = Math.max(0, left - 1);
      show();
    }, 1000);
    this.timer = setTimeout(() => {
      this.#hide();
      this.ask.clear();
      this.seen();
    }, this.times.grace * 1000);
  }

  #hide() {
    clearInterval(this.ticks);
    if (this.dialog.open) this.dialog.close();
    byId("idle-text").textContent = "";
  }
}
