// How the live connection stands, in words: small when all is well, across the page when not.

import { byId, write } from "./dom.js";
import { say } from "./labels.js";

const GRACE_ATTEMPTS = 1; // a first loss that mends at once is only shown in the corner

/** Show a state of the socket. */
export function showConnection({ name, attempt = 0, seconds = 0 }) {
  const corner = byId("connection");
  const key = name === "open" ? "connected" : attempt > 0 ? "disconnected" : "connecting";
  corner.dataset.state = key;
  write(corner, say(key));
  const outage = byId("outage");
  outage.hidden = name === "open" || attempt < GRACE_ATTEMPTS;
  if (outage.hidden) return;
  write(byId("outage-text"), name === "waiting" ? say("reconnect_in", { seconds, attempt }) : say("reconnecting", { attempt }));
  byId("reconnect").disabled = name !== "waiting";
}

/** Nobody is signed in. */
export function hideConnection() {
  byId("outage").hidden = true;
  byId("connection").textContent = "";
  delete byId("connection").dataset.state;
}
