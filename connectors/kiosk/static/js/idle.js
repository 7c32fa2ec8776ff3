// Notices that nobody is there any more: asks, waits a little, then has everything cleared.

import { byId } from "./dom.js";
import { say } from "./labels.js";

const SIGNS = ["pointerdown", "keydown", "input", "wheel", "touchmove"];
const DEFAULTS = { idle: 90, grace: 15, busy: 180 };
const TREMBLE_MS = 500; // a second touch so soon after the dialog closed is not for what lay below it

/** Seconds from the page's address (?idle=…&grace=…&busy=…), or the defaults. */
export function idleTimes(search) {
  const given = new URLSearchParams(search);
  const seconds = (name) => {
    const value = Number(given.get(name));
    return value > 0 ? value : DEFAULTS[name];
  };
  return { idle: seconds("idle"), grace: seconds("grace"), busy: seconds("busy") };
}

export class Idle {
  /**
   * @param times in seconds: idle; grace; busy, after which speaking or listening no longer counts as somebody's
   * @param ask pristine(): nothing to ask about; occupied(): seconds it has been speaking or listening;
   *   patience(): factor on the idle time; waited(): whether a person at a desk is waited for or talked with; clear()
   */
  constructor(times, ask) {
    this.times = times;
    this.ask = ask;
    this.dialog = byId("idle");
    this.timer = null;
    this.ticks = null;
    this.closed = -Infinity;
    for (const sign of ["pointerdown", "click"]) document.addEventListener(sign, (event) => this.#steady(event), true);
    for (const sign of SIGNS) document.addEventListener(sign, () => this.seen(), { capture: true, passive: true });
    // The whole touch belongs to the dialog: it closes on the click, which includes the backdrop's.
    this.dialog.addEventListener("click", (event) => {
      event.preventDefault();
      this.closed = performance.now();
      this.#stay();
    });
    this.dialog.addEventListener("cancel", () => this.#stay());
    this.seen();
  }

  /** Somebody is there; while the dialog asks, only its own answer counts. */
  seen() {
    if (!this.dialog.open) this.#stay();
  }

  /** Something new is to be seen or heard: whoever is there has the whole time again. */
  renew() {
    this.#stay();
  }

  #stay() {
    this.#hide();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#nobody(), this.times.idle * this.ask.patience() * 1000);
  }

  #steady(event) {
    if (performance.now() - this.closed > TREMBLE_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #busy() {
    const seconds = this.ask.occupied();
    return seconds > 0 && seconds < this.times.busy;
  }

  #nobody() {
    const busy = this.#busy();
    if (this.ask.pristine() || busy) {
      if (!busy) this.ask.clear();
      this.seen();
      return;
    }
    let left = Math.ceil(this.times.grace);
    const show = () => (byId("idle-text").textContent = this.#left(left));
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

  #left(seconds) {
    return this.ask.waited() ? say("idle_text_agent", { seconds }) : say("idle_text", { seconds });
  }

  #hide() {
    clearInterval(this.ticks);
    if (this.dialog.open) this.dialog.close();
    byId("idle-text").textContent = "";
  }
}
