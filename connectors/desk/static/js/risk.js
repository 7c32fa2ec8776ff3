// What the fraud guard found: how sure it is, which swindle, and the words that gave it away.

import { el, icon } from "./dom.js";
import { nameOf, say } from "./labels.js";

/** The level in words. */
export function riskTitle(risk) {
  const title = el("p", "risk-title", icon("warning"), say(risk.level === "high" ? "risk_high" : "risk_low"));
  title.dataset.level = risk.level;
  return title;
}

/** The swindles it looks like; null when none is named. */
export function riskKinds(risk) {
  if (!risk.kinds?.length) return null;
  return el("p", "risk-kinds", say("kinds"), risk.kinds.map((kind) => nameOf("kind", kind)).join("、"));
}

/** Every reason: the quoted words and why they matter; null when there is none. */
export function riskReasons(risk) {
  if (!risk.reasons?.length) return null;
  const lines = risk.reasons.map((reason) => el("li", "", el("q", "", reason.quote), el("span", "why", reason.why)));
  return el("ul", "reasons", ...lines);
}

/** The words that the reasons quote. */
export const quotes = (risk) => (risk?.reasons ?? []).map((reason) => reason.quote);
