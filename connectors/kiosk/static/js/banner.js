// Says, above everything else of the page, where the visit stands with the people at the desk.

import { byId, el, icon } from "./dom.js";
import { label } from "./labels.js";

const ICONS = { waiting: "wait", nobody: "phone", held: "headset", ended: "tick" };

const banner = byId("agent");
const words = byId("agent-text");

/** How it stands: waiting, held, or none (over). Gives the words that are shown. */
export function showBanner({ state, agent, on_duty, text }) {
  const look = { none: "ended", waiting: on_duty ? "waiting" : "nobody" }[state] ?? state;
  banner.dataset.look = look;
  byId("agent-icon").replaceChildren(icon(ICONS[look]));
  byId("agent-seen").hidden = look !== "nobody";
  if (text) showWords(text);
  else if (look === "nobody") label(byId("agent-text"), "agent_nobody");
  else if (look === "waiting") label(byId("agent-text"), "agent_waiting");
  else if (look === "ended") label(byId("agent-text"), "agent_ended");
  else if (agent) label(byId("agent-text"), "agent_held", { agent });
  else label(byId("agent-text"), "agent_held_unnamed");
  banner.hidden = false;
  return words.textContent;
}

/** Whether the connection to the desk is lost. */
export function showLost(lost) {
  byId("agent-lost").hidden = !lost;
}

/** What is over has been seen. */
export function dismissEnded() {
  if (banner.dataset.look === "ended") hideBanner();
}

/** What it says has been read, or is over. */
export function hideBanner() {
  banner.hidden = true;
  delete banner.dataset.look;
  delete words.dataset.label;
  words.textContent = "";
  showLost(false);
}

/** The server's words; the numbers to call stand out. */
function showWords(text) {
  delete words.dataset.label;
  const parts = text.split(/(\d{3,})/).map((part, index) => (index % 2 ? el("b", "", part) : part));
  words.replaceChildren(...parts);
}
