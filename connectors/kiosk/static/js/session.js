// One person's visit: an id nobody can guess, and the dialect that was chosen.

import { forget } from "./api.js";

const LATE_MS = 20_000; // by then the server has answered what it was still asked when the visit ended

function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Session {
  constructor() {
    this.home = "yue"; // the dialect a visit begins in
    this.used = false;
    this.begin();
  }

  /** Begin a new visit; nothing of the former one remains, here or on the server. */
  begin() {
    if (this.used) {
      const { id } = this;
      forget(id);
      setTimeout(() => forget(id), LATE_MS);
    }
    this.id = freshId();
    this.used = false; // whether the server has heard of it
    this.chosen = null;
    this.last = null;
    this.sequence = 0; // of the last message of an agent
  }

  /** What to ask the server for: the chosen dialect, or to find it out from the words. */
  get wanted() {
    return this.chosen ?? "auto";
  }
}
