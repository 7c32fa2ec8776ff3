// What is known about the case: what the person told, and what the fraud guard found.

import { byId, el, icon } from "./dom.js";
import { nameOf, say } from "./labels.js";
import { quotes, riskKinds, riskReasons, riskTitle } from "./risk.js";

let shown = "";

/** Show what is known of a case; of none when it is null. */
export function showFacts(detail) {
  const signature = detail && JSON.stringify([detail.id, detail.emergency, detail.slots, detail.risk]);
  if (signature === shown) return;
  shown = signature;
  if (!detail) {
    byId("facts").replaceChildren(el("p", "quiet", say("facts_none_open")));
    return;
  }
  const parts = [emergency(detail), risk(detail), slots(detail), harmless(detail)].filter(Boolean);
  byId("facts").replaceChildren(...parts);
}

function emergency(detail) {
  if (!detail.emergency) return null;
  const title = el("p", "risk-title", icon("siren"), say("emergency"));
  title.dataset.level = "emergency";
  const box = el("div", "finding", title, el("p", "advice", say("emergency_advice")));
  box.dataset.level = "emergency";
  return box;
}

const isHarmless = ({ risk: found }) => !found || found.level === "none";
const harmless = (detail) => (isHarmless(detail) ? el("p", "quiet", say("risk_none")) : null);

function risk(detail) {
  if (isHarmless(detail)) return null;
  const found = detail.risk;
  const reasons = riskReasons(found);
  const said = quotes(found).map((quote) => el("q", "", quote));
  const box = el(
    "div",
    "finding",
    riskTitle(found),
    found.level === "high" ? el("p", "advice", say("risk_high_advice")) : null,
    riskKinds(found),
    reasons && el("p", "quoted", say("quoted"), ...said),
    reasons && el("details", "", el("summary", "", say("reasons", { count: found.reasons.length })), reasons),
  );
  box.dataset.level = found.level;
  return box;
}

function slots(detail) {
  const known = Object.entries(detail.slots ?? {}).filter(([, value]) => value);
  const list = el("dl", "slots");
  for (const [key, value] of known) list.append(el("dt", "", nameOf("slot", key)), el("dd", "", String(value)));
  const content = known.length > 0 ? list : el("p", "quiet", say("facts_empty"));
  return el("div", "slots-box", el("h2", "", say("slots")), content);
}
