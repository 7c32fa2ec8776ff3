// The order of things: a question is asked, answered, shown and said; a new one ends the old one.

import { Trouble, chat, speech } from "./api.js";
import { byId } from "./dom.js";
import { held, settle, withdraw } from "./exchange.js";
import * as labels from "./labels.js";
import { Pace } from "./pace.js";
import { Player } from "./player.js";
import { Saying } from "./saying.js";
import * as screen from "./screen.js";

const PACES = ["slower", "louder"]; // topics of a Reply after which the visit's pace is another
const NOTHING_TO_SAY = 422; // such as a message without a word

/** An agent holds the conversation: the words have reached them and there is nothing to say to it. */
const silent = ({ text, emergency, handoff }) => handoff && !emergency && !text;

export class Conversation {
  /** @param on phase(name): it changed; dialect(name): the page is to speak it; answered(reply) */
  constructor(session, on) {
    this.session = session;
    this.on = on;
    this.phase = "idle";
    this.since = 0; // when the phase began, in ms of performance.now()
    this.speaks = true;
    this.reply = null; // the last one
    this.said = null; // what was said last: {speech, dialect}, and `local` where only the page knows of it
    this.pace = new Pace();
    this.stepping = false; // whether the page has asked the server for another pace by itself
    this.player = new Player(() => this.enter("idle"));
    this.pending = null; // {text, control, item}: of the turn, or of the sound, under way
    this.saying = new Saying({ free: () => this.#free(), say: (item) => this.say(item) });
    this.leaveVoice = () => {};
    this.voiceDue = () => false; // whether an answer is about to be said over the voice socket
  }

  enter(phase) {
    this.phase = phase;
    this.since = performance.now();
    this.on.phase(phase);
    if (phase === "idle") this.saying.wake();
  }

  /** Stop speaking, listening and waiting, at once. What nobody has heard yet is said later. */
  interrupt() {
    if (this.pending?.item) this.saying.putBack(this.pending.item);
    this.pending?.control.abort();
    this.pending = null;
    settle();
    this.leaveVoice();
    this.player.stop();
    this.enter("idle");
  }

  /** For how many seconds it has been listening, thinking or speaking; 0 while it does nothing. */
  get occupied() {
    return this.phase === "idle" ? 0 : (performance.now() - this.since) / 1000;
  }

  /** Be quiet: nothing that waits to be said is wanted either. */
  hush() {
    this.interrupt();
    this.saying.clear();
  }

  /** Stop, and keep nothing of what was said. */
  forget() {
    this.hush();
    this.reply = null;
    this.said = null;
    this.pace.reset();
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
    if (!keep && !held()) this.session.last = question;
    screen.showAsking(question, keep);
    this.enter("thinking");
    try {
      const reply = await chat(this.session, question, control.signal);
      if (control.signal.aborted) return;
      this.pending = null;
      this.#arrived(question);
      this.received(reply, question);
      await this.say(reply);
    } catch (error) {
      if (control.signal.aborted) return;
      this.pending = null;
      this.failed(error, () => this.ask(question, { keep }));
    }
  }

  /** Show a Reply to `question`; the page follows its dialect unless the person chose one. */
  received(reply, question) {
    if (silent(reply)) this.#delivered(question);
    else this.#answered(reply);
    this.on.answered(reply);
    this.enter("idle");
  }

  #answered(reply) {
    const asked = reply.topic === "switch_dialect";
    if (asked) this.session.chosen = reply.dialect;
    if (!this.session.chosen || asked) this.on.dialect(reply.dialect);
    screen.showReply(reply, (text) => this.ask(text));
    this.saying.outdate("state");
    if (PACES.includes(reply.topic) && !this.stepping) this.pace.yield();
    this.stepping = false;
    this.reply = reply;
    this.said = reply;
  }

  #delivered(question) {
    this.session.last = null;
    screen.showDelivered(question);
  }

  /** Something went wrong; what was typed stays where it is. */
  failed(error, retry = null) {
    this.player.stop();
    withdraw();
    this.enter("idle");
    screen.showTrouble(error instanceof Trouble ? error : new Trouble("server"), retry);
  }

  /** The same question again in the dialect just chosen. */
  askAgain() {
    if (screen.view() === "turn" && this.session.last && !held()) this.ask(this.session.last);
  }

  /** What was said last again, slower or louder: asked of the server where the server said it. */
  control(key) {
    const { said } = this;
    if (said && (held() || said.local)) {
      if (key !== "repeat") this.pace.take(key);
      this.interrupt();
      this.saying.drop(said);
      this.say(said);
    } else if (!held()) {
      this.stepping = key !== "repeat";
      if (this.stepping) this.pace.follow(key);
      this.ask(labels.say(key), { keep: true });
    }
  }

  /** Say the last answer once more; nothing is asked. */
  sayAgain() {
    if (!this.reply) return;
    this.interrupt();
    this.say(this.reply);
  }

  /** Have something said in its turn, unless the answer just given has said it. */
  announce(item) {
    if (item.kind && this.said === this.reply && this.said?.speech.includes(item.speech)) return;
    this.saying.add({ ...item, local: true });
  }

  /** Say this now. */
  async say(item) {
    const { speech: words, dialect, local } = item;
    if (!this.speaks || !words) {
      this.saying.wake();
      return;
    }
    if (local) this.said = item;
    const control = new AbortController();
    this.pending = { text: null, control, item: local ? item : null };
    try {
      const bytes = await speech(this.session, words, dialect, this.pace.fields, control.signal);
      const seconds = await this.player.play(bytes, control.signal);
      if (seconds > 0) this.enter("speaking");
    } catch (error) {
      if (!control.signal.aborted && error.status !== NOTHING_TO_SAY) screen.showTrouble(new Trouble("silent"));
    }
    if (control.signal.aborted) return;
    this.pending = null;
    this.saying.wake();
  }

  #free() {
    return this.phase === "idle" && this.pending === null && !this.voiceDue();
  }

  #arrived(question) {
    const field = byId("question");
    if (field.value.trim() === question) field.value = "";
  }
}
