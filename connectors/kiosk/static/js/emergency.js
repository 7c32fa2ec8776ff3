// An emergency takes the whole screen: the number to call, as large as it goes.

import { byId, el, phone } from "./dom.js";
import { inDialect, numbers } from "./labels.js";

const dialog = byId("emergency");

byId("emergency-close").addEventListener("click", hideEmergency);

/** Take the screen for an emergency Reply. */
export function showEmergency(reply) {
  const named = reply.cards.filter((card) => card.fields.phone).map(({ title, fields }) => ({ number: fields.phone, what: title }));
  const known = numbers("emergency").map(({ number, what }) => ({ number, what: inDialect(what) }));
  const calls = named.length > 0 ? named : known;
  byId("emergency-numbers").replaceChildren(...calls.map(call));
  byId("emergency-text").textContent = reply.text;
  if (!dialog.open) dialog.showModal();
  byId("emergency-title").focus();
}

/** Give the screen back and forget. */
export function hideEmergency() {
  if (dialog.open) dialog.close();
  byId("emergency-numbers").replaceChildren();
  byId("emergency-text").textContent = "";
}

/** Whether the screen shows an emergency. */
export const emergencyShown = () => dialog.open;

function call({ number, what }) {
  return el("p", "", phone(number, "number"), el("span", "", what === number ? "" : what));
}
