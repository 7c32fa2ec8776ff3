// What was said in the case that is open, by whom, and what the guard found in it.

import { timeOf } from "./clock.js";
import { byId, el, icon, marked } from "./dom.js";
import { nameOf, say } from "./labels.js";
import { quotes, riskKinds, riskReasons, riskTitle } from "./risk.js";
import { sourceLine } from "./sources.js";

const NEAR_PX = 80;
const QUIET_TOPICS = new Set(["human", "unknown", "chitchat", "greet", "thanks", "goodbye", "affirm", "deny"]);

export class Transcript {
  constructor() {
    this.room = byId("transcript");
    this.me = null; // whose own lines are marked as such
    this.entries = new Map(); // id → { entry, node, signature }
    this.live = new Set(); // ids of lines that came since the whole was asked for
    this.following = true; // the newest line stays in sight, also when the room grows or shrinks
    this.room.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(this.room);
    byId("to-newest").addEventListener("click", () => {
      this.#toEnd();
      this.room.focus({ preventScroll: true });
    });
  }

  /** Begin with another case, or with none. */
  clear() {
    this.entries.clear();
    this.live.clear();
    byId("heard").textContent = "";
    this.room.replaceChildren();
    this.following = true;
    this.#pill(false);
  }

  /** All lines are being asked for: what comes live from now on may not be among them. */
  expect() {
    this.live.clear();
  }

  /** Show all lines of a case. What the server no longer has goes, but for lines that came meanwhile. */
  show(entries) {
    const follow = this.following;
    const kept = new Set([...this.live, ...entries.map((entry) => entry.id)]);
    for (const [id, { node }] of this.entries) {
      if (kept.has(id)) continue;
      node.remove();
      this.entries.delete(id);
      byId("heard").textContent = "";
    }
    const grown = entries.filter((entry) => this.#put(entry)).length > 0;
    this.#order();
    if (this.entries.size === 0) this.room.replaceChildren(el("p", "transcript-empty", say("transcript_empty")));
    if (follow) this.#toEnd();
    else if (grown) this.#pill(true);
  }

  /** Add one line. Gives whether it is a new one. */
  add(entry, { reveal = false } = {}) {
    const follow = reveal || this.following;
    this.live.add(entry.id);
    const fresh = this.#put(entry);
    this.#order();
    if (follow) this.#toEnd();
    else if (fresh) this.#pill(true);
    if (fresh && entry.who !== "agent") tell(entry);
    return fresh;
  }

  /** What the person said in a turn; empty when it is not here. */
  wordsOf(turnId) {
    if (!turnId) return "";
    const said = [...this.entries.values()].filter(({ entry }) => entry.turn_id === turnId && entry.who === "person");
    return said.at(-1)?.entry.text ?? "";
  }

  #put(entry) {
    const signature = JSON.stringify(entry);
    const known = this.entries.get(entry.id);
    if (known?.signature === signature) return false;
    const node = this.#line(entry);
    known?.node.replaceWith(node);
    this.entries.set(entry.id, { entry, node, signature });
    return !known;
  }

  /** Lines stand in the order of their times. */
  #order() {
    const all = [...this.entries.values()].sort((a, b) => Date.parse(a.entry.at) - Date.parse(b.entry.at));
    this.room.querySelector(".transcript-empty")?.remove();
    let before = this.room.firstChild;
    for (const { node } of all) {
      if (node === before) before = before.nextSibling;
      else this.room.insertBefore(node, before);
    }
  }

  #line(entry) {
    const who = ["person", "bot", "agent", "notice"].includes(entry.who) ? entry.who : "notice";
    const time = el("time", "at", timeOf(entry.at));
    if (who === "notice") return el("div", "line notice", el("span", "notice-text", entry.text), time);
    const node = el(
      "article",
      `line ${who}`,
      el("header", "line-head", this.#speaker(entry, who), this.#topic(entry), time),
      el("div", "bubble", ...this.#alarms(entry), this.#words(entry), ...this.#findings(entry)),
    );
    node.dataset.level = entry.emergency ? "emergency" : (entry.risk?.level ?? "none");
    return node;
  }

  #speaker(entry, who) {
    if (who === "agent") return el("bdi", "speaker", this.#agent(entry));
    return el("bdi", "speaker", entry.name || say(who === "person" ? "who_person" : "who_bot"));
  }

  #agent({ name }) {
    const mine = name && [this.me?.name, this.me?.display_name].includes(name);
    return mine ? say("who_me", { name }) : name || say("who_agent");
  }

  #topic({ topic, who, emergency }) {
    if (!topic || emergency || who !== "person" || QUIET_TOPICS.has(topic)) return null;
    return el("span", "topic", nameOf("topic", topic));
  }

  #alarms(entry) {
    const emergency = this.#tells(entry, isEmergency) ? el("p", "risk-title", icon("siren"), say("emergency")) : null;
    if (emergency) emergency.dataset.level = "emergency";
    return [emergency, this.#tells(entry, isRisky) ? riskTitle(entry.risk) : null].filter(Boolean);
  }

  #findings(entry) {
    const found = this.#tells(entry, isRisky) ? [riskKinds(entry.risk), riskReasons(entry.risk)] : [];
    return [...found, ...(entry.sources ?? []).map(sourceLine)].filter(Boolean);
  }

  /** What was found in a turn is told once: at what the person said, where it is known there. */
  #tells(entry, found) {
    if (!found(entry)) return false;
    if (entry.who === "person" || !entry.turn_id) return true;
    const person = (other) => other.who === "person" && other.turn_id === entry.turn_id && found(other);
    return ![...this.entries.values()].some((line) => person(line.entry));
  }

  #words(entry) {
    return el("p", "said", ...marked(entry.text, entry.who === "person" ? quotes(entry.risk) : []));
  }

  #resized() {
    this.height = this.room.clientHeight;
    if (this.following) this.#toEnd();
  }

  #scrolled() {
    if (this.room.clientHeight !== this.height) return; // it only grew or shrank
    this.following = this.room.scrollHeight - this.room.scrollTop - this.room.clientHeight < NEAR_PX;
    if (this.following) this.#pill(false);
  }

  #toEnd() {
    this.following = true;
    this.room.scrollTop = this.room.scrollHeight;
    this.#pill(false);
  }

  #pill(shown) {
    byId("to-newest").hidden = !shown;
  }
}

const isRisky = ({ risk }) => Boolean(risk) && risk.level !== "none";
const isEmergency = ({ emergency }) => emergency;

function tell(entry) {
  const key = entry.who === "person" ? "heard_person" : "heard_notice";
  if (entry.who !== "bot") byId("heard").textContent = say(key, { text: entry.text });
}
