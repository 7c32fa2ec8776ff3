// The box the agent writes in: keys, length, and sending so that nothing is lost or sent twice.

import * as api from "./api.js";
import { byId, write } from "./dom.js";
import * as drafts from "./drafts.js";
import { say } from "./labels.js";

const LIMIT = 1000;

const lengthOf = (text) => [...text].length;

export class Reply {
  /** @param on handlers: sent(id, entry), refused(id, Trouble), leave() */
  constructor(on) {
    this.on = on;
    this.id = null;
    this.able = false;
    this.box = byId("text");
    this.box.addEventListener("input", () => this.#written());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    byId("reply").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  /** Write in this case; `able` is whether the agent may answer in it. */
  show(id, able) {
    if (id !== this.id) this.box.value = id === null ? "" : drafts.textOf(id);
    this.id = id;
    this.able = able;
    this.#look();
  }

  /** Put a suggestion behind what is written. */
  insert(text) {
    if (!this.able || this.id === null || drafts.isSending(this.id)) return false;
    const before = this.box.value.trimEnd();
    this.box.value = before ? `${before}\n${text}` : text;
    this.#written();
    this.focus();
    this.box.setSelectionRange(this.box.value.length, this.box.value.length);
    this.box.scrollTop = this.box.scrollHeight;
    return true;
  }

  focus() {
    this.box.focus();
  }

  /** What is written has been given up. */
  forget(id) {
    drafts.drop(id);
    if (id === this.id) this.box.value = "";
    this.#look();
  }

  async send() {
    const { id } = this;
    const text = this.box.value.trim();
    if (id === null || !this.able || !text || lengthOf(text) > LIMIT || drafts.isSending(id)) return;
    const clientId = drafts.attempt(id, text);
    this.#look();
    try {
      const entry = await api.write(id, text, clientId);
      this.forget(id);
      this.on.sent(id, entry);
    } catch (trouble) {
      drafts.failed(id);
      this.#look();
      this.on.refused(id, trouble);
    }
  }

  #written() {
    if (this.id !== null) drafts.keep(this.id, this.box.value);
    this.#look();
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // Enter chooses a word of the input method
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      this.on.leave();
    }
  }

  #look() {
    const sending = this.id !== null && drafts.isSending(this.id);
    const length = lengthOf(this.box.value.trim());
    const over = length - LIMIT;
    this.box.readOnly = !this.able || sending;
    this.box.hidden = !this.able && !this.box.value;
    byId("send").disabled = !this.able || sending || length === 0 || over > 0;
    write(byId("send"), say(sending ? "sending" : "send"));
    write(byId("count"), over > 0 ? say("too_long", { over }) : say("count", { count: length, limit: LIMIT }));
    byId("count").dataset.over = over > 0 ? "yes" : "no";
    this.box.setAttribute("aria-invalid", String(over > 0));
    byId("reply").dataset.able = this.able ? "yes" : "no";
  }
}
