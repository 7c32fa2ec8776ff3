// One person's visit: an id nobody can guess, and the dialect that was chosen.

const DEFAULT_DIALECT = "yue";

function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Session {
  constructor() {
    this.begin();
  }

  /** Begin a new visit; nothing of the former one remains, here or on the server. */
  begin() {
    if (this.last) fetch(`/api/sessions/${this.id}`, { method: "DELETE", keepalive: true }).catch(() => {});
    this.id = freshId();
    this.chosen = null;
    this.last = null;
  }

  /** What to ask the server for: the chosen dialect, or to find it out from the words. */
  get wanted() {
    return this.chosen ?? "auto";
  }

  /** The dialect a visit begins in. */
  static get dialect() {
    return DEFAULT_DIALECT;
  }
}
