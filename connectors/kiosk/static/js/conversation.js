// The order of things: a question is asked, answered, shown and said; a new one ends the old one.

import { Trouble, chat, speech } from "./api.js";
import { byId } from "./dom.js";
import * as labels from "./labels.js";
import { Player } from "./player.js";
import * as screen from "./screen.js";

export class Conversation {
  /** @param on phase(name): it changed; dialect(name): the page is to speak it */
  constructor(session, on) {
    this.session = session;
    this.on = on;
    this.phase = "idle";
    this.since = 0; // when the phase began, in ms of performance.now()
    this.speaks = true;
    this.reply = null; // the last one
    this.player = new Player(() => this.enter("idle"));
    this.pending = null; // {text, control}: AbortController of the turn under way
    this.leaveVoice = () => {};
  }

  enter(phase) {
    this.phase = phase;
    this.since = performance.now();
    this.on.phase(phase);
  }

  /** Stop speaking, listening and waiting, at once. */
  interrupt() {
    this.pending?.control.abort();
    this.pending = null;
    this.leaveVoice();
    this.player.stop();
    this.enter("idle");
  }

  /** For how many seconds it has been listening, thinking or speaking; 0 while it does nothing. */
  get occupied() {
    return this.phase === "idle" ? 0 : (performance.now() - this.since) / 1000;
  }

  /** Stop, and keep nothing of what was said. */
  forget() {
    this.interrupt();
    this.reply = null;
  }

  /** Ask. `keep`: about the last answer ("slower"), which stays until the next one comes. */
  async ask(text, { keep = false } = {}) {
    const question = text.trim();
    if (!question) {
      screen.showTrouble(new Trouble("empty"));
      byId("question").focus();
      return;
    }
    if (this.pending?.text === question) return; // a trembling hand taps twice
    this.interrupt();
    const control = new AbortController();
    this.pending = { text: question, control };
    this.session.used = true;
    if (!keep) this.session.last = question;
    screen.showAsking(question, keep);
    this.enter("thinking");
    try {
      const reply = await chat(this.session, question, control.signal);
      if (control.signal.aborted) return;
      this.pending = null;
      this.#answered(question);
      this.received(reply);
      await this.#say(reply, control);
    } catch (error) {
      if (control.signal.aborted) return;
      this.pending = null;
      this.failed(error, () => this.ask(question, { keep }));
    }
  }

  /** Show a Reply; the page follows its dialect unless the person chose one. */
  received(reply) {
    this.reply = reply;
    const asked = reply.topic === "switch_dialect";
    if (asked) this.session.chosen = reply.dialect;
    if (!this.session.chosen || asked) this.on.dialect(reply.dialect);
    screen.showReply(reply, (text) => this.ask(text));
    this.enter("idle");
  }

  /** Something went wrong; what was typed stays where it is. */
  failed(error, retry = null) {
    this.player.stop();
    this.enter("idle");
    screen.showTrouble(error instanceof Trouble ? error : new Trouble("server"), retry);
  }

  /** The same question again in the dialect just chosen. */
  askAgain() {
    if (screen.view() === "turn" && this.session.last) this.ask(this.session.last);
  }

  /** Ask for the last answer again, slower or louder. */
  control(key) {
    this.ask(labels.say(key), { keep: true });
  }

  /** Say the last answer once more; nothing is asked. */
  async sayAgain() {
    const { reply } = this;
    if (!reply) return;
    this.interrupt();
    await this.#say(reply, new AbortController());
  }

  async #say(reply, control) {
    if (!this.speaks || !reply.speech) return;
    this.pending = { text: null, control };
    try {
      const bytes = await speech(this.session, reply.speech, reply.dialect, control.signal);
      const seconds = await this.player.play(bytes, control.signal);
      if (seconds > 0) this.enter("speaking");
    } catch {
      if (!control.signal.aborted) screen.showTrouble(new Trouble("silent"));
    }
  }

  #answered(question) {
    const field = byId("question");
    if (field.value.trim() === question) field.value = "";
  }
}
