// What a person and an agent say to each other, as speech bubbles, the newest in sight.

import { byId, el } from "./dom.js";
import { label, labelled } from "./labels.js";

const LANGUAGE = { yue: "yue-Hans", cmn: "zh-Hans" };

const list = byId("exchange");

/** Whether an agent holds the conversation: what is said goes to them. */
export const held = () => document.body.dataset.agent === "held";

/** How it stands with the desk: none, waiting, held. */
export function showState(state) {
  document.body.dataset.agent = state;
  label(byId("send"), held() ? "send_agent" : "send");
}

/** What the person said. It is `on its way` until it is settled or withdrawn. */
export function showMine(text) {
  append(el("li", "mine sending", el("p", "", text)));
}

/** What was on its way has arrived. */
export function settle() {
  for (const bubble of list.querySelectorAll(".sending")) bubble.classList.remove("sending");
}

/** What was on its way has not arrived. */
export function withdraw() {
  for (const bubble of list.querySelectorAll(".sending")) bubble.remove();
}

/** What an agent said. */
export function showTheirs(name, text, dialect) {
  const who = name ? el("span", "who", name) : labelled("span", "who", "agent");
  const bubble = el("li", "theirs", who, el("p", "", text));
  bubble.lang = LANGUAGE[dialect] ?? LANGUAGE.yue;
  append(bubble);
}

/** What the assistant had to say all the same, as elements. */
export function showAside(parts) {
  append(el("li", "aside", ...parts));
}

/** As if nobody had said anything. */
export const clearExchange = () => list.replaceChildren();

function append(bubble) {
  list.append(bubble);
  bubble.scrollIntoView({ block: "nearest" });
}
