// Taking a case, giving it back to the bot, closing it. Only what the server says this agent may do.

import { answer, ask } from "./ask.js";
import { act, caseOf } from "./api.js";
import { holder } from "./case-words.js";
import { byId, write } from "./dom.js";
import * as drafts from "./drafts.js";
import { say } from "./labels.js";

const DOING = { take: "taking", release: "releasing", close: "closing" };
const DONE = { take: "taken", release: "released", close: "closed" };

export class Actions {
  /** @param on handlers: changed(detail, what), gone(id), trouble(sentence, id) */
  constructor(on) {
    this.on = on;
    this.detail = null;
    this.doing = null;
    for (const what of Object.keys(DOING)) byId(what).addEventListener("click", () => this.#wanted(what));
  }

  /** The case that is open, or null. */
  show(detail) {
    if (detail?.id !== this.detail?.id) answer(false);
    this.detail = detail;
    this.#look();
  }

  #may(what) {
    return Boolean(this.detail?.may.includes(what)) && this.doing === null;
  }

  #look() {
    for (const what of Object.keys(DOING)) byId(what).disabled = !this.#may(what);
    const over = this.detail?.state === "held" && this.detail.may.includes("take");
    write(byId("take"), say(this.doing === "take" ? "taking" : over ? "take_over" : "take"));
    write(byId("release"), say(this.doing === "release" ? "releasing" : "release"));
    write(byId("close"), say(this.doing === "close" ? "closing" : "close"));
    byId("take").className = this.detail?.may.includes("take") && !over ? "strong" : "";
  }

  async #wanted(what) {
    if (!this.#may(what)) return;
    const { id } = this.detail;
    if (!(await this.#agreed(what)) || this.detail?.id !== id || !this.#may(what)) return;
    this.doing = what;
    this.#look();
    try {
      const detail = await act(id, what);
      this.doing = null;
      this.on.changed(detail, DONE[what]);
    } catch (trouble) {
      this.doing = null;
      await this.#failed(id, what, trouble);
    }
    this.#look();
  }

  #agreed(what) {
    const unsent = drafts.textOf(this.detail.id).trim() ? say("unsent_too") : "";
    if (what === "release") return ask(say("release_ask") + unsent, say("release_yes"));
    if (what === "close") return ask(say("close_ask") + unsent, say("close_yes"));
    if (this.detail.state === "held") {
      return ask(say("take_over_ask", { name: holder(this.detail) }), say("take_over_yes"));
    }
    return true;
  }

  async #failed(id, what, trouble) {
    if (trouble.kind === "no_such_case") {
      this.on.gone(id);
    } else if (trouble.kind === "case_taken" || trouble.kind === "case_not_yours") {
      const detail = await caseOf(id).catch(() => null);
      if (detail) this.on.changed(detail, null);
      const name = detail?.state === "held" ? holder(detail) : "";
      if (trouble.kind === "case_not_yours") this.on.trouble(trouble.sentence, id);
      else this.on.trouble(name ? say("taken_first", { name }) : say("taken_gone"), id);
    } else {
      this.on.trouble(trouble.sentence, id);
    }
  }
}
