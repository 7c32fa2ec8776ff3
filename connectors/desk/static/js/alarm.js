// Nobody must overlook an emergency: a strip across the page, the title of its tab, and a sound.

import { alarming, isMine, levelOf } from "./case-words.js";
import { button, byId, el, icon } from "./dom.js";
import { say } from "./labels.js";
import { ring } from "./sound.js";

const BLINK_MS = 1000;
const still = matchMedia("(prefers-reduced-motion: reduce)");

export class Alarm {
  /** @param open opens a case: open(id) */
  constructor(open) {
    this.open = open;
    this.seen = new Set(); // "id level" of what the agent has looked at or put aside
    this.rung = new Set();
    this.cases = [];
    this.waiting = 0;
    this.flash = false;
    setInterval(() => this.#blink(), BLINK_MS);
  }

  /** The open cases are these; the agent looks at the case `viewed`. */
  update(cases, me, viewed) {
    this.waiting = cases.filter((one) => one.state === "waiting").length;
    const concerning = cases.filter((one) => alarming(one) && (one.state === "waiting" || isMine(one, me)));
    for (const one of concerning) if (one.id === viewed) this.seen.add(key(one));
    this.cases = concerning.filter((one) => !this.seen.has(key(one)));
    const fresh = concerning.filter((one) => !this.rung.has(key(one)));
    for (const one of fresh) this.rung.add(key(one));
    if (fresh.length > 0) ring();
    this.#show();
    this.#title();
  }

  /** Nobody is signed in: nothing to warn of. */
  clear() {
    this.seen.clear();
    this.rung.clear();
    this.cases = [];
    this.waiting = 0;
    this.#show();
    this.#title();
  }

  #show() {
    const strip = byId("alarm");
    const [first] = this.cases;
    const signature = JSON.stringify([first?.id, first && levelOf(first), first?.last_text, this.cases.length]);
    if (signature === this.shown) return;
    this.shown = signature;
    strip.hidden = !first;
    const held = strip.contains(document.activeElement);
    strip.replaceChildren(...(first ? this.#strip(first) : []));
    if (held && first) strip.querySelector("button").focus();
  }

  #strip(first) {
    byId("alarm").dataset.level = levelOf(first);
    const others = this.cases.length - 1;
    return [
      icon(levelOf(first) === "emergency" ? "siren" : "warning"),
      el("strong", "", what(first)),
      el("span", "alarm-number", say("case_number", { id: first.id })),
      el("q", "alarm-words", first.last_text),
      others > 0 ? el("span", "alarm-more", say("alarm_more", { count: others })) : "",
      button("", () => this.open(first.id), say("alarm_open")),
      button("plain", () => this.#dismiss(first), say("alarm_dismiss")),
    ];
  }

  #dismiss(one) {
    this.seen.add(key(one));
    this.cases = this.cases.filter((other) => other !== one);
    this.#show();
    this.#title();
  }

  #blink() {
    this.flash = still.matches || !this.flash;
    if (this.cases.length > 0) this.#title();
  }

  #title() {
    const calm = this.waiting > 0 ? say("title_waiting", { count: this.waiting }) : say("title");
    const [first] = this.cases;
    const title = first && this.flash ? say("title_alarm", { what: what(first) }) : calm;
    if (document.title !== title) document.title = title;
  }
}

const key = (summary) => `${summary.id} ${levelOf(summary)}`;
const what = (summary) => say(levelOf(summary) === "emergency" ? "alarm_emergency" : "alarm_risk");
