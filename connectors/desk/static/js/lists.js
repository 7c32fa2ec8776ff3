// The lists of open and closed cases: what the server has told, and what follows for the list, the alarm and the marks.

import { Alarm } from "./alarm.js";
import * as api from "./api.js";
import { isMine } from "./case-words.js";
import { notify } from "./notices.js";
import { Queue } from "./queue.js";
import { Unread } from "./unread.js";

export class Lists {
  /** @param on handlers: open(id, byKeyboard), alarmed(id), changed() */
  constructor(on) {
    this.on = on;
    this.queue = new Queue(on.open);
    this.alarm = new Alarm(on.alarmed);
    this.tab = "open";
    this.#forget();
  }

  /** Nobody sits here any more: forget everything. */
  clear() {
    this.#forget();
    this.alarm.clear();
    this.show();
  }

  /** `me` sits at the desk now. */
  begin(me) {
    this.me = me;
    this.show();
  }

  /** Show which case is on the screen; null for none. */
  select(id) {
    this.selected = id;
    this.queue.select(id);
    this.show();
  }

  /** These are the open cases. */
  setOpen(cases) {
    if (!this.me) return;
    this.told += 1;
    const left = this.cases.open.some((former) => !cases.some((one) => one.id === former.id));
    this.cases.open = cases;
    if (left) this.#fetchClosed();
    this.show();
    this.on.changed();
  }

  showTab(tab) {
    this.tab = tab;
    this.#fetchClosed();
    this.show();
  }

  /** Fetch what is shown. */
  async refresh() {
    this.#fetchClosed();
    const { told } = this;
    try {
      const cases = await api.cases("open");
      if (told === this.told) this.setOpen(cases); // unless the connection has told something newer
    } catch {
      // the strip about the connection says so, or the sign-in does
    }
  }

  /** The open case of this id, as the list knows it. */
  of(id) {
    return this.cases.open.find((one) => one.id === id);
  }

  /** Whether nothing has been told yet. */
  get loading() {
    return this.told === 0;
  }

  /** Those who wait, the most urgent first. */
  get waiting() {
    return this.cases.open.filter((one) => one.state === "waiting");
  }

  /** Those whom this agent looks after. */
  get mine() {
    return this.cases.open.filter((one) => isMine(one, this.me));
  }

  show() {
    this.unread.update(this.cases.open, this.me, this.selected);
    this.alarm.update(this.cases.open, this.me, this.selected);
    const loading = this.loading && this.tab === "open";
    this.queue.show(this.cases[this.tab], { tab: this.tab, me: this.me, unread: this.unread.ids, loading });
  }

  #forget() {
    this.me = null;
    this.selected = null;
    this.cases = { open: [], closed: [] };
    this.told = 0; // how often the server has told the open cases
    this.unread = new Unread();
  }

  async #fetchClosed() {
    if (this.tab !== "closed" || !this.me) return;
    try {
      this.cases.closed = await api.cases("closed");
      this.show();
    } catch (trouble) {
      if (trouble.kind !== "login_needed") notify(trouble.sentence);
    }
  }
}
