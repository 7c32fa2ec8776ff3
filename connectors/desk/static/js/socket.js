// The live connection: connects again by itself, ever more slowly, and notices when it has gone silent.

const FIRST_MS = 500;
const LONGEST_MS = 15_000;
const PING_MS = 20_000;
const SILENCE_MS = 10_000;
const STEADY_MS = 5000; // a connection that held this long starts the waiting anew
const SIGNED_OUT = 4401;

export class DeskSocket {
  /**
   * @param on handlers: queue(data), entry(data), suggestions(data), signedOut(), connected(again),
   *   lost(), state({ name: "connecting" | "open" | "waiting", attempt, seconds })
   */
  constructor(on) {
    this.on = on;
    this.watched = null;
    this.wanted = false;
    this.attempt = 0;
    this.opened = false; // whether it ever was
    addEventListener("online", () => this.retry());
    addEventListener("pageshow", (event) => event.persisted && this.retry());
  }

  start() {
    this.wanted = true;
    this.attempt = 0;
    this.opened = false;
    this.#connect();
  }

  stop() {
    this.wanted = false;
    this.#drop();
  }

  /** Choose the one case whose lines come; null for none. */
  watch(id) {
    this.watched = id;
    this.#send("watch", { case_id: id });
  }

  /** Do not wait any longer for the next attempt. */
  retry() {
    if (this.wanted && this.waiting) this.#connect();
  }

  #connect() {
    this.#drop();
    this.on.state({ name: "connecting", attempt: this.attempt });
    const address = new URL("/ws/desk", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    this.patience = setTimeout(() => this.#over(socket, 0), SILENCE_MS);
    socket.addEventListener("open", () => socket === this.socket && this.#open());
    socket.addEventListener("message", ({ data }) => socket === this.socket && this.#received(data));
    socket.addEventListener("close", ({ code }) => this.#over(socket, code));
  }

  #open() {
    clearTimeout(this.patience);
    const again = this.opened;
    this.opened = true;
    this.since = performance.now();
    this.beat = setInterval(() => this.#ping(), PING_MS);
    this.on.state({ name: "open" });
    if (this.watched !== null) this.watch(this.watched);
    this.on.connected(again);
  }

  #ping() {
    this.#send("ping", {});
    clearTimeout(this.patience);
    const { socket } = this;
    this.patience = setTimeout(() => this.#over(socket, 0), SILENCE_MS);
  }

  #received(frame) {
    clearTimeout(this.patience);
    let event;
    try {
      event = JSON.parse(frame);
    } catch {
      return;
    }
    const { type, data } = event;
    if (type === "queue" || type === "entry" || type === "suggestions") this.on[type](data);
  }

  #over(socket, code) {
    if (socket !== this.socket) return;
    const steady = this.since !== undefined && performance.now() - this.since > STEADY_MS;
    this.#drop();
    if (!this.wanted) return;
    if (code === SIGNED_OUT) {
      this.wanted = false;
      this.on.signedOut();
      return;
    }
    this.attempt = steady ? 1 : this.attempt + 1;
    this.#wait();
    this.on.lost();
  }

  #wait() {
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (this.attempt - 1));
    const until = performance.now() + longest * (0.75 + Math.random() / 4);
    const tell = () => {
      const left = until - performance.now();
      if (left <= 0) this.#connect();
      else this.on.state({ name: "waiting", attempt: this.attempt, seconds: Math.ceil(left / 1000) });
    };
    this.waiting = setInterval(tell, 250);
    tell();
  }

  #drop() {
    clearTimeout(this.patience);
    clearInterval(this.beat);
    clearInterval(this.waiting);
    const { socket } = this;
    this.socket = this.waiting = this.since = undefined;
    socket?.close();
  }

  #send(type, data) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type, data }));
  }
}
