// An emergency takes the whole screen: the number to call, as large as it goes.

import { byId, el, phone } from "./dom.js";
import { inDialect, label, numbers } from "./labels.js";

const dialog = byId("emergency");
const repeat = byId("emergency-repeat");
const stop = byId("emergency-stop");

byId("emergency-close").addEventListener("click", hideEmergency);

/** Take the screen for an emergency Reply. */
export function showEmergency(reply) {
  const named = reply.cards.filter((card) => card.fields.phone).map(({ title, fields }) => ({ number: fields.phone, what: title }));
  const known = numbers("emergency").map(({ number, what }) => ({ number, what: inDialect(what) }));
  const calls = named.length > 0 ? named : known;
  byId("emergency-numbers").replaceChildren(...calls.map(call));
  byId("emergency-text").textContent = reply.text;
  showEmergencyTrouble(null);
  showEmergencyAgent("");
  if (!dialog.open) dialog.showModal();
  byId("emergency-title").focus();
}

/** What repeats the answer, and what stops it. */
export function wireEmergency(on) {
  repeat.addEventListener("click", on.repeat);
  stop.addEventListener("click", on.stop);
}

/** Whether there is something to stop; who stopped it by key finds the other button next. */
export function emergencySpeaking(speaking) {
  const left = document.activeElement === stop;
  stop.disabled = !speaking;
  if (speaking) showEmergencyTrouble(null);
  else if (left) repeat.focus();
}

/** A sentence of labels.json about what went wrong, or null for none. */
export function showEmergencyTrouble(key) {
  const place = byId("emergency-trouble");
  place.hidden = !key;
  if (key) label(place, key);
}

/** What a person at the desk says meanwhile; empty for nothing. */
export function showEmergencyAgent(text) {
  byId("emergency-agent").textContent = text;
  byId("emergency-agent").hidden = !text;
}

/** Give the screen back and forget. */
export function hideEmergency() {
  if (dialog.open) dialog.close();
  byId("emergency-numbers").replaceChildren();
  byId("emergency-text").textContent = "";
  showEmergencyAgent("");
}

/** Whether the screen shows an emergency. */
export const emergencyShown = () => dialog.open;

function call({ number, what }) {
  return el("p", "", phone(number, "number"), el("span", "", what === number ? "" : what));
}
