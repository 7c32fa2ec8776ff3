// What stands around the transcript: which case it is, how it stands, and what the agent can do about it.

import { badges, holder, isMine, levelOf, standing, whence } from "./case-words.js";
import { timeOf } from "./clock.js";
import { byId, emptiness, write } from "./dom.js";
import { say } from "./labels.js";

let shown = null;
let owner = null;

/** Show the head of a case. */
export function showCase(detail, me) {
  shown = detail;
  owner = me;
  visible(true);
  byId("case-head").dataset.level = levelOf(detail);
  write(byId("case-title"), `${say("case_number", { id: detail.id })} · ${whence(detail)}`);
  byId("case-badges").replaceChildren(...badges(detail));
  byId("case-left").hidden = !detail.person_left || detail.state === "closed";
  tickCase();
}

/** Let the waiting time count up. */
export function tickCase() {
  if (!shown) return;
  const opened = say("case_opened", { time: timeOf(shown.opened_at) });
  write(byId("case-state"), `${opened}　${standing(shown, owner)}`);
}

/** Show that no case is open and what to do; `waiting` is how many people wait. */
export function showNothing(waiting) {
  shown = null;
  visible(false);
  const key = waiting > 0 ? "nothing_open" : "nothing_waiting";
  byId("nothing").replaceChildren(...emptiness(waiting > 0 ? "left" : "cup", say(key), say(`${key}_hint`)));
}

/** Show that something is on its way. */
export function showLoading(sentence) {
  shown = null;
  visible(false);
  byId("nothing").replaceChildren(...emptiness("clock", sentence));
}

/** Show why a case could not be opened. */
export function showFailed(sentence, again) {
  shown = null;
  visible(false);
  byId("nothing").replaceChildren(...emptiness("warning", sentence), again);
}

/** What the agent can do in this case, in a sentence; empty when the agent may simply answer. */
export function limitOf(detail, me) {
  if (detail.state === "closed") return say("status_closed");
  if (detail.may.includes("answer")) return "";
  if (me.role === "editor") return say("status_look");
  if (detail.state === "waiting") return say("status_waiting");
  if (isMine(detail, me)) return "";
  return say(detail.may.includes("take") ? "status_take_over" : "status_others", { name: holder(detail) });
}

function visible(open) {
  byId("nothing").hidden = open;
  for (const id of ["case-head", "transcript", "reply"]) byId(id).hidden = !open;
  if (!open) byId("case-left").hidden = true;
  if (!open) byId("to-newest").hidden = true;
}
