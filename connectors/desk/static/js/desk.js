// The case on the screen, and everything that happens to it.

import { Actions } from "./actions.js";
import * as api from "./api.js";
import { limitOf, showCase, showFailed, showLoading, showNothing, tickCase } from "./case-pane.js";
import { button, byId, write } from "./dom.js";
import * as drafts from "./drafts.js";
import { showFacts } from "./facts.js";
import { say } from "./labels.js";
import { Lists } from "./lists.js";
import { notify, tellAtReply } from "./notices.js";
import { Reply } from "./reply.js";
import { Suggestions } from "./suggestions.js";
import { Transcript } from "./transcript.js";

export class Desk {
  /** @param watch tells the server which case is on the screen */
  constructor(watch) {
    this.watch = watch;
    this.me = null;
    this.selected = null;
    this.detail = null;
    this.transcript = new Transcript();
    this.suggestions = new Suggestions((text) => this.#insert(text), (turn) => this.transcript.wordsOf(turn));
    this.reply = new Reply({
      sent: (id, entry) => this.#sent(id, entry),
      refused: (id, trouble) => this.#refused(id, trouble),
      leave: () => byId("queue-list").focus(),
    });
    this.lists = new Lists({
      open: (id, byKeyboard) => this.open(id, byKeyboard),
      alarmed: (id) => this.#alarmed(id),
      changed: () => this.#listed(),
    });
    this.actions = new Actions({
      changed: (detail, done) => this.#acted(detail, done),
      gone: (id) => this.#gone(id),
      trouble: (sentence, id) => id === this.selected && tellAtReply(sentence, "trouble"),
    });
    byId("next").addEventListener("click", () => this.open(this.#next()?.id));
  }

  /** `me` sits at the desk now. */
  begin(me) {
    this.me = me;
    this.transcript.me = me;
    this.lists.begin(me);
    this.refresh();
  }

  /** Nobody sits here any more; nothing of it stays on the screen. */
  end() {
    drafts.dropAll();
    this.me = null;
    this.lists.clear();
    this.leave();
  }

  /** Fetch everything on the screen again. */
  refresh() {
    if (this.selected !== null) this.#fetch(this.selected);
    if (this.selected !== null && this.detail?.state !== "closed") this.suggestions.load(this.selected);
    this.lists.refresh();
  }

  setOnDuty(count) {
    write(byId("on-duty"), say("on_duty", { count }));
  }

  /** A line has come in the case being watched. */
  entry({ case_id: id, entry }) {
    if (id === this.selected) this.transcript.add(entry);
  }

  /** Put a case on the screen. */
  async open(id, byKeyboard = false) {
    if (id === undefined) return;
    const origin = document.activeElement;
    if (id !== this.selected) {
      this.leave();
      this.selected = id;
      this.lists.select(id);
      showLoading(say("case_loading"));
      this.watch(id);
      this.suggestions.load(id);
    }
    await this.#fetch(id);
    const stayed = document.activeElement === origin || document.activeElement === document.body;
    if (this.selected === id && stayed && this.detail?.may.includes("answer")) this.reply.focus();
    else if (this.selected === id && stayed && !byKeyboard) byId("queue-list").focus({ preventScroll: true });
  }

  /** Take the case off the screen. */
  leave() {
    this.selected = null;
    this.detail = null;
    this.watch(null);
    this.transcript.clear();
    this.suggestions.clear();
    this.reply.show(null, false);
    this.actions.show(null);
    this.lists.select(null);
    showFacts(null);
    tellAtReply("");
    this.#nothing();
  }

  tick() {
    this.lists.queue.tick();
    tickCase();
  }

  async #fetch(id) {
    this.transcript.expect();
    try {
      const detail = await api.caseOf(id);
      const old = this.detail !== null && detail.version < this.detail.version;
      if (id === this.selected && !old) this.#show(detail);
    } catch (trouble) {
      if (id !== this.selected) return;
      if (trouble.kind === "no_such_case") this.#gone(id);
      else if (!this.detail) showFailed(trouble.sentence, button("strong", () => this.open(id), say("case_retry")));
    }
  }

  #show(detail) {
    const changed = detail.id !== this.detail?.id || limitOf(detail, this.me) !== this.limit;
    this.detail = detail;
    this.limit = limitOf(detail, this.me);
    showCase(detail, this.me);
    this.transcript.show(detail.transcript);
    showFacts(detail);
    const able = detail.may.includes("answer");
    this.reply.show(detail.id, able);
    if (detail.state === "closed") this.suggestions.clear();
    this.suggestions.enable(able);
    this.actions.show(detail);
    byId("next").hidden = !this.#offersNext();
    if (changed) tellAtReply(this.limit);
  }

  /** The open cases may have changed. */
  #listed() {
    this.#compare();
    if (this.selected === null) this.#nothing();
    byId("next").hidden = !this.#offersNext();
  }

  #alarmed(id) {
    if (this.lists.tab !== "open") byId("tab-open").click();
    this.open(id);
  }

  /** Fetch the case on the screen again when the list knows more of it. */
  #compare() {
    if (!this.detail || this.detail.state === "closed") return;
    const listed = this.lists.of(this.selected);
    if (!listed || listed.version > this.detail.version) this.#fetch(this.selected);
  }

  #nothing() {
    if (this.lists.loading) showLoading(say("queue_loading"));
    else showNothing(this.lists.waiting.length);
  }

  #next() {
    return this.lists.waiting.find((one) => one.id !== this.selected);
  }

  #offersNext() {
    return this.detail?.state === "closed" && this.#next() !== undefined;
  }

  #insert(text) {
    if (this.reply.insert(text)) tellAtReply(say("inserted"));
  }

  #sent(id, entry) {
    if (id !== this.selected) return;
    this.transcript.add(entry, { reveal: true });
    tellAtReply("");
  }

  async #refused(id, trouble) {
    if (trouble.kind === "no_such_case") {
      this.#gone(id);
    } else if (trouble.kind === "case_not_yours") {
      if (id === this.selected) await this.#fetch(id);
      const name = this.detail?.state === "held" ? this.detail.agent?.display_name : "";
      this.#tell(id, name ? say("lost_case", { name }) : say("lost_case_gone"));
    } else {
      this.#tell(id, trouble.kind === "login_needed" ? say("send_signed_out") : trouble.sentence);
    }
  }

  #tell(id, sentence) {
    if (id === this.selected) tellAtReply(sentence, "trouble");
    else notify(`${say("case_number", { id })}：${sentence}`);
  }

  #acted(detail, done) {
    const over = detail.state === "closed";
    if (over && done) this.reply.forget(detail.id);
    if (detail.id !== this.selected) return;
    this.#show(detail);
    if (!done) {
      this.lists.refresh(); // the list has not heard yet of what stood in the way
      return;
    }
    tellAtReply(say(done), "done");
    if (detail.may.includes("answer")) this.reply.focus();
    else if (this.#offersNext()) byId("next").focus();
    else byId("queue-list").focus();
  }

  #gone(id) {
    drafts.drop(id);
    if (id !== this.selected) return;
    this.leave();
    notify(say("trouble_no_such_case"));
  }
}
