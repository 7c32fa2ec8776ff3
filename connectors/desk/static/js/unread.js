// Which of the agent's own cases have new words that the agent has not looked at.

import { isMine } from "./case-words.js";

export class Unread {
  constructor() {
    this.seen = new Map(); // case id → when the words were said that the agent has seen
    this.ids = new Set();
  }

  /** Look at the open cases again; `viewed` is the one on the screen. */
  update(cases, me, viewed) {
    const mine = cases.filter((one) => isMine(one, me));
    this.ids = new Set();
    for (const one of mine) {
      if (one.id === viewed || !this.seen.has(one.id)) this.seen.set(one.id, one.last_at);
      else if (this.seen.get(one.id) !== one.last_at) this.ids.add(one.id);
    }
    for (const id of this.seen.keys()) if (!mine.some((one) => one.id === id)) this.seen.delete(id);
  }
}
