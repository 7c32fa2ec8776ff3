// Having the family told when this visit meets danger: only after a yes, and only until the visit ends.

import { Trouble, familyLinks, linkFamily, unlinkFamily } from "./api.js";
import { byId } from "./dom.js";
import * as dialog from "./family-dialog.js";
import * as labels from "./labels.js";

const POLL_MS = 3000;
const LEAST_MS = 60_000; // a code is shown for at least so long: the clocks of two machines differ
const NO_CONSENT = 422;
const BUSY = 429;
const UNAVAILABLE = 503;

export class Family {
  constructor(session, conversation) {
    this.session = session;
    this.conversation = conversation;
    this.linked = false;
    this.control = null; // of what is asked of the server
    this.watching = null; // what the watch under way is known by
    this.#still();
    document.addEventListener("click", (event) => {
      if (event.target.closest?.(".family-open")) this.open();
    });
    const actions = {
      agree: () => this.consent(labels.say("family_agree")),
      refuse: () => this.close(),
      back: () => this.close(),
      renew: () => this.consent(labels.say("family_agree")),
      off: () => this.unlink(),
      repeat: () => this.#say(),
      stop: () => conversation.hush(),
    };
    for (const [name, action] of Object.entries(actions)) byId(`family-${name}`).addEventListener("click", action);
    byId("family").addEventListener("close", () => this.#still());
  }

  /** Explain and ask; where somebody is linked already, say so. */
  open() {
    this.conversation.interrupt();
    this.#step(this.linked ? "linked" : "ask");
    this.#watch();
  }

  /** Give the screen back. */
  close() {
    this.conversation.interrupt();
    dialog.hideFamily();
  }

  /** The visit is over. */
  forget() {
    this.#still();
    this.#link(false);
    dialog.hideFamily();
  }

  /** What was said or pressed to the question; the server judges whether it is a yes. */
  consent(words) {
    this.session.used = true;
    return this.#try(async (signal) => {
      const code = await linkFamily(this.session, words, labels.dialect(), signal);
      if (signal.aborted) return;
      dialog.showCode(code);
      clearTimeout(this.expiry);
      this.#expire(Date.parse(code.expires_at) - Date.now());
      this.#step("code");
    });
  }

  /** Nobody is told any more. */
  unlink() {
    return this.#try(async (signal) => {
      await unlinkFamily(this.session, signal);
      if (signal.aborted) return;
      this.#over();
    });
  }

  async #try(step) {
    this.control?.abort();
    const control = new AbortController();
    this.control = control;
    dialog.hideFamilyTrouble();
    dialog.showFamilyBusy(true);
    try {
      await step(control.signal);
    } catch (error) {
      if (!control.signal.aborted) this.#failed(error);
    }
    if (!control.signal.aborted) dialog.showFamilyBusy(false);
  }

  #failed(error) {
    let trouble = error instanceof Trouble ? error : new Trouble("server");
    if (trouble.status === NO_CONSENT) trouble = new Trouble("family_again");
    if (trouble.status === BUSY) trouble = new Trouble("family_busy");
    if (trouble.status === UNAVAILABLE) trouble = new Trouble("family_unavailable");
    dialog.showFamilyTrouble(trouble);
    this.#say(dialog.troubleWords());
  }

  /** See, again and again, whether somebody has linked. */
  async #watch() {
    const mine = {};
    this.watching = mine;
    while (this.watching === mine) {
      try {
        const links = await familyLinks(this.session);
        if (this.watching === mine) this.#found(links > 0);
      } catch {
        // What is shown stays true until the server says otherwise.
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  #found(linked) {
    const before = dialog.familyStep();
    if (linked && before !== "linked") {
      this.#link(true);
      clearTimeout(this.expiry);
      dialog.clearCode();
      this.#step("linked");
    } else if (!linked && before === "linked") {
      this.#over();
    }
  }

  #over() {
    this.#link(false);
    this.#still();
    this.#step("over");
  }

  #expire(left_ms) {
    const wait_ms = Number.isFinite(left_ms) ? Math.max(LEAST_MS, left_ms) : LEAST_MS;
    this.expiry = setTimeout(() => {
      dialog.showExpired();
      this.#say();
    }, wait_ms);
  }

  #link(linked) {
    this.linked = linked;
    dialog.showLinked(linked);
  }

  #step(step) {
    dialog.showFamily(step);
    this.#say();
  }

  #say(words = dialog.familyWords()) {
    this.conversation.interrupt();
    this.conversation.say({ speech: words, dialect: labels.dialect() });
  }

  /** Nothing is on its way, nothing is waited for, and no code is left. */
  #still() {
    this.control?.abort();
    this.watching = null;
    clearTimeout(this.expiry);
    dialog.showFamilyBusy(false);
    dialog.clearCode();
  }
}
