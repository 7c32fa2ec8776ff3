// Answers from the knowledge that fit what the person said last; one touch puts one into the reply.

import * as api from "./api.js";
import { button, byId, el, emptiness, icon } from "./dom.js";
import { say } from "./labels.js";
import { sourceLine } from "./sources.js";

const CLOSE = 0.75;
const FAIR = 0.5;

export class Suggestions {
  /** @param insert puts a text into the reply; @param wordsOf what the person said in a turn */
  constructor(insert, wordsOf) {
    this.insert = insert;
    this.wordsOf = wordsOf;
    this.room = byId("suggestions");
    this.id = null;
    this.clear();
  }

  /** No case is open. */
  clear() {
    this.id = null;
    this.found = null;
    this.able = false;
    this.room.replaceChildren();
    byId("suggestions-box").hidden = true;
  }

  /** Fetch those of a case. What comes live meanwhile is newer and stays. */
  async load(id) {
    if (id !== this.id) {
      this.clear();
      this.id = id;
      byId("suggestions-box").hidden = false;
      this.room.replaceChildren(el("p", "quiet", say("suggestions_loading")));
    }
    const before = this.found;
    try {
      const found = await api.suggestions(id);
      if (id === this.id && this.found === before) this.#show(found);
    } catch (trouble) {
      if (id === this.id && this.found === null && trouble.kind !== "login_needed") this.#failed();
    }
  }

  /** They have come by themselves, after the person said something. */
  came(found) {
    if (found.case_id !== this.id) return;
    const news = JSON.stringify(found.suggestions) !== JSON.stringify(this.found?.suggestions);
    this.#show(found);
    if (!news || found.suggestions.length === 0) return;
    for (const node of this.room.querySelectorAll(".suggestion")) node.classList.add("fresh");
    byId("heard").textContent = say("suggestions_new");
  }

  /** The case has been shown; `able` is whether the agent may answer in it. */
  enable(able) {
    this.able = able;
    for (const node of this.room.querySelectorAll("button.insert")) node.disabled = !able;
    this.#tellWhat();
  }

  #show(found) {
    this.found = found;
    if (found.suggestions.length === 0) {
      this.room.replaceChildren(...emptiness("paper", say("suggestions_empty"), say("suggestions_empty_hint")));
      return;
    }
    this.room.replaceChildren(el("p", "about"), ...found.suggestions.map((one) => this.#card(one)));
    this.#tellWhat();
  }

  /** Say which words they are for, as soon as the transcript has them. */
  #tellWhat() {
    const about = this.room.querySelector(".about");
    if (!about) return;
    const words = this.wordsOf(this.found.turn_id);
    about.hidden = !words;
    about.replaceChildren(say("suggestions_for"), el("q", "", words));
  }

  #card({ title, text, score, source }) {
    const key = score >= CLOSE ? "score_high" : score >= FAIR ? "score_middle" : "score_low";
    const fit = el("span", "score", say(key));
    fit.dataset.score = key;
    const use = button("insert", () => this.insert(text), icon("insert"), say("insert"));
    use.disabled = !this.able;
    use.setAttribute("aria-label", `${say("insert")}：${title}`);
    const head = el("header", "suggestion-head", el("h3", "", title), fit);
    return el("article", "suggestion", head, el("p", "suggestion-text", text), source && sourceLine(source), use);
  }

  #failed() {
    const again = button("", () => this.load(this.id), say("case_retry"));
    this.room.replaceChildren(el("p", "quiet", say("suggestions_failed")), again);
  }
}
