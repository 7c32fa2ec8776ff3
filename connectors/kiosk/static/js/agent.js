// A person at the other end: waiting for an agent, talking with one, and being alone with the page again.

import { hideBanner, showBanner, showLost } from "./banner.js";
import { byId } from "./dom.js";
import { emergencyShown, showEmergencyAgent } from "./emergency.js";
import { clearExchange, showState, showTheirs } from "./exchange.js";
import * as labels from "./labels.js";
import * as screen from "./screen.js";
import { SessionSocket } from "./session-socket.js";

const NONE = { state: "none", agent: null, on_duty: false, ahead: 0, text: "", dialect: null };
const PATIENCE = 4; // times the idle time: people wait, and agents think
const PATIENCE_WITH_NOBODY = 2;

export class Agent {
  /** @param on announce(item): have it said in its turn; news(): there is something new to see or hear */
  constructor(session, on) {
    this.session = session;
    this.on = on;
    this.staffed = false; // whether this installation has a desk
    this.socket = null;
    this.#reset();
    byId("agent-seen").addEventListener("click", hideBanner);
  }

  /** After this Reply somebody may look after the visit, even uncalled: learn who and when, until the visit ends. */
  follow(reply) {
    if (!reply.handoff && reply.risk.level !== "high") return;
    if (reply.handoff && !reply.emergency) this.asked = true;
    this.#tellEmergency();
    if (this.state.state !== "none") this.#show();
    if (!this.staffed || this.socket) return;
    this.socket = new SessionSocket(this.session, {
      state: (state) => this.#changed(state),
      message: (message) => this.#came(message),
      lost: (lost) => showLost(lost && this.waited),
    });
  }

  /** The visit is over. */
  forget() {
    this.socket?.close();
    this.socket = null;
    this.#reset();
    showState("none");
    hideBanner();
    clearExchange();
  }

  /** Whether somebody waits for an agent who may come, or talks with one. */
  get waited() {
    return this.state.state !== "none" && !this.#unasked;
  }

  /** How many times longer than usual somebody may do nothing. */
  get patience() {
    if (!this.waited) return 1;
    return this.#nobody ? PATIENCE_WITH_NOBODY : PATIENCE;
  }

  get #nobody() {
    return this.state.state === "waiting" && !this.state.on_duty;
  }

  /** The page called for somebody by itself, and nobody is there: no news for anybody. */
  get #unasked() {
    return this.#nobody && !this.asked;
  }

  #reset() {
    this.state = NONE;
    this.words = ""; // that say so
    this.asked = false; // whether the person wanted somebody
  }

  #changed(state) {
    const before = this.state;
    this.state = state;
    showState(state.state);
    if (state.state === "held") this.asked = true;
    if (state.state === before.state && state.text === before.text && state.on_duty === before.on_duty) return;
    this.#show(before);
    this.#say(before);
    if (state.state !== before.state) this.on.news();
  }

  #show(before = this.state) {
    const { state, text } = this.state;
    if (this.#unasked || (state === "none" && before.state === "none" && !text)) {
      hideBanner();
      return;
    }
    this.words = showBanner(this.state);
    if (state === "held") screen.showTurn();
    if (state === "none") this.asked = false;
    this.#tellEmergency();
  }

  /** Have it said, where the server does not say that it is known. In an emergency only that somebody comes. */
  #say(before) {
    const { state, text, say, dialect } = this.state;
    const spokenWith = state === "held" || before.state === "held";
    if (this.#unasked || !(say ?? (text || spokenWith)) || (emergencyShown() && this.#nobody)) return;
    this.on.announce({ kind: "state", speech: this.words, dialect: dialect ?? labels.dialect() });
  }

  #came({ sequence, name, text, dialect }) {
    if (sequence <= this.session.sequence) return; // again, after reconnecting
    this.session.sequence = sequence;
    screen.showTurn();
    showTheirs(name, text, dialect);
    if (emergencyShown()) showEmergencyAgent(text);
    this.on.announce({ speech: text, dialect: dialect ?? labels.dialect() });
    this.on.news();
  }

  /** In an emergency the screen says who comes; that nobody does would only keep somebody from calling. */
  #tellEmergency() {
    if (!emergencyShown()) return;
    showEmergencyAgent(this.state.state === "none" || this.#nobody ? "" : this.words);
  }
}
