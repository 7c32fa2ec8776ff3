// WS /ws/session: whether somebody at a desk looks after this visit, and what they write.

const BACKOFF_MS = [1000, 2000, 4000, 8000, 15_000];
const LOST_MS = 3000; // without a connection, until it counts as lost

export class SessionSocket {
  /** @param on state(state), message(message), lost(whether the connection is) */
  constructor(session, on) {
    this.session = session;
    this.on = on;
    this.over = false;
    this.failures = 0;
    this.again = null;
    this.losing = null;
    this.#connect();
  }

  /** Want nothing more of it. */
  close() {
    this.over = true;
    clearTimeout(this.again);
    clearTimeout(this.losing);
    this.socket.close();
  }

  #connect() {
    const address = new URL("/ws/session", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    address.search = new URLSearchParams({ session_id: this.session.id, after: this.session.sequence });
    this.socket = new WebSocket(address);
    this.socket.addEventListener("message", ({ data }) => this.#received(data));
    this.socket.addEventListener("close", () => this.#closed());
  }

  #received(frame) {
    if (this.over) return;
    this.failures = 0;
    clearTimeout(this.losing);
    this.losing = null;
    this.on.lost(false);
    const { type, data } = JSON.parse(frame);
    if (type === "state") this.on.state(data);
    else if (type === "message") this.on.message(data);
  }

  #closed() {
    if (this.over) return;
    this.losing ??= setTimeout(() => this.on.lost(true), LOST_MS);
    const wait = BACKOFF_MS[Math.min(this.failures, BACKOFF_MS.length - 1)];
    this.failures += 1;
    this.again = setTimeout(() => this.#connect(), wait * (0.75 + Math.random() / 2));
  }
}
